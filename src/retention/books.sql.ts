import { sql, type RawBuilder } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'

/**
 * What was in the books at an instant. `through`: what was to be seen then, as PostgreSQL writes a snapshot (of before: the number of a
 * transaction); `restoredTo`: entries up to this one came from another server, whose numbers say nothing here; `outside`: entries that are
 * there and are not compared; `debits`: their sum in cents; `digest`: of every balance by book, currency, account and merchant.
 */
export type Books = {
  through: string
  restoredTo?: number
  outside?: number
  entries: number
  postings: number
  debits: string
  digest: string
}

const snapshotOf = (through: string): string => (through.includes(':') ? through : `${through}:${through}:`)

/**
 * A row that is seen though its transaction, by its number, is none that has ended: a copy of the database was brought here, where numbers
 * began anew. Ids go on from its last.
 */
const lastRestored =
  sql`(select coalesce(max(e.id), 0)::bigint from ledger_entries e, upto where not pg_visible_in_snapshot(e.written_in, upto.seen) and e.written_in is distinct from pg_current_xact_id_if_assigned())`

/**
 * The books as they stood when `before` was read: whatever was written by then. Read again later it is the same, unless something was taken
 * out or changed: bookings that go on meanwhile are not in it. Null: now.
 */
export const readBooks = async (db: ReadDb, before: Books | null): Promise<Books> => {
  const isIn = (written: RawBuilder<unknown>, entry: RawBuilder<unknown>) =>
    sql`(pg_visible_in_snapshot(${written}, upto.seen) or ${entry} <= mark.restored_to)`
  return (await sql<Books>`with upto as materialized (select coalesce(${before && snapshotOf(before.through)}::text::pg_snapshot, pg_current_snapshot()) as seen),
      mark as materialized (select ${before ? sql`${before.restoredTo ?? 0}::bigint` : lastRestored} as restored_to),
      sums as (select p.book, p.currency, p.account, coalesce(p.merchant_id, '') as merchant, count(*) as postings, sum(p.amount_cents) as cents, coalesce(sum(p.amount_cents) filter (where p.amount_cents > 0), 0) as debits
        from ledger_postings p, upto, mark where ${isIn(sql`p.written_in`, sql`p.entry_id`)} group by 1, 2, 3, 4),
      counted as (select count(*) filter (where ${isIn(sql`e.written_in`, sql`e.id`)})::int as entries, count(*)::int as all_entries from ledger_entries e, upto, mark)
    select coalesce(${before?.through ?? null}::text, (select seen::text from upto)) as through, (select restored_to from mark) as "restoredTo", (select entries from counted) as entries, (select all_entries - entries from counted) as outside,
      coalesce(sum(postings), 0)::int as postings, coalesce(sum(debits), 0)::text as debits, md5(coalesce(string_agg(concat_ws(' ', book, currency, account, merchant, cents), ';' order by book, currency, account, merchant), '')) as digest from sums`
    .execute(db))
    .rows[0]!
}

/**
 * What was left out when the purge began was compared with nothing: that proves nothing. Of before `outside` was counted: where not a
 * single entry was in it, all that are there now.
 */
const leftOut = (before: Books, after: Books): number => before.outside ?? (before.entries === 0 ? (after.outside ?? 0) : 0)

export const areSameBooks = (before: Books, after: Books): boolean =>
  before.through === after.through && before.entries === after.entries && before.postings === after.postings &&
  before.debits === after.debits && before.digest === after.digest && leftOut(before, after) === 0
