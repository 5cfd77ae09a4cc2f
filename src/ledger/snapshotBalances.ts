import { isDryRun, unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { isStopping } from '#src/platform/stopping.ts'
import { emptyReport, type Report } from '#src/platform/sweep.ts'
import { addToSnapshots, clearMark, findLastDrawnId, lockHorizon, moveHorizon, setMark, type Horizon } from './snapshots.sql.ts'

/** Entries of one step. */
const step = 50_000

type Step = { subject: string; outcome: 'done' | 'skipped'; detail: string; isLast: boolean }

const settled = (detail: string, isLast = true): Step => ({ subject: 'ledger', outcome: 'skipped', detail, isLast })

const advance = async (tx: Tx, { coveredTo, markTo }: Horizon, most: number): Promise<Step> => {
  const to = Math.min(markTo!, coveredTo + most)
  const rows = await addToSnapshots(tx.db, coveredTo, to)
  await moveHorizon(tx.db, to)
  if (to === markTo) await clearMark(tx.db)
  return { subject: `entries_to_${to}`, outcome: 'done', detail: `${rows}`, isLast: to === markTo }
}

const stepFrom = async (tx: Tx, drawnTo: number, most: number): Promise<Step> => {
  const horizon = await lockHorizon(tx.db)
  if (!horizon) return settled('already_running')
  if (horizon.markTo === null || horizon.isMarkStrange) {
    await setMark(tx.db, drawnTo)
    return settled('marked')
  }
  if (!horizon.isMarkReached) return settled('waits_for_writers')
  return horizon.markTo <= horizon.coveredTo ? clearMark(tx.db).then(() => settled('nothing_new')) : advance(tx, horizon, most)
}

/** The last id is read before the unit opens: the number of its transaction must be drawn after it (`setMark`). */
const takeStep = async (ctx: Ctx, most: number): Promise<Step> => {
  const drawnTo = await findLastDrawnId(ctx.db)
  return unit(ctx, (tx) => stepFrom(tx, drawnTo, most))
}

/** Steps until the mark of the last run is covered. */
const cover = async (ctx: Ctx, most: number, report: Report): Promise<void> => {
  for (;;) {
    const { isLast, outcome, ...touched } = await takeStep(ctx, most)
    if (outcome === 'done') {
      report.done++
      report.touched.push({ outcome, ...touched })
    }
    // a dry run keeps no step: it would take the first for ever
    if (isLast || isStopping() || isDryRun(ctx)) return
  }
}

/**
 * Carries the snapshots of balances forward over entries that nothing can precede any more, then sets the mark for the next run. Writers
 * never wait for it and it never waits for them: where one of before the mark still runs, the next run covers it. A balance is right at any
 * moment, however old its snapshot.
 */
export const snapshotBalances = async (ctx: Ctx, most = step): Promise<Report> => {
  const report = emptyReport()
  await cover(ctx, most, report)
  await cover(ctx, most, report)
  return report
}
