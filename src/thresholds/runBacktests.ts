import { addDays, type Day } from '#src/kernel/calendar.ts'
import { judgeDay } from '#src/monitoring/judgeDay.ts'
import { readFacts } from '#src/monitoring/readFacts.ts'
import type { ScenarioId } from '#src/monitoring/scenario.ts'
import { scenarioOf } from '#src/monitoring/scenarios/index.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { codeOf, framesOf, log } from '#src/platform/log.ts'
import { record } from '#src/platform/record.ts'
import { noteTouched } from '#src/platform/run-journal.ts'
import { isStopping } from '#src/platform/stopping.ts'
import { emptyReport, type Outcome, type Report } from '#src/platform/sweep.ts'
import { compareTrials, openTrial, type Difference } from './backtest.ts'
import { changeBacktest, insertBacktestAlerts, listBacktestsDue, lockBacktest, type BacktestRow } from './backtests.sql.ts'
import { inForceOn, ticketFloorOf } from './inForce.ts'
import { limitsFor } from './thresholdSet.ts'
import { findVersion, listSignedVersions, setFrom, type VersionRow } from './versions.sql.ts'

/** Whoever runs one and gives no sign for so long is gone. */
const idleMs = 60 * 60_000
/** Progress is told each so many days. */
const daysBetweenSigns = 5

/** Takes it in hand; false where somebody else has. */
const begin = (ctx: Ctx, { id }: BacktestRow): Promise<boolean> =>
  unit(ctx, async (tx) => {
    const row = await lockBacktest(tx.db, id)
    if (!row || (row.state !== 'ordered' && !(row.state === 'running' && row.seen_at! < new Date(tx.now.getTime() - idleMs)))) return false
    await changeBacktest(tx.db, id, { state: 'running', seen_at: tx.now, days_done: 0 })
    return true
  })

const tellProgress = (ctx: Ctx, id: string, daysDone: number): Promise<unknown> =>
  unit(ctx, (tx) => changeBacktest(tx.db, id, { days_done: daysDone, seen_at: tx.now }))

/** The past day by day, once by what was in force then and once by what is proposed. Null: told to stop; it is begun anew. */
const tryOut = async (ctx: Ctx, backtest: BacktestRow, version: VersionRow): Promise<Difference | null> => {
  const scenario = scenarioOf(version.scenario as ScenarioId)
  const [signed, proposed] = [await listSignedVersions(ctx.db), setFrom(version)]
  const [old, next] = [openTrial(), openTrial()]
  const ticketFloorCents = ticketFloorOf([proposed, ...signed.map(({ set }) => set)])
  let done = 0
  for (let day: Day = backtest.from_on; day <= backtest.to_on; day = addDays(day, 1)) {
    if (isStopping()) return null
    const facts = await readFacts(ctx.db, { day, isWhole: true, needs: new Set(scenario.needs), ticketFloorCents })
    old.raise(judgeDay(facts, inForceOn([scenario], signed, day), day))
    next.raise(
      proposed.isOn ? judgeDay(facts, [{ scenario, version: version.version, limitsFor: (group) => limitsFor(proposed, group) }], day) : [],
    )
    if (++done % daysBetweenSigns === 0) await tellProgress(ctx, backtest.id, done)
  }
  return compareTrials(old.raised, next.raised)
}

const keep = (ctx: Ctx, { id, days_total: days }: BacktestRow, version: VersionRow, { kept, gained, lost }: Difference): Promise<void> =>
  unit(ctx, async (tx) => {
    const row = await lockBacktest(tx.db, id)
    if (row?.state !== 'running') return
    await insertBacktestAlerts(tx.db, id, 'lost', lost)
    await insertBacktestAlerts(tx.db, id, 'gained', gained)
    await changeBacktest(tx.db, id, { state: 'done', done_at: tx.now, days_done: days, kept, gained: gained.length, lost: lost.length })
    await record(tx, 'backtest.done', {
      subject: id,
      data: { scenario: version.scenario, versionId: version.id, kept, gained: gained.length, lost: lost.length },
    })
  })

const fail = (ctx: Ctx, id: string, code: string): Promise<void> =>
  unit(ctx, async (tx) => {
    await changeBacktest(tx.db, id, { state: 'failed' })
    await record(tx, 'backtest.failed', { subject: id, data: { code } })
  })

const runOne = async (ctx: Ctx, backtest: BacktestRow): Promise<Outcome> => {
  const version = await findVersion(ctx.db, backtest.version_id)
  if (!version || !(await begin(ctx, backtest))) return 'skipped'
  try {
    const difference = await tryOut(ctx, backtest, version)
    if (!difference) return 'skipped'
    await keep(ctx, backtest, version, difference)
    return 'done'
  } catch (error) {
    log.error({ subject: backtest.id, code: codeOf(error), frames: framesOf(error) }, 'a back-test failed')
    await fail(ctx, backtest.id, codeOf(error))
    return 'failed'
  }
}

/** Each proposal that waits to be tried on the past. It only reads the past: twice, it finds the same. */
export const runBacktests = async (ctx: Ctx): Promise<Report> => {
  const report = emptyReport()
  for (const backtest of await listBacktestsDue(ctx.db, new Date(ctx.now.getTime() - idleMs), 20)) {
    const outcome = await runOne(ctx, backtest)
    const touched = { subject: backtest.id, outcome, detail: null }
    report[outcome]++
    report.touched.push(touched)
    noteTouched(ctx, touched)
    if (isStopping()) return report
  }
  return report
}
