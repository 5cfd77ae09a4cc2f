import { sql, type SqlBool } from 'kysely'
import { unseal } from '#src/platform/crypto.ts'
import type { ActorKind, JsonObject, JsonValue } from '#src/platform/db.types.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { findKeysOf, keyNameOf, type Sealed } from '#src/platform/person-keys.ts'
import { personalLabel } from '#src/platform/record.ts'
import { secretEvents } from './secretEvents.ts'

/** What happened, as it is told: ids resolved to names, the personal part opened where its key lives. */
export type HistoryEvent = {
  id: number
  at: Date
  event: string
  subjectId: string
  merchantId: string | null
  merchantName: string | null
  actorKind: ActorKind
  actorId: string
  /** Of staff only; a merchant is « le marchand », the system is its job. */
  actorName: string | null
  requestId: string
  data: JsonObject
  personal: JsonObject | null
  /** There were words, and the key that opened them is gone. */
  isErased: boolean
  /** Colleagues whom it names beside its actor (to whom a file was handed), by id. */
  names: Record<string, string>
}

export type HistoryFilter = {
  merchantId?: string
  merchantIds?: readonly string[]
  subjectId?: string
  subjectIds?: readonly string[]
  actorId?: string
  actorKind?: ActorKind
  /** The first word of the event: 'dossier'. */
  noun?: string
  /** From this instant on, and before that one. */
  from?: Date
  to?: Date
  /** Of a merchant's file: without what his payments leave, which come by the thousand and have pages of their own. */
  isOfFile?: boolean
  /** What the reader is not here for: events by their name. */
  without?: readonly string[]
  /** The reader is of the closed circle: without it, what only the circle knows of is not there. */
  isCircle?: boolean
}
/**
 * A place in the history: the instant, exact to the microsecond, and how many events of it were seen. No event's number: their gaps would
 * count what others may not see.
 */
export type HistoryPlace = { at: string; seen: number }
export type HistoryPage = { entries: HistoryEvent[]; next: HistoryPlace | null }

/** In the very words of the index `audit_events_file`: a file's history costs its own length, however many payments there are between. */
const isOfFile = sql<SqlBool>`split_part(e.event, '.', 1) not in ('payment', 'refund', 'card', 'payer', 'address', 'mandate', 'account_check', 'scoring', 'settlement', 'bank_answer', 'payout')`

const wanted = (db: ReadDb, filter: HistoryFilter, before: HistoryPlace | undefined) => {
  const conditions = [
    filter.merchantId !== undefined && sql<SqlBool>`e.merchant_id = ${filter.merchantId}`,
    filter.merchantIds && sql<SqlBool>`e.merchant_id = any(${filter.merchantIds}::text[])`,
    filter.subjectId !== undefined && sql<SqlBool>`e.subject_id = ${filter.subjectId}`,
    filter.subjectIds && sql<SqlBool>`e.subject_id = any(${filter.subjectIds}::text[])`,
    filter.actorId !== undefined && sql<SqlBool>`e.actor_id = ${filter.actorId}`,
    filter.actorKind && sql<SqlBool>`e.actor_kind = ${filter.actorKind}::actor_kind`,
    filter.noun !== undefined && sql<SqlBool>`split_part(e.event, '.', 1) = ${filter.noun}`,
    filter.from && sql<SqlBool>`e.at >= ${filter.from}`,
    filter.to && sql<SqlBool>`e.at < ${filter.to}`,
    filter.isOfFile && isOfFile,
    !filter.isCircle && sql<SqlBool>`e.event <> all(${secretEvents}::text[])`,
    filter.without && sql<SqlBool>`e.event <> all(${filter.without}::text[])`,
    before && sql<SqlBool>`e.at <= ${before.at}::timestamptz`,
  ]
  return conditions.reduce((query, one) => (one ? query.where(one) : query), db.selectFrom('audit_events as e'))
}

const find = (db: ReadDb, filter: HistoryFilter, before: HistoryPlace | undefined, limit: number) =>
  wanted(db, filter, before)
    .leftJoin('staff as s', (join) => join.onRef('s.id', '=', 'e.actor_id').on('e.actor_kind', '=', 'staff'))
    .leftJoin('merchants as m', 'm.id', 'e.merchant_id')
    .select([
      'e.id',
      'e.at',
      'e.event',
      'e.subject_id',
      'e.merchant_id',
      'e.actor_kind',
      'e.actor_id',
      'e.request_id',
      'e.data',
      'e.personal',
      'e.key_id',
      's.name as actor_name',
      'm.name as merchant_name',
    ])
    .select(sql<string>`to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as('exact_at'))
    .orderBy('e.at', 'desc')
    .orderBy('e.id', 'desc')
    .offset(before?.seen ?? 0)
    .limit(limit)
    .execute()

type Row = Awaited<ReturnType<typeof find>>[number]

const asObject = (value: JsonValue): JsonObject => (value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {})

type Keys = ReadonlyMap<string, Buffer | null>
const sealedIn = ({ key_id: keyId, merchant_id: merchantId }: Row): Sealed => ({ keyId, merchantId })

/** Null where there were none, where the key is gone, and where they no longer open: the verification says which. */
const openPersonal = (keys: Keys, row: Row): JsonObject | null => {
  const { personal } = row
  const key = personal ? keys.get(keyNameOf(sealedIn(row))) : null
  if (!key || !personal) return null
  try {
    const { values } = JSON.parse(unseal(key, personal, personalLabel).toString()) as { values: JsonValue }
    return asObject(values)
  } catch {
    return null
  }
}

const isStaffId = (value: unknown): value is string => typeof value === 'string' && /^staf_[0-9A-Za-z]{24}$/.test(value)

const namesIn = async (db: ReadDb, rows: readonly Row[]): Promise<Record<string, string>> => {
  const ids = [...new Set(rows.flatMap(({ data }) => Object.values(asObject(data)).filter(isStaffId)))]
  if (ids.length === 0) return {}
  const found = await db.selectFrom('staff').select(['id', 'name']).where('id', 'in', ids).execute()
  return Object.fromEntries(found.map(({ id, name }) => [id, name]))
}

const told = (keys: Keys, row: Row, names: Record<string, string>): HistoryEvent => {
  const personal = openPersonal(keys, row)
  return {
    id: row.id,
    at: row.at,
    event: row.event,
    subjectId: row.subject_id,
    merchantId: row.merchant_id,
    merchantName: row.merchant_name,
    actorKind: row.actor_kind,
    actorId: row.actor_id,
    actorName: row.actor_name,
    requestId: row.request_id,
    data: asObject(row.data),
    personal,
    isErased: row.personal !== null && personal === null,
    names,
  }
}

/** Where the next page begins: events of one instant may stand on several pages. */
const placeAfter = (shown: readonly Row[], before: HistoryPlace | undefined): HistoryPlace => {
  const at = shown.at(-1)!.exact_at
  const seen = shown.filter((row) => row.exact_at === at).length
  return { at, seen: seen + (before?.at === at ? before.seen : 0) }
}

/** What happened, newest first, a page by key: of a merchant, a thing, a person, or all that the filter lets pass. */
export const readHistory = async (
  db: ReadDb,
  filter: HistoryFilter,
  { limit = 50, before }: { limit?: number; before?: HistoryPlace } = {},
): Promise<HistoryPage> => {
  const rows = await find(db, filter, before, limit + 1)
  const shown = rows.slice(0, limit)
  const names = await namesIn(db, shown)
  const keys = await findKeysOf(db, shown.filter(({ personal }) => personal !== null).map(sealedIn))
  return { entries: shown.map((row) => told(keys, row, names)), next: rows.length > limit ? placeAfter(shown, before) : null }
}

/** When the history was last verified, by whom, with what result. */
export const findLastVerification = async (db: ReadDb): Promise<HistoryEvent | null> => {
  const { entries } = await readHistory(db, { subjectId: 'audit_trail', noun: 'audit' }, { limit: 20 })
  return entries.find(({ event }) => event === 'audit.verified') ?? null
}
