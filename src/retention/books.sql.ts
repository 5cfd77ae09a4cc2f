import { sql } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'

/** What was in the books at an instant. `through`: of which transactions; `debits`: their sum in cents; `digest`: of every balance by book, currency, account and merchant. */
export type Books = { through: string; entries: number; postings: number; debits: string; digest: string }

/**
 * The books as they stood when `through` was read: whatever was written by transactions that had ended by then. Read again later under the same `through` it is the
 * same, unless something was taken out or changed: bookings that go on meanwhile are not in it. Null: now.
 */
export const readBooks = async (db: ReadDb, through: string | null): Promise<Books> =>
  (await sql<Books>`with upto as materialized (select coalesce(${through}::text::xid8, pg_snapshot_xmin(pg_current_snapshot())) as xid),
      sums as (select p.book, p.currency, p.account, coalesce(p.merchant_id, '') as merchant, count(*) as postings, sum(p.amount_cents) as cents, coalesce(sum(p.amount_cents) filter (where p.amount_cents > 0), 0) as debits
        from ledger_postings p where p.written_in < (select xid from upto) group by 1, 2, 3, 4)
    select (select xid::text from upto) as through, (select count(*)::int from ledger_entries e where e.written_in < (select xid from upto)) as entries,
      coalesce(sum(postings), 0)::int as postings, coalesce(sum(debits), 0)::text as debits, md5(coalesce(string_agg(concat_ws(' ', book, currency, account, merchant, cents), ';' order by book, currency, account, merchant), '')) as digest from sums`.execute(db)).rows[0]!

export const areSameBooks = (a: Books, b: Books): boolean => a.through === b.through && a.entries === b.entries && a.postings === b.postings && a.debits === b.debits && a.digest === b.digest
