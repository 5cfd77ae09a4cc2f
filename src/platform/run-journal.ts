import type { Ctx } from './ctx.ts'
import type { Database } from './db.ts'
import { wallClock } from './clock.ts'
import { log } from './log.ts'
import type { Report, Touched } from './sweep.ts'

/** A run tells what it touches while it goes: one that is cut off has told how far it came. */
const batch = 50
const everyMs = 1_000
/** Rows of one insert: four values each, of the 65 535 that a statement may carry. */
const chunk = 1_000

export type Counts = Pick<Report, 'done' | 'skipped' | 'failed'>
type Journal = { db: Database; runId: string; report: Report; kept: number; keeping: Promise<void>; timer: NodeJS.Timeout | undefined }
type Ending = { ended_at?: Date; duration_ms?: number; error?: string | null }

/** By the id of the run, which is the request id of its context. */
const open = new Map<string, Journal>()

const countsOf = ({ done, skipped, failed }: Counts): Counts => ({ done, skipped, failed })

const insertItems = async (db: Database, runId: string, from: number, touched: readonly Touched[]): Promise<void> => {
  for (let start = 0; start < touched.length; start += chunk) {
    const rows = touched.slice(start, start + chunk).map((one, i) => ({
      run_id: runId,
      position: from + start + i,
      subject_id: one.subject,
      outcome: one.outcome,
      detail: one.detail,
    }))
    await db.insertInto('job_run_items').values(rows).execute()
  }
}

/** Items and counts together: a run never shows more than it lists. One that was closed for us meanwhile stays closed. */
const keep = (db: Database, runId: string, from: number, touched: readonly Touched[], change: Counts & Ending): Promise<void> =>
  db.transaction().execute(async (trx) => {
    await insertItems(trx, runId, from, touched)
    await trx.updateTable('job_runs').set(change).where('id', '=', runId).where('ended_at', 'is', null).execute()
  })

const flush = async (journal: Journal): Promise<void> => {
  clearTimeout(journal.timer)
  journal.timer = undefined
  const { db, runId, kept, report } = journal
  const [fresh, counts] = [report.touched.slice(kept), countsOf(report)]
  if (fresh.length === 0) return
  await keep(db, runId, kept, fresh, counts)
  journal.kept += fresh.length
}

/** Where the database is away the rows wait here for the next time; the end of the run says what is wrong. */
const flushLater = (journal: Journal): void => {
  journal.keeping = journal.keeping.then(() => flush(journal)).catch(() =>
    log.warn({ runId: journal.runId }, 'the progress of a run could not be kept yet')
  )
}

export const openJournal = (db: Database, runId: string): void =>
  void open.set(runId, {
    db,
    runId,
    report: { done: 0, skipped: 0, failed: 0, touched: [] },
    kept: 0,
    keeping: Promise.resolve(),
    timer: undefined,
  })

/** Called as soon as a thing was taken, whatever became of it. Outside a run (tests, the demo) nobody listens. */
export const noteTouched = ({ requestId }: Pick<Ctx, 'requestId'>, one: Touched): void => {
  const journal = open.get(requestId)
  if (!journal) return
  journal.report[one.outcome]++
  journal.report.touched.push(one)
  if (journal.report.touched.length - journal.kept >= batch) flushLater(journal)
  else journal.timer ??= setTimeout(() => flushLater(journal), everyMs).unref()
}

/** A use case may judge anew, at its end, what it noted on the way (a letter that the server refused): its report has the last word. */
const finalList = (noted: readonly Touched[], reported: readonly Touched[]): { all: readonly Touched[]; isSame: boolean } => {
  const [known, told] = [new Set(noted), new Set(reported)]
  if (!noted.every((one) => told.has(one))) return { all: reported, isSame: false }
  return { all: [...noted, ...reported.filter((one) => !known.has(one))], isSame: true }
}

/** Closes the run: with its report, or with what was noted before an error stopped it, which counts as one failure more. */
export const closeRun = async (
  runId: string,
  report: Report | null,
  { durationMs, error }: { durationMs: number; error: string | null },
): Promise<Counts> => {
  const journal = open.get(runId)
  if (!journal) throw new Error('this run is closed')
  open.delete(runId)
  clearTimeout(journal.timer)
  await journal.keeping
  const { all, isSame } = finalList(journal.report.touched, report?.touched ?? journal.report.touched)
  if (!isSame) await journal.db.deleteFrom('job_run_items').where('run_id', '=', runId).execute()
  const from = isSame ? journal.kept : 0
  const sum = countsOf(report ?? journal.report)
  if (error) sum.failed++
  await keep(journal.db, runId, from, all.slice(from), { ...sum, ended_at: wallClock(), duration_ms: durationMs, error })
  return sum
}

/** Open runs of processes that died: the instant of their end is not known, that of the finding is kept. Answers how many. */
export const closeInterruptedRuns = async (db: Database, now: Date): Promise<number> => {
  const closed = await db
    .updateTable('job_runs')
    .set({ ended_at: now, error: 'interrupted' })
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return Number(closed.numUpdatedRows)
}
