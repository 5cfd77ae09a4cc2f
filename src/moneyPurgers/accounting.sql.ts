import { sql, type RawBuilder } from 'kysely'
import { erasedIds, isHeldFound as held, startOf, upTo, type Purger } from '#src/purgers/purger.sql.ts'

/** The last day of the financial year of a day, which is the calendar's (rules.md §3.2: ten years from its close). */
const yearEnd = (day: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(date_trunc('year', ${day}::timestamp) + interval '1 year - 1 day')::date`
const closeOf = (day: RawBuilder<unknown>): RawBuilder<unknown> => sql`(${yearEnd(day)}::timestamp at time zone 'Europe/Paris')`
const madeOn = sql`(o.created_at at time zone 'Europe/Paris')::date`

/** A credit note names it that does not go in this very batch: then it goes with the next run, after that. */
const isStillNamed =
  sql`exists (select from invoices c where c.corrects_id = invoices.id and c.id not in (select same.id from found same where not same.is_kept))`

/** Invoices and credit notes with their lines. What a credit note corrects stays as long as it does. */
export const invoices: Purger = {
  category: 'accounting',
  kind: 'invc',
  over: ({ before, rows, limit }) =>
    sql`select i.id, i.merchant_id, array[i.id] as subject_ids, exists (select from invoices c where c.corrects_id = i.id and ${closeOf(sql`c.issued_on`)} >= ${before}) as is_kept, ${closeOf(sql`i.issued_on`)} as began
    from invoices i where i.issued_on < (${before}::timestamptz at time zone 'Europe/Paris')::date and ${closeOf(sql`i.issued_on`)} < ${before} and ${rows(sql`i.id`)} order by i.id ${upTo(limit)}`,
  erase:
    sql`delete from invoices using found where invoices.id = found.id and not found.is_kept and not ${held} and not ${isStillNamed} returning invoices.id`,
}

/** What the next payout of a merchant begins behind: without it he would be paid the same once more. */
const isHisLast =
  sql`(o.state in ('pending', 'to_pay', 'sent') or (o.returned_at is not null and o.recredited_at is null) or not exists (select from payouts later where later.merchant_id = o.merchant_id and later.covers_to > o.covers_to))`

/**
 * Payout statements with their lines and what the bank said of them; then accounts that were kept for them alone. A merchant's last one
 * stays: it is a number and two dates.
 */
export const payouts: Purger = {
  category: 'payout_statement',
  kind: 'pout',
  over: ({ before, rows, limit }) =>
    sql`select o.id, o.merchant_id, array[o.id] as subject_ids, ${isHisLast} as is_kept, ${closeOf(madeOn)} as began
    from payouts o where o.created_at < ${before} and ${closeOf(madeOn)} < ${before} and ${rows(sql`o.id`)} order by o.id ${upTo(limit)}`,
  erase:
    sql`delete from payouts using found where payouts.id = found.id and not found.is_kept and not ${held} returning payouts.id, payouts.account_id`,
  withIt: {
    transfers_erased: sql`delete from bank_simulator_transfers where end_to_end_id in (${erasedIds})`,
    accounts_erased:
      sql`delete from payout_accounts where id in (select account_id from erased) and iban = '' and not exists (select from payouts o where o.account_id = payout_accounts.id and o.id not in (${erasedIds}))`,
  },
}

const unit = (merchant: string, day: string): RawBuilder<unknown> =>
  sql`(coalesce(${sql.raw(merchant)}, 'house') || ':' || to_char(${sql.raw(day)}, 'YYYY'))`
const ofStripped = sql`coalesce(merchant_id, 'house') || ':' || to_char(accounting_on, 'YYYY') in (${erasedIds})`

/** Nothing later is looked at. */
const lastDay = sql`(select make_date(max(split_part(id, ':', 2))::int, 12, 31) from erased)`

/**
 * A year of a merchant's entries, ten years after it closed: day, account and amount stay, since every balance is their sum; the event and
 * the payment, refund or payout they were of go. What the settlement files said, and what people proposed to book by hand in that year,
 * whatever came of it, goes with them. A line of the books names nobody then, and the books are the same before and after.
 */
export const ledgerYears: Purger = {
  category: 'ledger_year',
  kind: 'year',
  most: 20,
  over: ({ before, rows, limit }) =>
    sql`select y.id, y.merchant_id, array[y.merchant_id] as subject_ids, false as is_kept, ${startOf('y.closed_on')} as began
    from (select ${unit('e.merchant_id', 'e.on_day')} as id, e.merchant_id, ${yearEnd(sql`min(e.on_day)`)} as closed_on from (
        select merchant_id, accounting_on as on_day from ledger_entries where subject_id <> 'stripped' union all select merchant_id, closed_on from corrections where closed_on is not null) e
      where e.on_day < (${before}::timestamptz at time zone 'Europe/Paris')::date group by 1, 2) y
    where ${startOf('y.closed_on')} < ${before} and ${rows(sql`y.id`)} order by y.id ${upTo(limit)}`,
  erase: sql`select found.id from found where not found.is_kept and not ${held}`,
  withIt: {
    entries_stripped:
      sql`update ledger_entries set event_key = 'stripped:' || id, subject_id = 'stripped' where subject_id <> 'stripped' and accounting_on <= ${lastDay} and ${ofStripped}`,
    settled_erased:
      sql`delete from settlement_lines l where l.settled_on <= ${lastDay} and coalesce((select p.merchant_id from payments p where p.id = l.payment_id), 'house') || ':' || to_char(l.settled_on, 'YYYY') in (${erasedIds})`,
    corrections_erased: sql`delete from corrections c where c.closed_on <= ${lastDay} and ${unit('c.merchant_id', 'c.closed_on')} in (${erasedIds})`,
  },
}
