import { sql, type RawBuilder } from 'kysely'
import type { Tx } from './ctx.ts'

/**
 * A change and its events in one statement, where a roundtrip more would be felt: one event for each row the change returned, none where
 * it found nothing. `change` returns `subject_id`, `merchant_id` and `data` beside what the caller wants; nothing personal goes this way.
 */
export const recordRows = async <Row>(tx: Tx, event: string, change: RawBuilder<Row>): Promise<Row[]> => {
  tx.watch.noteEvent()
  const { rows } = await sql<Row>`
    with changed as (${change}),
      written as (
        insert into audit_events (at, event, subject_id, merchant_id, actor_kind, actor_id, request_id, data)
        select ${tx.now}::timestamptz, ${event}, subject_id, merchant_id, ${tx.actor.kind}::actor_kind, ${tx.actor.id}, ${tx.requestId}, data from changed returning id),
      waiting as (insert into audit_unsealed (event_id) select id from written)
    select * from changed`
    .execute(tx.db)
  return rows
}
