import { sql, type Insertable, type Selectable } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { ProgrammeMonths } from '#src/platform/db.types.ts'
import type { MonthCounts, Programme, ProgrammeRule } from './programme.ts'

export type MonthRow = Selectable<ProgrammeMonths>
export type NewMonth = Omit<Insertable<ProgrammeMonths>, 'id'>

type RuleRow = {
  id: string
  programme: string
  network: string
  scope: 'merchant' | 'portfolio'
  ratio_bps: number
  count_from: number | null
  amount_from_cents: number | null
  settled_from: number | null
  authenticated_below_bps: number | null
}

const ruleFrom = (row: RuleRow): ProgrammeRule => ({
  id: row.id,
  programme: row.programme as Programme,
  network: row.network as ProgrammeRule['network'],
  scope: row.scope,
  ratioBps: row.ratio_bps,
  countFrom: row.count_from,
  amountFromCents: row.amount_from_cents,
  settledFrom: row.settled_from,
  authenticatedBelowBps: row.authenticated_below_bps,
})

/** Those in force on the first of a month. */
export const listRules = async (db: ReadDb, month: Day): Promise<ProgrammeRule[]> =>
  (await db
    .selectFrom('programme_rules')
    .selectAll()
    .where('valid_from', '<=', month)
    .where(({ or, eb }) => or([eb('valid_to', 'is', null), eb('valid_to', '>', month)]))
    .orderBy('id')
    .execute())
    .map(ruleFrom)

export const listAllRules = async (db: ReadDb): Promise<(ProgrammeRule & { confidence: string; source: string })[]> =>
  (await db.selectFrom('programme_rules').selectAll().execute()).map((row) => ({
    ...ruleFrom(row),
    confidence: row.confidence,
    source: row.source,
  }))

export type Counted = MonthCounts & { merchantId: string; network: string }

/**
 * What each merchant captured and what was contested of it in a month of UTC, by network, live. EFM and its like are in euros: other
 * currencies count as frauds and add nothing to their amount. What a network counts as a dispute does not depend on how it ended.
 */
export const listCounts = async (db: ReadDb, month: Day): Promise<Counted[]> =>
  (await sql<Counted>`
    with of as (select ${month}::date::timestamp at time zone 'UTC' as begins, (${month}::date + interval '1 month') at time zone 'UTC' as ends),
    settled as (
      select p.merchant_id, p.scheme as network, count(*) as settled, count(*) filter (where p.auth_state in ('success', 'attempted')) as authenticated
      from payments p, of where p.mode = 'live' and p.scheme in ('visa', 'mastercard') and p.captured_at >= of.begins and p.captured_at < of.ends group by 1, 2),
    contested as (
      select d.merchant_id, d.network, count(*) as disputes, count(*) filter (where d.category = 'fraud') as frauds, coalesce(sum(d.amount_cents) filter (where d.category = 'fraud' and d.currency = 'eur'), 0) as fraud_cents
      from disputes d, of where d.mode = 'live' and d.network in ('visa', 'mastercard') and d.created_at >= of.begins and d.created_at < of.ends group by 1, 2)
    select coalesce(s.merchant_id, c.merchant_id) as "merchantId", coalesce(s.network, c.network) as network, coalesce(s.settled, 0)::int as settled, coalesce(s.authenticated, 0)::int as authenticated,
      coalesce(c.disputes, 0)::int as disputes, coalesce(c.frauds, 0)::int as frauds, coalesce(c.fraud_cents, 0)::bigint as "fraudCents"
    from settled s full join contested c on c.merchant_id = s.merchant_id and c.network = s.network`
    .execute(db))
    .rows

/** The month of the first capture or dispute in the live world; null before it. */
export const findFirstMonth = async (db: ReadDb): Promise<Day | null> =>
  (await sql<{ month: Day | null }>`select to_char(date_trunc('month', least(
      (select min(captured_at) from payments where mode = 'live' and captured_at is not null), (select min(created_at) from disputes where mode = 'live')) at time zone 'UTC'), 'YYYY-MM-DD') as month`
    .execute(db))
    .rows[0]
    ?.month ?? null

export const findLastMonth = async (db: ReadDb): Promise<Day | null> =>
  (await db.selectFrom('programme_months').select('month').orderBy('month', 'desc').limit(1).executeTakeFirst())?.month ?? null

export const listMonth = (db: ReadDb, month: Day): Promise<MonthRow[]> =>
  db.selectFrom('programme_months').selectAll().where('month', '=', month).execute()

const batch = 1_000

/** Writes these months; what stands there of the same programme, merchant and month gives way. */
export const keepMonths = async (db: WritableDb, rows: readonly NewMonth[]): Promise<void> => {
  for (let i = 0; i < rows.length; i += batch) {
    await db
      .insertInto('programme_months')
      .values(rows.slice(i, i + batch))
      .onConflict((oc) =>
        oc.columns(['programme', 'merchant_id', 'month']).doUpdateSet(({ ref }) => ({
          rule_id: ref('excluded.rule_id'),
          counted: ref('excluded.counted'),
          counted_once: ref('excluded.counted_once'),
          fraud_cents: ref('excluded.fraud_cents'),
          settled: ref('excluded.settled'),
          authenticated: ref('excluded.authenticated'),
          percent: ref('excluded.percent'),
          standing: ref('excluded.standing'),
          computed_at: ref('excluded.computed_at'),
        }))
      )
      .execute()
  }
}

/** One computation at a time: two would tell the same news twice. */
export const lockProgrammes = async (db: WritableDb): Promise<void> =>
  void (await sql`select pg_advisory_xact_lock(hashtext('programmes'))`.execute(db))
