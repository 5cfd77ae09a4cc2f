import { randomBytes } from 'node:crypto'
import { sha256 } from './crypto.ts'
import type { Tx } from './ctx.ts'
import type { JsonValue } from './db.types.ts'
import { sealForMerchant } from './merchant-keys.ts'

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

/** Writes the audit event, in the transaction of the change itself. Returns its number. */
export const record = async (tx: Tx, event: string, facts: EventFacts): Promise<number> => {
  const merchantId = facts.merchantId ?? null
  const sealed = await commit(tx, merchantId, facts.personal)
  tx.watch.noteEvent()
  const row = await tx.db
    .with('written', (db) =>
      db
        .insertInto('audit_events')
        .values({
          at: tx.now, event, subject_id: facts.subject, merchant_id: merchantId, actor_kind: tx.actor.kind, actor_id: tx.actor.id,
          request_id: tx.requestId, data: JSON.stringify(facts.data ?? {}), ...sealed,
        })
        .returning('id'),
    )
    .insertInto('audit_unsealed')
    .columns(['event_id'])
    .expression((eb) => eb.selectFrom('written').select('id'))
    .returning('event_id')
    .executeTakeFirstOrThrow()
  return row.event_id
}
