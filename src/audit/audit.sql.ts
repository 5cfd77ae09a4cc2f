import { sql, type RawBuilder } from 'kysely'
import type { ChainedEvent } from '#src/kernel/eventLine.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { BlockFacts } from './chain.ts'
import { writeRanges, type Range } from './ranges.ts'

export type Block = BlockFacts & { hash: Buffer }
/** `keyId`: the person's key under which its words lie; null: the merchant's. */
export type StoredEvent = ChainedEvent & { personal: Buffer | null; keyId: string | null }

/** To the microsecond: a JavaScript date would round away the last three figures, and a change of them with it. */
const exact = (column: RawBuilder<unknown>) => sql<string>`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

const lineColumns = sql`e.id, ${exact(sql`e.at`)} as at, e.event, e.subject_id as "subjectId", e.merchant_id as "merchantId",
  e.actor_kind as "actorKind", e.actor_id as "actorId", e.request_id as "requestId", e.data, e.personal_digest as "personalDigest"`
const eventColumns = sql`${lineColumns}, e.personal, e.key_id as "keyId"`

/** With the mark that the program put on it (`markOf`). */
export type WaitingEvent = StoredEvent & { mark: Buffer }

/** The oldest events that no block holds, after an id. What has not committed is not seen, and waits for a later block. */
export const listUnsealed = async (db: ReadDb, after: number, limit: number): Promise<WaitingEvent[]> =>
  (await sql<WaitingEvent>`select ${eventColumns}, u.mark
    from (select event_id, mark from audit_unsealed where event_id > ${after} order by event_id limit ${limit}) u
    join audit_events e on e.id = u.event_id order by e.id`
    .execute(db))
    .rows

/** Of these, those that are there. */
export const listLinesOf = async (db: ReadDb, ids: readonly number[]): Promise<ChainedEvent[]> =>
  (await sql<ChainedEvent>`select ${lineColumns} from audit_events e where e.id = any(${ids}::bigint[])`.execute(db)).rows

/**
 * The events of one block or several, in the order of their ids. Lateral: as a plain join the planner walks the whole history for each
 * block.
 */
export const listEventsOf = async (db: ReadDb, eventIds: string): Promise<StoredEvent[]> =>
  (await sql<StoredEvent>`select found.* from unnest(${eventIds}::int8multirange) r cross join lateral (
    select ${eventColumns} from audit_events e where e.id >= lower(r) and e.id < upper(r) order by e.id) found order by found.id`
    .execute(db))
    .rows

const blockColumns =
  sql`number, event_ids::text as "eventIds", event_count as "eventCount", salt, digest, previous_hash as "previousHash", hash,
  ${exact(sql`sealed_at`)} as "sealedAt"`

export const listBlocks = async (db: ReadDb, after: number, limit: number): Promise<Block[]> =>
  (await sql<Block>`select ${blockColumns} from audit_blocks where number > ${after} order by number limit ${limit}`.execute(db)).rows

export const findLastBlock = async (db: ReadDb): Promise<Block | null> =>
  (await sql<Block>`select ${blockColumns} from audit_blocks order by number desc limit 1`.execute(db)).rows[0] ?? null

export const findBlock = async (db: ReadDb, number: number): Promise<Block | null> =>
  (await sql<Block>`select ${blockColumns} from audit_blocks where number = ${number}`.execute(db)).rows[0] ?? null

/** The blocks in which these events stand, in their order. */
export const listBlocksOf = async (db: ReadDb, ids: readonly number[]): Promise<Block[]> =>
  (await sql<Block>`select ${blockColumns} from audit_blocks where number in (select b.number from unnest(${ids}::bigint[]) id join audit_blocks b on b.event_ids @> id) order by number`
    .execute(db))
    .rows

/** The leaves of a block, in the order of its events' ids; none where it is of before leaves. */
export const listLeaves = async (db: ReadDb, number: number): Promise<string[]> => {
  const { leaves } = (await db.selectFrom('audit_blocks').select('leaves').where('number', '=', number).executeTakeFirst()) ??
    { leaves: null }
  const all = leaves?.toString('hex') ?? ''
  return Array.from({ length: all.length / 64 }, (_, i) => all.slice(64 * i, 64 * i + 64))
}

/** How many events the chain holds up to this block. */
export const countSealed = async (db: ReadDb, number: number): Promise<number> =>
  (await sql<{ count: number }>`select coalesce(sum(event_count), 0)::bigint as count from audit_blocks where number <= ${number}`.execute(
    db,
  ))
    .rows[0]!
    .count

const sealingLock = 4_201_101

/** One sealer at a time, held until the unit ends; whoever comes second is told and does not wait. */
export const takeSealingLock = async (db: WritableDb): Promise<boolean> =>
  (await sql<{ isTaken: boolean }>`select pg_try_advisory_xact_lock(${sealingLock}) as "isTaken"`.execute(db)).rows[0]?.isTaken ?? false

export const insertBlock = async (db: WritableDb, block: Block, leaves: readonly string[]): Promise<void> => {
  const { number, eventIds, eventCount, salt, digest, previousHash, hash, sealedAt } = block
  await db
    .insertInto('audit_blocks')
    .values({
      number,
      event_ids: eventIds,
      event_count: eventCount,
      salt,
      leaves: Buffer.from(leaves.join(''), 'hex'),
      digest,
      previous_hash: previousHash,
      hash,
      sealed_at: new Date(sealedAt),
    })
    .execute()
}

/** Takes a block's events from the waiting list. Answers how many were there. */
export const clearUnsealed = async (db: WritableDb, ids: readonly number[]): Promise<number> => {
  const done = await db.deleteFrom('audit_unsealed').where('event_id', '=', sql<number>`any(${ids}::bigint[])`).executeTakeFirst()
  return Number(done.numDeletedRows)
}

/** Waiting ids after one; `at` is null where their event does not exist. */
export const listWaiting = async (db: ReadDb, after: number, limit: number): Promise<{ id: number; at: string | null }[]> =>
  (await sql<{ id: number; at: string | null }>`select u.event_id as id, ${exact(sql`e.at`)} as at
    from audit_unsealed u left join audit_events e on e.id = u.event_id where u.event_id > ${after} order by u.event_id limit ${limit}`
    .execute(db))
    .rows

/** The first events inside these gaps that do not wait to be sealed either. */
export const listStrays = async (db: ReadDb, gaps: readonly Range[], limit: number): Promise<number[]> => {
  const { rows } = await sql<{ id: number }>`select stray.id from unnest(${writeRanges(gaps)}::int8multirange) gap cross join lateral (
      select e.id from audit_events e where e.id >= lower(gap) and e.id < upper(gap)
        and not exists (select from audit_unsealed u where u.event_id = e.id) order by e.id limit ${limit}
    ) stray order by stray.id limit ${limit}`
    .execute(db)
  return rows.map(({ id }) => id)
}

export const countUnsealed = async (db: ReadDb, cap: number): Promise<number> => {
  const query = sql<{ count: number }>`select count(*)::int as count from (select from audit_unsealed limit ${cap}) found`
  const { rows } = await query.execute(db)
  return rows[0]?.count ?? 0
}

/** Merchants whose name holds these words, newest first: the history is asked by id. `words` are normalised (kernel/names). */
export const findMerchantsByName = async (db: ReadDb, words: string, limit: number): Promise<string[]> => {
  const pattern = `%${words.replace(/[\\%_]/g, '\\$&')}%`
  const named = db.selectFrom('merchants').select('id').where('search_name', 'like', pattern)
  const rows = await named.orderBy('id', 'desc').limit(limit).execute()
  return rows.map(({ id }) => id)
}
