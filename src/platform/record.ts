import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { sha256 } from './crypto.ts'
import type { Tx } from './ctx.ts'
import type { JsonValue } from './db.types.ts'
import { sealForMerchant } from './merchant-keys.ts'
import { unawaited } from './prepared.ts'

type Values = { readonly [key: string]: JsonValue | undefined }

export type EventFacts = {
  /** The thing it happened to: its id. The type is the event's first word (`dossier.submitted` → dossier). */
  subject: string
  /** Whose data it concerns, when a merchant's: decides whose history shows it and under whose key the personal part lies. */
  merchantId?: string | null
  /** What may stay for as long as the history does: states, ids, counts, codes. Nothing personal. */
  data?: Values
  /** Words and personal values (reasons, names, before and after). Sealed under the merchant's key; only a commitment is chained. */
  personal?: Values
}

export const personalLabel = 'audit-personal'

/** The commitment is salted, so that a short value cannot be guessed from it after the key is gone. */
const commit = async (tx: Tx, merchantId: string | null, personal: Values | undefined): Promise<{ personal: Buffer | null; personal_digest: Buffer | null }> => {
  if (!personal || Object.keys(personal).length === 0) return { personal: null, personal_digest: null }
  if (!merchantId) throw new Error('personal values need the merchant whose key seals them')
  const plain = Buffer.from(JSON.stringify({ salt: randomBytes(16).toString('base64'), values: personal }))
  return { personal: await sealForMerchant(tx.db, merchantId, plain, personalLabel), personal_digest: sha256(plain) }
}

/** Writes the audit event, in the transaction of the change itself; leaves with the statement that follows it. */
export const record = async (tx: Tx, event: string, facts: EventFacts): Promise<void> => {
  const merchantId = facts.merchantId ?? null
  const sealed = await commit(tx, merchantId, facts.personal)
  tx.watch.noteEvent()
  await sql`
    with written as (
      insert into audit_events (at, event, subject_id, merchant_id, actor_kind, actor_id, request_id, data, personal, personal_digest)
      values (${tx.now}, ${event}, ${facts.subject}, ${merchantId}, ${tx.actor.kind}, ${tx.actor.id}, ${tx.requestId}, ${JSON.stringify(facts.data ?? {})},
        ${sealed.personal}, ${sealed.personal_digest})
      returning id)
    insert into audit_unsealed (event_id) select id from written ${sql.raw(unawaited)}`.execute(tx.db)
}
