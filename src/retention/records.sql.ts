import { sql, type RawBuilder } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import { isOfVigilance, refusedAt } from '#src/purgers/dossiers.sql.ts'
import { lastContact } from '#src/purgers/merchants.sql.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { ordinaryLetters } from './letters.ts'
import type { Category } from './policy.ts'

/** How many records of a category began their period on a day of Paris. */
export type Begun = { origin: Day; records: number }

const paris = (column: string): RawBuilder<unknown> => sql`(${sql.raw(column)} at time zone 'Europe/Paris')::date`
const day = (instant: RawBuilder<unknown>): RawBuilder<unknown> => sql`(${instant} at time zone 'Europe/Paris')::date`
const begun = (from: string, at: string, where: string): RawBuilder<unknown> =>
  sql`select ${paris(at)} as origin, count(*)::int as records from ${sql.raw(from)} where ${sql.raw(where)} group by 1`
/** The financial year is the calendar's: it closes on 31 December. */
const yearEnd = (from: string, on: string): RawBuilder<unknown> =>
  sql`select (date_trunc('year', ${sql.raw(on)}) + interval '1 year - 1 day')::date as origin, count(*)::int as records from ${sql.raw(from)} group by 1`

/**
 * Where the records of a category are, and the day that their period is counted from. A category that is not here is kept by no table of
 * this program yet, or has no origin of its own.
 */
const sources: Partial<Record<Category, RawBuilder<unknown>>> = {
  prospect_contact: sql`select ${day(lastContact)} as origin, count(*)::int as records from merchants m where not m.is_erased and m.state in ('onboarding', 'deactivated', 'rejected') group by 1`,
  incomplete_dossier: sql`select ${day(sql`m.state_changed_at`)} as origin, count(*)::int as records from dossiers d join merchants m on m.id = d.merchant_id where d.state = 'lapsed' and m.state = 'deactivated' group by 1`,
  rejected_dossier: sql`select ${day(refusedAt)} as origin, count(*)::int as records from dossiers d where d.state = 'rejected' and not d.is_erased and not ${isOfVigilance} group by 1`,
  rejected_dossier_aml: sql`select ${day(refusedAt)} as origin, count(*)::int as records from dossiers d where d.state = 'rejected' and not d.is_erased and ${isOfVigilance} group by 1`,
  merchant_file:
    sql`select ended_on as origin, count(*)::int as records from merchants where ended_on is not null and not is_erased group by 1`,
  payment: begun('payments', 'captured_at', 'captured_at is not null and not is_stripped'),
  authentication_evidence: begun('payments', 'auth_requested_at', 'auth_requested_at is not null'),
  device: begun('payments', 'created_at', 'device is not null'),
  accounting: yearEnd('invoices', 'issued_on'),
  dispute_file: begun('disputes', 'closed_at', 'closed_at is not null'),
  mandate: sql`select ${paris('max(p.captured_at)')} as origin, 1 as records from mandates m join payments p on p.mandate_id = m.id where p.captured_at is not null and m.sealed_iban <> '' group by m.id`,
  fraud_alert: begun('fraud_reports', 'made_at', 'case_id is null'),
  fraud_case: begun('fraud_cases', 'closed_at', 'closed_at is not null'),
  monitoring_alert: begun('alerts', 'closed_at', `state = 'closed'`),
  backtest: begun('backtests b', 'ordered_at', 'exists (select from backtest_alerts r where r.backtest_id = b.id)'),
  asset_freeze: begun('freezes', 'released_at', 'released_at is not null'),
  rights_request: begun('rights_requests', 'closed_at', 'closed_at is not null'),
  rejected_dossier_marker: begun('rejection_markers', 'refused_at', 'true'),
  payout_statement: yearEnd('payouts', `(created_at at time zone 'Europe/Paris')`),
  ledger_year:
    sql`select (make_date(year, 12, 31)) as origin, count(*)::int as records from (select distinct coalesce(merchant_id, ''), extract(year from accounting_on)::int as year from (select merchant_id, accounting_on from ledger_entries where subject_id <> 'stripped' union all select merchant_id, closed_on from corrections where closed_on is not null) e) y group by 1`,
  unused_means: begun('payers y', 'y.created_at', 'y.name is not null and not exists (select from payments p where p.payer_id = y.id)'),
  house_entry: sql`select ${paris('v.imported_at')} as origin, count(*)::int as records from watchlist_entries e join watchlist_versions v on v.list_code = e.list_code and v.number = e.removed_version where e.list_code = 'house' and e.ref <> e.id group by 1`,
  security_log: begun('sessions', 'created_at', 'true'),
  account_login:
    sql`select m.ended_on as origin, count(*)::int as records from merchant_users u join merchants m on m.id = u.merchant_id where m.ended_on is not null and u.password_hash <> '' group by 1`,
  notice:
    sql`select o.ended_on as origin, count(*)::int as records from mails m join merchants o on o.id = m.merchant_id where o.ended_on is not null and not m.template = any(${ordinaryLetters}::text[]) group by 1`,
  // notices are a category of their own
  mail: sql`select ${paris('created_at')} as origin, count(*)::int as records from mails where template = any(${ordinaryLetters}::text[]) group by 1`,
}

export const isCounted = (category: Category): boolean => sources[category] !== undefined

/** By the day they began, the oldest first; a few thousand days at most, however many records. */
export const listBegun = async (db: ReadDb, category: Category): Promise<Begun[]> => {
  const source = sources[category]
  return source
    ? (await sql<Begun>`select origin, sum(records)::int as records from (${source}) r where origin is not null group by 1 order by 1`
      .execute(db))
      .rows
    : []
}
