import { sql } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { InvoiceLine } from './invoice.ts'

export type Billed = { merchantId: string; lines: InvoiceLine[] }

/** The day of the oldest entry of the live book; null before there is one. */
export const findFirstDay = async (db: ReadDb): Promise<Day | null> =>
  (await db.selectFrom('ledger_entries').select('accounting_on').where('book', '=', 'live').orderBy('id').limit(1).executeTakeFirst())
    ?.accounting_on ?? null

/**
 * What each merchant was charged and given back in these days, from the live book, by merchant from after `after`. What one entry takes and
 * gives counts once; a reversal is given back, and one of what was given back is due again. A day that is over does not change any more:
 * what is read here holds.
 */
export const listFees = async (db: ReadDb, from: Day, to: Day, after: string, limit: number): Promise<Billed[]> => {
  const { rows } = await sql<Billed>`
    with of_entries as (
      select e.merchant_id, e.currency, e.id, p.tax_code, coalesce(-sum(p.amount_cents) filter (where p.account <> 2200), 0) as net, coalesce(-sum(p.amount_cents) filter (where p.account = 2200), 0) as vat,
        min(p.account) filter (where p.account in (4010, 4020, 4030)) as account
      from ledger_entries e join ledger_postings p on p.entry_id = e.id
      where e.book = 'live' and e.accounting_on between ${from}::date and ${to}::date and e.merchant_id > ${after} and p.account in (2200, 4010, 4020, 4030, 5010)
      group by e.merchant_id, e.currency, e.id, p.tax_code),
    lines as (
      select merchant_id, currency, case when net + vat < 0 then 'credit_note' else 'invoice' end as kind,
        case when net + vat < 0 then 'refunded' when account = 4020 then 'dispute' when account = 4030 then 'rental' when account is null then 'reinstated' else 'processing' end as what, tax_code,
        count(*) as operations, abs(sum(net))::bigint as net, abs(sum(vat))::bigint as vat
      from of_entries where net + vat <> 0 group by 1, 2, 3, 4, 5)
    select merchant_id as "merchantId", json_agg(json_build_object('kind', kind, 'what', what, 'taxCode', tax_code, 'currency', currency, 'operations', operations, 'netCents', net, 'vatCents', vat)
      order by kind, what, tax_code) as lines
    from lines group by merchant_id order by merchant_id limit ${limit}`
    .execute(db)
  return rows
}
