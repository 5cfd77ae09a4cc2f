import { randomBytes } from 'node:crypto'
import { sql, type RawBuilder } from 'kysely'
import { exactText } from '#src/kernel/eventLine.ts'
import { seal, sha256 } from './crypto.ts'
import type { Tx } from './ctx.ts'
import type { JsonValue } from './db.types.ts'
import { markOf } from './event-mark.ts'
import { keySubjectOf } from './key-subject.ts'
import { findMerchantKey } from './merchant-keys.ts'
import { personKeyFor, type NewPersonKey, type PersonKey } from './person-keys.ts'
import { rowsAtLast, unawaited } from './prepared.ts'

type Values = { readonly [key: string]: JsonValue | undefined }

export type EventFacts = {
  /** The thing it happened to: its id. The type is the event's first word (`dossier.submitted` → dossier). */
  subject: string
  /** Whose data it concerns, when a merchant's: decides whose history shows it and under whose key the personal part lies. */
  merchantId?: string | null
  /** What may stay for as long as the history does: states, ids, counts, codes. Nothing personal. */
  data?: Values
  /**
   * Words and personal values (reasons, names, before and after). Sealed under the key of whom they are of (`keySubjectOf`), else the
   * merchant's; only a commitment is chained.
   */
  personal?: Values
  /** The key of somebody who was made a moment ago: its row is written with the event, without a roundtrip. */
  firstKey?: NewPersonKey
}

export const personalLabel = 'audit-personal'

type Sealed = { personal: Buffer | null; personal_digest: Buffer | null; keyId: string | null }

/** A person's, or null for the merchant's own. */
const keyFor = async (tx: Tx, merchantId: string, { subject, data = {}, firstKey }: EventFacts): Promise<PersonKey | null> => {
  const whose = firstKey ? null : keySubjectOf(subject, data)
  return firstKey ?? (whose && personKeyFor(tx, { ...whose, merchantId }))
}

const merchantKeyFor = async (tx: Tx, merchantId: string): Promise<Buffer> => {
  const key = await findMerchantKey(tx.db, merchantId)
  if (!key) throw new Error('this merchant has no key')
  return key
}

/** The commitment is salted, so that a short value cannot be guessed from it after the key is gone. */
const commit = async (tx: Tx, facts: EventFacts): Promise<Sealed> => {
  const { personal, merchantId } = facts
  if (!personal || Object.keys(personal).length === 0) return { personal: null, personal_digest: null, keyId: null }
  if (!merchantId) throw new Error('personal values need the merchant whose key seals them')
  const plain = Buffer.from(JSON.stringify({ salt: randomBytes(16).toString('base64'), values: personal }))
  const own = await keyFor(tx, merchantId, facts)
  return {
    personal: seal(own?.key ?? (await merchantKeyFor(tx, merchantId)), plain, personalLabel),
    personal_digest: sha256(plain),
    keyId: own?.id ?? null,
  }
}

/** Of every event of a unit. */
const lineOf = (tx: Tx, event: string) => ({
  at: exactText(tx.now),
  event,
  actorKind: tx.actor.kind,
  actorId: tx.actor.id,
  requestId: tx.requestId,
})

/** As it comes back from the database. */
const asKept = (data: string): JsonValue => JSON.parse(data) as JsonValue

const writingOf = ({ firstKey }: EventFacts): RawBuilder<unknown> => {
  if (!firstKey) return sql``
  const { id, subject_id: subject, within_id: within, merchant_id: merchantId, wrapped_key: wrapped, created_at: at } = firstKey.row
  return sql`, first_key as (insert into person_keys (id, subject_id, within_id, merchant_id, wrapped_key, created_at) values (${id}, ${subject}, ${within}, ${merchantId}, ${wrapped}, ${at}))`
}

/** Writes the audit event, in the transaction of the change itself; leaves with the statement that follows it. */
export const record = async (tx: Tx, event: string, facts: EventFacts): Promise<void> => {
  const merchantId = facts.merchantId ?? null
  const sealed = await commit(tx, facts)
  const data = JSON.stringify(facts.data ?? {})
  const mark = markOf({
    ...lineOf(tx, event),
    subjectId: facts.subject,
    merchantId,
    data: asKept(data),
    personalDigest: sealed.personal_digest,
  })
  const { rows } = await sql<{ id: number }>`
    with written as (
      insert into audit_events (at, event, subject_id, merchant_id, actor_kind, actor_id, request_id, data, personal, personal_digest, key_id)
      values (${tx.now}, ${event}, ${facts.subject}, ${merchantId}, ${tx.actor.kind}, ${tx.actor.id}, ${tx.requestId}, ${data},
        ${sealed.personal}, ${sealed.personal_digest}, ${sealed.keyId})
      returning id)${writingOf(facts)}
    insert into audit_unsealed (event_id, mark) select id, ${mark} from written returning event_id as id ${sql.raw(unawaited)}`
    .execute(tx.db)
  tx.watch.noteEvent(rowsAtLast(rows).then((all) => all.map(({ id }) => ({ id, mark }))))
}

type Changed = { subject_id: string; merchant_id: string | null; data: JsonValue }

/**
 * A change and an event of each row it returned, none where it found nothing. `change` returns `subject_id`, `merchant_id` and `data`
 * beside what the caller wants; nothing personal goes this way. The events leave with the statement that follows.
 */
export const recordRows = async <Row>(tx: Tx, event: string, change: RawBuilder<Row>): Promise<Row[]> => {
  const { rows: changed } = await (change as RawBuilder<Row & Changed>).execute(tx.db)
  if (changed.length === 0) {
    tx.watch.noteEvent()
    return changed
  }
  const said = changed.map(({ data }) => JSON.stringify(data))
  const marks = changed.map(({ subject_id: subjectId, merchant_id: merchantId }, i) =>
    markOf({ ...lineOf(tx, event), subjectId, merchantId, data: asKept(said[i]!), personalDigest: null })
  )
  const { rows } = await sql<{ id: number; n: number }>`
    with said as (select * from unnest(${changed.map(({ subject_id: id }) => id)}::text[], ${changed.map(({ merchant_id: id }) => id)}::text[], ${said}::text[], ${marks}::bytea[])
        with ordinality s (subject_id, merchant_id, data, mark, n)),
      written as (
        insert into audit_events (at, event, subject_id, merchant_id, actor_kind, actor_id, request_id, data)
        select ${tx.now}::timestamptz, ${event}, subject_id, merchant_id, ${tx.actor.kind}::actor_kind, ${tx.actor.id}, ${tx.requestId}, data::jsonb from said order by n returning id),
      numbered as (select id, row_number() over (order by id) as n from written)
    insert into audit_unsealed (event_id, mark) select w.id, s.mark from numbered w join said s on s.n = w.n order by w.id returning event_id as id ${sql.raw(unawaited)}`
    .execute(tx.db)
  tx.watch.noteEvent(rowsAtLast(rows).then((all) => all.map(({ id }, i) => ({ id, mark: marks[i]! }))))
  return changed
}
