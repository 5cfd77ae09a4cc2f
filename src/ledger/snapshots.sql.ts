import { sql } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'

/** Up to which entry snapshots go; the next mark, and whether all that could still commit below it has ended. */
export type Horizon = { coveredTo: number; markTo: number | null; isMarkReached: boolean; isMarkStrange: boolean }

/** One job at a time, without waiting: null where another is at it. */
export const lockHorizon = async (db: WritableDb): Promise<Horizon | null> =>
  (await sql<Horizon>`
    select covered_to as "coveredTo", mark_to as "markTo",
      coalesce(mark_xid <= pg_snapshot_xmin(pg_current_snapshot()), false) as "isMarkReached",
      -- a transaction that has not been: the database was restored on another server, where numbers began anew
      coalesce(mark_xid > pg_current_xact_id(), false) as "isMarkStrange"
    from ledger_horizon for update skip locked`
    .execute(db))
    .rows[0] ?? null

/** The last id drawn for an entry, committed or not. */
export const findLastDrawnId = async (db: ReadDb): Promise<number> =>
  (await sql<{ last: number }>`select coalesce(pg_sequence_last_value(pg_get_serial_sequence('ledger_entries', 'id')), 0)::bigint as last`
    .execute(db))
    .rows[0]!
    .last

/**
 * `drawnTo` was read before this transaction had a number. Whoever drew an id up to it had his number by then (the column written_in stands
 * before id), so one below ours: once all below ours have ended, nothing can commit up to the mark any more.
 */
export const setMark = (db: WritableDb, drawnTo: number): Promise<unknown> =>
  db.updateTable('ledger_horizon').set({ mark_to: drawnTo, mark_xid: sql<string>`pg_current_xact_id()` }).execute()

export const moveHorizon = (db: WritableDb, coveredTo: number): Promise<unknown> =>
  db.updateTable('ledger_horizon').set({ covered_to: coveredTo }).execute()

export const clearMark = (db: WritableDb): Promise<unknown> =>
  db.updateTable('ledger_horizon').set({ mark_to: null, mark_xid: null }).execute()

/**
 * Adds the postings of these entries (`after` excluded, `to` included) to the snapshots of the merchants they concern. Answers how many
 * rows it touched.
 */
export const addToSnapshots = async (db: WritableDb, after: number, to: number): Promise<number> => {
  const moved = sql`select merchant_id, book, currency, account, sum(amount_cents)::bigint, ${to}::bigint from ledger_postings
    where entry_id > ${after} and entry_id <= ${to} and merchant_id is not null group by merchant_id, book, currency, account`
  const done = await db
    .insertInto('ledger_snapshots')
    .columns(['merchant_id', 'book', 'currency', 'account', 'amount_cents', 'covers_to'])
    .expression(moved)
    .onConflict((oc) =>
      oc
        .columns(['merchant_id', 'book', 'currency', 'account'])
        .doUpdateSet({ amount_cents: sql`ledger_snapshots.amount_cents + excluded.amount_cents`, covers_to: sql`excluded.covers_to` })
    )
    .executeTakeFirst()
  return Number(done.numInsertedOrUpdatedRows)
}
