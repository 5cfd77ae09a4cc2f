import { sql } from 'kysely'
import { fingerprint, sha256 } from './crypto.ts'
import type { Tx } from './ctx.ts'
import type { ReadDb } from './db.ts'

/** What was done or read in the closed compartment. `data` is JSON as it was hashed. */
export type ClosedEvent = {
  number: number
  at: Date
  event: string
  subjectId: string
  actorKind: string
  actorId: string
  requestId: string
  data: string
  previousHash: Buffer
  hash: Buffer
}

/** What the first one follows. */
export const firstHash = Buffer.alloc(32)

export const hashOfClosed = (
  { number, at, event, subjectId, actorKind, actorId, requestId, data, previousHash }: Omit<ClosedEvent, 'hash'>,
): Buffer =>
  sha256(JSON.stringify([number, at.toISOString(), event, subjectId, actorKind, actorId, requestId, data, previousHash.toString('hex')]))

/** Where the register ends: its last event, and the running MAC over all of them, which only the program can go on with. */
export type RegisterEnd = { number: number; hash: Buffer; mac: Buffer }

/** Before the first event. */
export const noEvents: RegisterEnd = { number: 0, hash: firstHash, mac: Buffer.alloc(32) }

/**
 * Under the master key: each event's stands on that of the one before, so that one taken away, were it the last, is missed by every later
 * one.
 */
export const endAfter = ({ mac }: Pick<RegisterEnd, 'mac'>, { number, hash }: Pick<ClosedEvent, 'number' | 'hash'>): RegisterEnd => ({
  number,
  hash,
  mac: fingerprint(`${mac.toString('hex')}:${number}:${hash.toString('hex')}`, 'closed register'),
})

/** `last`: the number of the last row there is, of the same instant. */
export const findRegisterEnd = async (db: ReadDb): Promise<{ end: RegisterEnd | null; last: number }> => {
  const row =
    (await sql<Partial<RegisterEnd> & { last: number }>`select e.number, e.hash, e.mac, coalesce((select max(number) from closed_events), 0)::bigint as last from (select) one left join closed_register_end e on true`
      .execute(db))
      .rows[0]!
  return { end: row.mac ? { number: row.number!, hash: row.hash!, mac: row.mac } : null, last: row.last }
}

const columns =
  sql`number, at, event, subject_id as "subjectId", actor_kind::text as "actorKind", actor_id as "actorId", request_id as "requestId", data, previous_hash as "previousHash", hash`

export const findLastClosed = async (db: ReadDb): Promise<ClosedEvent | null> =>
  (await sql<ClosedEvent>`select ${columns} from closed_events order by number desc limit 1`.execute(db)).rows[0] ?? null

/** In their order, behind a number. */
export const listClosedEvents = async (db: ReadDb, after: number, limit: number): Promise<ClosedEvent[]> =>
  (await sql<ClosedEvent>`select ${columns} from closed_events where number > ${after} order by number limit ${limit}`.execute(db)).rows

/** Of one subject, the newest first. */
export const listClosedOf = async (db: ReadDb, subjectId: string, limit: number): Promise<ClosedEvent[]> =>
  (await sql<ClosedEvent>`select ${columns} from closed_events where subject_id = ${subjectId} order by number desc limit ${limit}`.execute(
    db,
  ))
    .rows

const registerLock = 4_201_177

/**
 * What the next event follows: the end as it was marked, be its rows there or not, so that a gap stays one. A row beyond the mark, or
 * beside none, was not written here: the next goes behind it, and the MAC shows it.
 */
const lastKnown = async (tx: Tx): Promise<RegisterEnd> => {
  const { end, last } = await findRegisterEnd(tx.db)
  const marked = end ?? noEvents
  return last > marked.number ? { ...marked, ...(await findLastClosed(tx.db))!, mac: marked.mac } : marked
}

/**
 * The event of a change or of a reading inside the compartment, in the same transaction: in a register of its own, each chained to the one
 * before. The history of the house (`record`) hears nothing, so that none of its numbers, blocks or counts moves. Codes, ids and
 * counts only; words are sealed with what they are of.
 */
export const recordClosed = async (
  tx: Tx,
  event: string,
  { subject, data = {} }: { subject: string; data?: Readonly<Record<string, string | number | boolean | null>> },
): Promise<void> => {
  tx.watch.noteEvent()
  await sql`select pg_advisory_xact_lock(${registerLock})`.execute(tx.db)
  const before = await lastKnown(tx)
  const { actor: { kind, id }, now, requestId } = tx
  const facts = {
    number: before.number + 1,
    at: now,
    event,
    subjectId: subject,
    actorKind: kind,
    actorId: id,
    requestId,
    data: JSON.stringify(data),
    previousHash: before.hash,
  }
  const end = endAfter(before, { number: facts.number, hash: hashOfClosed(facts) })
  await sql`with written as (insert into closed_events (number, at, event, subject_id, actor_kind, actor_id, request_id, data, previous_hash, hash)
      values (${facts.number}, ${now}, ${event}, ${subject}, ${kind}, ${id}, ${requestId}, ${facts.data}, ${facts.previousHash}, ${end.hash}))
    insert into closed_register_end (number, hash, mac) values (${end.number}, ${end.hash}, ${end.mac}) on conflict (is_only) do update set number = excluded.number, hash = excluded.hash, mac = excluded.mac`
    .execute(tx.db)
}
