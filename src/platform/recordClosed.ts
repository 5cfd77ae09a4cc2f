import { sql } from 'kysely'
import { sha256 } from './crypto.ts'
import type { Tx } from './ctx.ts'
import type { ReadDb } from './db.ts'

/** What was done or read in the closed compartment. `data` is JSON as it was hashed. */
export type ClosedEvent = { number: number; at: Date; event: string; subjectId: string; actorKind: string; actorId: string; requestId: string; data: string; previousHash: Buffer; hash: Buffer }

/** What the first one follows. */
export const firstHash = Buffer.alloc(32)

export const hashOfClosed = ({ number, at, event, subjectId, actorKind, actorId, requestId, data, previousHash }: Omit<ClosedEvent, 'hash'>): Buffer =>
  sha256(JSON.stringify([number, at.toISOString(), event, subjectId, actorKind, actorId, requestId, data, previousHash.toString('hex')]))

const columns = sql`number, at, event, subject_id as "subjectId", actor_kind::text as "actorKind", actor_id as "actorId", request_id as "requestId", data, previous_hash as "previousHash", hash`

export const findLastClosed = async (db: ReadDb): Promise<ClosedEvent | null> =>
  (await sql<ClosedEvent>`select ${columns} from closed_events order by number desc limit 1`.execute(db)).rows[0] ?? null

/** In their order, behind a number. */
export const listClosedEvents = async (db: ReadDb, after: number, limit: number): Promise<ClosedEvent[]> =>
  (await sql<ClosedEvent>`select ${columns} from closed_events where number > ${after} order by number limit ${limit}`.execute(db)).rows

/** Of one subject, the newest first. */
export const listClosedOf = async (db: ReadDb, subjectId: string, limit: number): Promise<ClosedEvent[]> =>
  (await sql<ClosedEvent>`select ${columns} from closed_events where subject_id = ${subjectId} order by number desc limit ${limit}`.execute(db)).rows

const registerLock = 4_201_177

/**
 * The event of a change or of a reading inside the compartment, in the same transaction: in a register of its own, each chained to the one before. The history of the house
 * (`record`) hears nothing, so that none of its numbers, blocks or counts moves. Codes, ids and counts only; words are sealed with what they are of.
 */
export const recordClosed = async (tx: Tx, event: string, { subject, data = {} }: { subject: string; data?: Readonly<Record<string, string | number | boolean | null>> }): Promise<void> => {
  tx.watch.noteEvent()
  await sql`select pg_advisory_xact_lock(${registerLock})`.execute(tx.db)
  const last = await findLastClosed(tx.db)
  const { actor: { kind, id }, now, requestId } = tx
  const facts = { number: (last?.number ?? 0) + 1, at: now, event, subjectId: subject, actorKind: kind, actorId: id, requestId, data: JSON.stringify(data), previousHash: last?.hash ?? firstHash }
  await sql`insert into closed_events (number, at, event, subject_id, actor_kind, actor_id, request_id, data, previous_hash, hash)
    values (${facts.number}, ${now}, ${event}, ${subject}, ${kind}, ${id}, ${requestId}, ${facts.data}, ${facts.previousHash}, ${hashOfClosed(facts)})`.execute(tx.db)
}
