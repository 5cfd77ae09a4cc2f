import { sql, type Insertable } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { LedgerPeriods } from '#src/platform/db.types.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { Book } from './entry.ts'

/** Waits for every unit that is booking, and holds back new ones until ours ends: a matter of milliseconds, once a month. */
export const lockBooks = async (db: WritableDb): Promise<void> =>
  void (await sql`lock table ledger_entries in share row exclusive mode`.execute(db))

/** The last closed day, with all before it; null where none is. */
export const findClosedTo = async (db: ReadDb, book: Book): Promise<Day | null> =>
  (await db
    .selectFrom('ledger_periods')
    .select('closed_to')
    .where('book', '=', book)
    .orderBy('closed_to', 'desc')
    .limit(1)
    .executeTakeFirst())
    ?.closed_to ?? null

export const findLastEntryId = async (db: ReadDb): Promise<number> =>
  (await db.selectFrom('ledger_entries').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst())?.id ?? 0

/** A currency in which the days after one (null: all) up to another do not sum to zero, and by how much; null where all do. */
export const findImbalance = async (
  db: ReadDb,
  { book, after, to }: { book: Book; after: Day | null; to: Day },
): Promise<{ currency: string; cents: number } | null> =>
  (await sql<{ currency: string; cents: number }>`select p.currency, sum(p.amount_cents)::bigint as cents from ledger_entries e join ledger_postings p on p.entry_id = e.id
    where e.book = ${book} and e.accounting_on > ${after ?? '-infinity'}::date and e.accounting_on <= ${to}::date group by p.currency having sum(p.amount_cents) <> 0 limit 1`
    .execute(db))
    .rows[0] ?? null

export const insertPeriod = (db: WritableDb, period: Insertable<LedgerPeriods>): Promise<unknown> =>
  db.insertInto('ledger_periods').values(period).execute()
