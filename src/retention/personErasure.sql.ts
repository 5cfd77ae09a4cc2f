import { sql, type RawBuilder } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { LegalHoldGround } from '#src/platform/db.types.ts'
import type { Purger } from '#src/purgers/purger.sql.ts'
import { coversSql } from './legalHolds.sql.ts'

/** One category of one person. `rows`: SQL of the ids that are his; `before`: what began earlier is no longer in use. */
export type PersonReach = { purger: Purger; rows: RawBuilder<unknown>; before: Date; at: Date }

const overOf = ({ purger, rows, before, at }: PersonReach): RawBuilder<unknown> => purger.over({ before, at, limit: null, rows: (id) => sql`${id} in (${rows})` })

export type PersonCounts = { goes: number; held: number; kept: number; grounds: LegalHoldGround[] }

/** What would go, what an order holds, what a longer rule keeps. An order on a secret ground is in none of these figures (X-06): at the execution it holds all the same. */
export const countOfPerson = async (db: ReadDb, reach: PersonReach): Promise<PersonCounts> =>
  (await sql<PersonCounts>`with found as materialized (${overOf(reach)}),
      seen as (select found.is_kept, array(select distinct held.ground::text from legal_holds held where held.ground <> 'opposition' and ${coversSql({ merchantId: sql`found.merchant_id`, subjectIds: sql`found.subject_ids` })}) as grounds from found)
    select count(*) filter (where not is_kept and grounds = '{}')::int as goes, count(*) filter (where not is_kept and grounds <> '{}')::int as held, count(*) filter (where is_kept)::int as kept,
      array(select distinct unnest(grounds) from seen order by 1) as grounds from seen`.execute(db)).rows[0]!

/** Erases them, but what is held in the same statement; answers the ids of what went. Whoever orders a hold meanwhile waits. */
export const eraseRowsOfPerson = async (db: WritableDb, reach: PersonReach): Promise<string[]> => {
  await sql`lock table legal_holds in share mode`.execute(db)
  return (await sql<{ id: string }>`with found as materialized (${overOf(reach)}), erased as (${reach.purger.erase}) select id from erased order by id`.execute(db)).rows.map(({ id }) => id)
}
