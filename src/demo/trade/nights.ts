import { closeAlerts } from '#src/alerts/closeAlerts.ts'
import { issueInvoices } from '#src/billing/issueInvoices.ts'
import { closeEndedContracts } from '#src/contracts/closeEndedContracts.ts'
import { settleEndedContracts } from '#src/contracts/settleEndedContracts.ts'
import { openDisputes } from '#src/disputeLines/openDisputes.ts'
import { expireDisputes } from '#src/disputeOutcomes/expireDisputes.ts'
import { remindDeadlines } from '#src/disputes/remindDeadlines.ts'
import { workOnCases } from '#src/fraudDecisions/workOnCases.ts'
import { heedLateDisputes } from '#src/fraudEffects/heedLateDisputes.ts'
import { system, type StaffActor } from '#src/kernel/actor.ts'
import { addDays, daysBetween, parisDay, parisTime, type Day } from '#src/kernel/calendar.ts'
import { monitorPayments } from '#src/monitoring/monitorPayments.ts'
import { capturePayments } from '#src/payments/capturePayments.ts'
import { expirePayments } from '#src/payments/expirePayments.ts'
import { createPayouts } from '#src/payouts/createPayouts.ts'
import { readBankAnswers } from '#src/payouts/readBankAnswers.ts'
import { sendPayouts } from '#src/payouts/sendPayouts.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import { mustGoOn } from '#src/platform/stopping.ts'
import type { Report } from '#src/platform/sweep.ts'
import { computeProgrammes } from '#src/programmes/computeProgrammes.ts'
import { sendRefunds } from '#src/refunds/sendRefunds.ts'
import { releaseHeldFunds } from '#src/releases/releaseHeldFunds.ts'
import { watchResolutions } from '#src/resolutions/watchResolutions.ts'
import { checkSafeguarding } from '#src/safeguarding/checkSafeguarding.ts'
import { askAcquirer } from '#src/settlements/askAcquirer.ts'
import { readSettlements } from '#src/settlements/readSettlements.ts'
import { resolveBreak } from '#src/settlements/resolveBreak.ts'
import { listBreaks } from '#src/settlements/settlements.sql.ts'
import { aloneAt, type Story } from '../timeline.ts'
import type { Trade } from './season.ts'
import { countRows } from './shops.sql.ts'

type Run = (ctx: Ctx) => Promise<Report>

/** In the name of the job whose work it is; a row that fails stops the trade, for nothing in it may be left half done. */
const runAs = async (trade: Trade, job: string, ...runs: Run[]): Promise<void> => {
  mustGoOn()
  for (const run of runs) {
    const { failed, touched } = await run(trade.ctx(system(job)))
    if (failed > 0) throw new Error(`${job} failed: ${touched.find(({ outcome }) => outcome === 'failed')?.detail}`)
  }
}

type Bell = readonly [hour: string, job: string, ...runs: Run[]]

/** What a missed report could have held was read the night before: one day back is enough here, and two of the bank's messages. */
const bells: readonly Bell[] = [
  ['04:10', 'capture-payments', capturePayments, askAcquirer],
  ['04:25', 'send-refunds', sendRefunds, askAcquirer],
  ['05:10', 'close-ended-contracts', closeEndedContracts, settleEndedContracts],
  ['05:40', 'read-settlements', (ctx) => readSettlements(ctx, 1)],
  ['05:50', 'open-disputes', openDisputes],
  ['06:05', 'expire-disputes', expireDisputes],
  ['06:10', 'check-safeguarding', checkSafeguarding],
  ['06:15', 'remind-dispute-deadlines', remindDeadlines],
  ['06:25', 'watch-resolutions', watchResolutions],
  ['06:30', 'issue-invoices', issueInvoices],
  ['06:30', 'release-held-funds', releaseHeldFunds],
  ['06:45', 'post-fraud-credits', workOnCases, heedLateDisputes],
  ['07:00', 'create-payouts', createPayouts, sendPayouts],
  ['07:20', 'read-bank-answers', (ctx) => readBankAnswers(ctx, 1)],
  ['14:35', 'expire-payments', expirePayments, askAcquirer],
  ['23:55', 'expire-payments', expirePayments, askAcquirer],
]

/** Days of the season before which the tables have grown beyond what was known of them. */
const countedOn = new Set([1, 3, 8, 20, 40])

/** The real jobs, at the hours of their real schedules, from the second day to the last. `onDay` hears of each day that begins. */
export async function* everyNight(trade: Trade, from: Day, onDay: (day: Day) => void): Story {
  const last = parisDay(trade.timeline.end)
  for (let day = addDays(from, 1); day <= last; day = addDays(day, 1)) {
    onDay(day)
    if (countedOn.has(daysBetween(from, day))) {
      yield aloneAt(parisTime(day, '00:01'))
      await countRows(trade.db)
    }
    for (const [hour, job, ...runs] of bells) {
      yield aloneAt(parisTime(day, hour))
      await runAs(trade, job, ...runs)
    }
  }
}

/** The networks' programmes, where a month begins and at the end: each run makes up for the days before it. */
export async function* countProgrammes(trade: Trade, from: Day): Story {
  const last = parisDay(trade.timeline.end)
  for (let day = addDays(from, 1); day <= last; day = addDays(day, 1)) {
    if (day !== last && !day.endsWith('-02')) continue
    yield aloneAt(parisTime(day, '06:10'))
    await runAs(trade, 'compute-programmes', computeProgrammes)
  }
}

/**
 * What monitoring makes of the last month, once: each of its days is looked at as if it had had its night. What is older than two days an
 * analyst has been through.
 */
export async function* watchPayments(trade: Trade): Story {
  yield aloneAt(parisTime(parisDay(trade.timeline.end), '06:20'))
  await runAs(trade, 'monitor-payments', monitorPayments)
  const analyst = await trade
    .db
    .selectFrom('staff_roles as r')
    .innerJoin('staff as s', 's.id', 'r.staff_id')
    .select(['s.id', 's.name'])
    .where('r.role', '=', 'analyst')
    .orderBy('s.id')
    .executeTakeFirst()
  const old = await trade
    .db
    .selectFrom('alerts')
    .select('id')
    .where('window_to_on', '<', addDays(parisDay(trade.timeline.end), -2))
    .where('level', '=', 'warn')
    .execute()
  if (!analyst || old.length === 0) return
  yield aloneAt(parisTime(parisDay(trade.timeline.end), '06:40'))
  await closeAlerts(trade.ctx({ kind: 'staff', ...analyst, roles: ['analyst'] }), old.map(({ id }) => id), {
    seen: old.length,
    reason: 'usual_for_trade',
    note: '',
  })
}

/** An agent finds out what the first strange line was. */
export async function* clearFirstBreak(trade: Trade, agent: StaffActor, on: Day): Story {
  yield aloneAt(parisTime(on, '10:42'))
  const [first] = await listBreaks(trade.db, null, 1)
  if (first)
    await resolveBreak(trade.ctx(agent), first.id, {
      reason: 'Ligne d’un autre établissement, confirmé au téléphone par l’acquéreur ; elle sera extournée dans son prochain relevé.',
    })
}
