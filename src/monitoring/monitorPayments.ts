import { raiseAlerts } from '#src/alerts/raiseAlerts.ts'
import { addDays, parisDay, startOfParisDay, type Day } from '#src/kernel/calendar.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { codeOf, log } from '#src/platform/log.ts'
import { record } from '#src/platform/record.ts'
import { noteTouched } from '#src/platform/run-journal.ts'
import { isStopping } from '#src/platform/stopping.ts'
import { emptyReport, type Outcome, type Report } from '#src/platform/sweep.ts'
import { inForceOn, ticketFloorOf } from '#src/thresholds/inForce.ts'
import { listSignedVersions } from '#src/thresholds/versions.sql.ts'
import { countPayments, countWholeDay } from './countPayments.ts'
import { judgeDay, type Candidate } from './judgeDay.ts'
import { dropOldBins, findFirstDay, findLastMonitored, insertMonitored, lockMonitoring } from './merchantDays.sql.ts'
import { readFacts } from './readFacts.ts'
import { scenarios } from './scenarios/index.ts'

/** What happened in a day's last second is committed a moment later. */
const graceMs = 5 * 60_000
/** The first time there is no watching the past: a month of it shows what is going on now. */
const firstLookDays = 31

/** Six months of a back-test, and a week before. */
const binDaysKept = 200

const find = async (tx: Tx, day: Day, isWhole: boolean): Promise<{ merchants: number; candidates: Candidate[] }> => {
  const versions = await listSignedVersions(tx.db)
  const running = inForceOn(scenarios.filter(({ isLive }) => isWhole || isLive), versions, day)
  const facts = await readFacts(tx.db, {
    day,
    isWhole,
    needs: new Set(running.flatMap(({ scenario }) => scenario.needs)),
    ticketFloorCents: ticketFloorOf(versions.map(({ set }) => set)),
  })
  return { merchants: facts.length, candidates: judgeDay(facts, running, day) }
}

/** A day that is over, looked at whole and once: by every scenario, after it was counted once more. */
const closeDay = (ctx: Ctx, day: Day): Promise<Outcome> =>
  unit(ctx, async (tx) => {
    await lockMonitoring(tx.db)
    const last = await findLastMonitored(tx.db)
    if (last && last.monitored_on >= day) return 'skipped'
    await countWholeDay(tx, day)
    await dropOldBins(tx.db, addDays(day, -binDaysKept))
    const { merchants, candidates } = await find(tx, day, true)
    const alerts = await raiseAlerts(tx, candidates)
    await insertMonitored(tx.db, { monitored_on: day, merchants, alerts, monitored_at: tx.now })
    await record(tx, 'monitoring.day_closed', { subject: day, data: { day, merchants, alerts } })
    return 'done'
  })

/**
 * The days that are over and were not looked at yet, the oldest first: a silence of weeks is caught up day by day, as if each had had its
 * night.
 */
const daysToClose = async ({ db, now }: Ctx): Promise<Day[]> => {
  const today = parisDay(now)
  const last = await findLastMonitored(db)
  const first = await findFirstDay(db)
  if (!first) return []
  const earliest = addDays(today, -firstLookDays)
  const days: Day[] = []
  for (
    let day = last ? addDays(last.monitored_on, 1) : first > earliest ? first : earliest;
    startOfParisDay(addDays(day, 1)).getTime() + graceMs <= now.getTime();
    day = addDays(day, 1)
  ) days.push(day)
  return days
}

/** The day that runs, by what can only grow in it; once the day before is closed, so that alerts come in the order of their days. */
const watchToday = (ctx: Ctx): Promise<Outcome> =>
  unit(ctx, async (tx) => {
    await lockMonitoring(tx.db)
    const today = parisDay(tx.now)
    const last = await findLastMonitored(tx.db)
    if (last?.monitored_on !== addDays(today, -1)) return 'skipped'
    const { candidates } = await find(tx, today, false)
    return (await raiseAlerts(tx, candidates)) > 0 ? 'done' : 'skipped'
  })

const count = (ctx: Ctx): Promise<Day[]> =>
  unit(ctx, async (tx) => {
    await lockMonitoring(tx.db)
    return countPayments(tx)
  })

const noted = async (ctx: Ctx, report: Report, subject: string, work: () => Promise<Outcome>): Promise<Outcome> => {
  const outcome = await work().catch((error: unknown): Outcome => {
    log.error({ subject, code: codeOf(error) }, 'a day could not be monitored')
    return 'failed'
  })
  const touched = { subject, outcome, detail: null }
  report[outcome]++
  report.touched.push(touched)
  noteTouched(ctx, touched)
  return outcome
}

/**
 * Counts what changed, looks at each day that is over, once and in order, then at the day that runs. Twice, late, or by two workers at
 * once: the same alerts. A day that fails stops the ones after it, which would otherwise come before it.
 */
export const monitorPayments = async (ctx: Ctx): Promise<Report> => {
  const report = emptyReport()
  const changed = await count(ctx)
  for (const day of await daysToClose(ctx)) {
    if (isStopping() || (await noted(ctx, report, day, () => closeDay(ctx, day))) === 'failed') return report
  }
  if (changed.includes(parisDay(ctx.now))) await noted(ctx, report, parisDay(ctx.now), () => watchToday(ctx))
  return report
}
