import { Refusal } from '#src/kernel/errors.ts'
import { unit, type Ctx, type Tx } from './ctx.ts'
import { codeOf, framesOf, log } from './log.ts'
import { noteTouched } from './run-journal.ts'
import { isStopping } from './stopping.ts'

export type Outcome = 'done' | 'skipped' | 'failed'
export type Touched = { subject: string; outcome: Outcome; detail: string | null }
/** What a run did: the counts and each thing it touched. */
export type Report = { done: number; skipped: number; failed: number; touched: Touched[] }

export const emptyReport = (): Report => ({ done: 0, skipped: 0, failed: 0, touched: [] })

export const mergeReports = (...reports: Report[]): Report =>
  reports.reduce((sum, one) => ({
    done: sum.done + one.done,
    skipped: sum.skipped + one.skipped,
    failed: sum.failed + one.failed,
    touched: [...sum.touched, ...one.touched],
  }), emptyReport())

export type Sweep<Row> = {
  /** The next rows that are due after `after` (null at the start), in a stable order, at most `limit`. */
  find: (ctx: Ctx, after: Row | null, limit: number) => Promise<Row[]>
  subject: (row: Row) => string
  /** One row, in its own unit. Answers `skipped` when a state guard says that it is no longer due. */
  each: (tx: Tx, row: Row) => Promise<'done' | 'skipped'>
  batch?: number
  /** How many rows at once; each has its own transaction. */
  width?: number
}

const takeOne = async <Row>(ctx: Ctx, sweep: Sweep<Row>, row: Row): Promise<Touched> => {
  const subject = sweep.subject(row)
  try {
    return { subject, outcome: await unit(ctx, (tx) => sweep.each(tx, row)), detail: null }
  } catch (error) {
    log.error(
      { subject, code: codeOf(error), requestId: ctx.requestId, frames: error instanceof Refusal ? undefined : framesOf(error) },
      'a row of a sweep failed',
    )
    return { subject, outcome: 'failed', detail: codeOf(error) }
  }
}

const tell = (ctx: Ctx, report: Report, touched: Touched): void => {
  report[touched.outcome]++
  report.touched.push(touched)
  noteTouched(ctx, touched)
}

/**
 * Several at once are told in the order in which they were due: which of them ended first is luck, and how long each took is nobody's
 * business.
 */
const takeAll = async <Row>(ctx: Ctx, sweep: Sweep<Row>, rows: Row[], report: Report): Promise<void> => {
  const ended: Touched[] = []
  let [next, told] = [0, 0]
  const lane = async (): Promise<void> => {
    while (next < rows.length && !isStopping()) {
      const mine = next++
      ended[mine] = await takeOne(ctx, sweep, rows[mine] as Row)
      for (; ended[told]; told++) tell(ctx, report, ended[told]!)
    }
  }
  await Promise.all(Array.from({ length: Math.min(sweep.width ?? 1, rows.length) }, lane))
}

/**
 * Finds what is due and takes each in its own transaction. One poisoned row does not stop the others; what another worker
 * took meanwhile is skipped; the walk goes forward by key, so a row that stays due is met once a run. When the program is told to go,
 * what is in hand is finished and the rest stays due.
 */
export const sweep = async <Row>(ctx: Ctx, one: Sweep<Row>): Promise<Report> => {
  const report = emptyReport()
  const limit = one.batch ?? 500
  let after: Row | null = null
  for (;;) {
    const rows: Row[] = await one.find(ctx, after, limit)
    await takeAll(ctx, one, rows, report)
    if (rows.length < limit || isStopping()) return report
    after = rows.at(-1) as Row
  }
}
