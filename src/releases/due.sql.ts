import { sql } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { ReadDb } from '#src/platform/db.ts'

/** `currencies`: of the holds that live. */
export type DueHold = { merchantId: string; currencies: string[] }

/**
 * Merchants with something to do on that day: a reserve whose last day has come; money that became available to one whose contract we
 * ended, or against whom a title holds that takes all; what came back from a bank after that. By key.
 */
export const findDueMerchants = async (db: ReadDb, today: Day, after: DueHold | null, limit: number): Promise<DueHold[]> =>
  (await sql<DueHold>`
    with wanted as (
      select merchant_id from holds where state in ('active', 'release_proposed') and title = 'contract_reserve' and release_on <= ${today}
      union select merchant_id from holds where state in ('active', 'release_proposed') and wanted_cents is null and title <> 'contract_reserve'
        and exists (select from ledger_balances(merchant_id, 'live', currency) b where b.account = 2020 and b.amount_cents < 0)
      union select m.id from merchants m where m.state = 'terminated'
        and (exists (select from ledger_balances(m.id, 'live', 'eur') b where b.account = 2020 and b.amount_cents < 0)
          or exists (select from payouts o where o.merchant_id = m.id and o.returned_at is not null and o.recredited_at is null)))
    select merchant_id as "merchantId", array(select distinct h.currency from holds h where h.merchant_id = wanted.merchant_id and h.state in ('active', 'release_proposed') order by 1) as currencies
    from wanted where merchant_id > ${after?.merchantId ?? ''} order by 1 limit ${limit}`
    .execute(db))
    .rows
