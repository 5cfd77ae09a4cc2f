import { sql } from 'kysely'
import { addDays } from '#src/kernel/calendar.ts'
import { monitorPayments } from '#src/monitoring/monitorPayments.ts'
import { dayBins, dayCounts } from '#src/monitoring/merchantDays.sql.ts'
import { cardRunsOn, declineRunsOn, deviceRunsOn, ticketsOn, topBinsOn } from '#src/monitoring/runs.sql.ts'
import { windowsOn } from '#src/monitoring/windows.sql.ts'
import { openCtx } from '#src/platform/ctx.ts'
import { system } from '#src/kernel/actor.ts'
import type { BenchResult } from './index.ts'
import { addMerchants, id, openGround, round, say, settle, type Ground } from './ground.ts'

/** Payments of the day; a hundredth of it are merchants. `--payments 1000000` is the figure the issue asks for. */
export const usual = 100_000
const day = '2026-11-21'
/** The windows reach back so far. */
const daysBefore = 119

const mccs = ['5462', '5411', '5812', '5813', '5651', '5712', '7011', '7230', '7372', '6051']

const addCompanies = async ({ database: { db } }: Ground, merchants: number): Promise<void> => {
  await sql`insert into companies (dossier_id, legal_form, name, address_line1, postcode, city, activity, naf, mcc, website, expected_monthly_cents, expected_ticket_cents, updated_at)
    select ${id('doss')}, 'sarl', 'Société ' || i, i || ' rue du Port', '29000', 'Quimper', 'Commerce', '47.11F', (${mccs}::text[])[1 + i % 10], 'https://s' || i || '.example', 20000000, 5000, now() from generate_series(1, ${merchants}::int) i`
    .execute(db)
  await sql`insert into people (id, dossier_id, kind, is_representative, is_beneficial_owner, given_names, family_name, birth_date, created_at)
    select ${id('pers')}, ${id('doss')}, 'natural', true, true, 'Prénom' || i, 'Nom' || i, '1980-01-01', '2025-01-01' from generate_series(1, ${merchants}::int) i`
    .execute(db)
}

/**
 * Cards of some forty BINs, each used by several payments; a day of them, and half as many the evening before, so that a stretch of 24
 * hours begins somewhere.
 */
const addPayments = async ({ database: { db } }: Ground, payments: number, merchants: number): Promise<void> => {
  await sql`insert into cards (id, merchant_id, mode, pan_hash, first6, last4, exp_month, exp_year, country, funding, name, created_at)
    select ${id('card')}, 'mrch_' || lpad((1 + i % ${merchants})::text, 24, '0'), 'live', sha256(('pan' || i)::bytea), (497010 + i / 7 % 40)::text, lpad((i % 10000)::text, 4, '0'), 12, 2030, (array['FR','FR','FR','FR','DE','GB','US'])[1 + i % 7],
      case when i % 11 = 0 then 'prepaid' else 'debit' end::card_funding, 'CLIENT ' || i, '2026-01-01' from generate_series(1, ${payments}::int) i`
    .execute(db)
  await sql`insert into payments (id, merchant_id, mode, state, amount_cents, currency, scheme, method, card_id, device, return_url, created_at, processed_at, captured_at)
    select ${id('paym')}, 'mrch_' || lpad((1 + i % ${merchants})::text, 24, '0'), 'live', case when i % 19 = 0 then 'refused' else 'captured' end::payment_state, 500 + (i::bigint * 7919 % 11000) + case when i % 2003 = 0 then 400000 else 0 end, 'eur', 'visa', 'card', 'card_' || lpad((1 + (i - 1) % ${payments})::text, 24, '0'),
      jsonb_build_object('ip', '198.' || i % 200 || '.' || i / 200 % 250 || '.' || i / 50000 % 250, 'user_agent', 'Mozilla/5.0 ' || i % 50), case when i % 3 = 0 then 'https://s' || (1 + i % ${merchants}) || '.example/merci' end, at, at, case when i % 19 = 0 then null else at end
    from generate_series(1, ${payments}::int) i, lateral (select timestamptz '2026-11-20 23:00:00Z' + (i::bigint * 86399 / ${payments}) * interval '1 second' as at) t`
    .execute(db)
}

/** What the four months before left: a row a merchant and day. */
const addHistory = async ({ database: { db } }: Ground, merchants: number): Promise<void> => {
  await sql`insert into merchant_days (merchant_id, traded_on, captures, captured_cents, card_captures, card_cents, foreign_captures, prepaid_captures, round_captures, attempts, declines)
    select ${id('mrch')}, ${day}::date - d, 90, 540000, 90, 540000, 30, 8, 3, 95, 5 from generate_series(1, ${daysBefore}::int) d, generate_series(1, ${merchants}::int) i`
    .execute(db)
  await sql`insert into merchant_bins (merchant_id, traded_on, first6, captures, cents) select ${id('mrch')}, ${day}::date - d, (497010 + b)::text, 2, 12000 from generate_series(1, 6) d, generate_series(1, ${merchants}::int) i, generate_series(0, 39) b`
    .execute(db)
  await sql`insert into monitoring_marks (counted_to) values ('2026-11-20 23:00:00Z')`.execute(db)
  await sql`insert into monitored_days (monitored_on, merchants, alerts, monitored_at) values (${addDays(day, -1)}, 0, 0, '2026-11-20 23:10:00Z')`
    .execute(db)
}

/** The same questions, put plainly: each counted and sent, nothing kept and nothing judged. */
const raw = async ({ database: { db } }: Ground): Promise<Record<string, number>> => {
  const times: Record<string, number> = {}
  for (
    const [name, question] of Object.entries({
      counts: dayCounts(day),
      bins: dayBins(day),
      windows: windowsOn(day),
      week: topBinsOn(day),
      cards: cardRunsOn(day),
      declines: declineRunsOn(day),
      devices: deviceRunsOn(day),
      tickets: ticketsOn(day, 300_000),
    })
  ) {
    const start = performance.now()
    await (question as ReturnType<typeof dayCounts>).execute(db)
    times[name] = round((performance.now() - start) / 1_000)
  }
  return times
}

/**
 * All scenarios over a day, from its payments to its alerts, beside the plain aggregation of the same windows. `ratio` = ours / raw, in
 * seconds.
 */
export const run = async (payments: number): Promise<BenchResult> => {
  const merchants = Math.max(20, Math.round(payments / 100))
  const ground = await openGround(4)
  await addMerchants(ground.database, 1, merchants)
  await addCompanies(ground, merchants)
  await addPayments(ground, payments, merchants)
  await addHistory(ground, merchants)
  await settle(ground.database)
  say(`${payments} payments of ${merchants} merchants are there`)
  await raw(ground)
  const parts = await raw(ground)
  const rawSeconds = Object.values(parts).reduce((sum, one) => sum + one, 0)
  const start = performance.now()
  // the night: the day is counted, looked at whole by the twenty, and its alerts are raised
  const report = await monitorPayments(
    openCtx({ actor: system('monitor-payments'), now: new Date('2026-11-21T23:10:00Z'), db: ground.database.db }),
  )
  const ours = (performance.now() - start) / 1_000
  const { rows: [alerts] } = await sql<{ count: number }>`select count(*)::int as count from alerts`.execute(ground.database.db)
  await ground.close()
  say(`plain aggregation: ${JSON.stringify(parts)}`)
  return {
    bench: 'monitor',
    scale: payments,
    merchants,
    unit: 'seconds',
    ours: round(ours),
    raw: round(rawSeconds),
    ratio: round(ours / rawSeconds),
    target: 'ratio <= 3',
    alerts: alerts!.count,
    days: report.done,
    failed: report.failed,
  }
}
