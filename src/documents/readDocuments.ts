import { stopwatch } from '#src/platform/clock.ts'
import { isDryRun, unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { noteTouched } from '#src/platform/run-journal.ts'
import { isStopping } from '#src/platform/stopping.ts'
import { emptyReport, type Report } from '#src/platform/sweep.ts'
import { claimReading, listUnread, type DocumentRow } from './documents.sql.ts'
import { readOne } from './readOne.ts'
import { silentSince } from './reading.ts'

/** As many children as read at once (platform/ocr). */
const lanes = 2
const longestList = 10_000

type Run = { ctx: Ctx; report: Report; after: string; elapsed: () => number }

/** A run may last an hour: each piece is read at its own time, not at the run's. */
const atItsTime = ({ ctx, elapsed }: Run): Ctx => ({ ...ctx, now: new Date(ctx.now.getTime() + elapsed()) })

/** Null: nothing waits, or the program is going and takes up nothing more. */
const claimNext = async (run: Run): Promise<DocumentRow | null> =>
  isStopping() ? null : unit(atItsTime(run), async (tx) => {
    const piece = await claimReading(tx.db, { after: run.after, cutoff: silentSince(tx.now), now: tx.now })
    if (!piece) return null
    if (piece.id > run.after) run.after = piece.id
    await record(tx, 'document.reading_started', {
      subject: piece.id,
      merchantId: piece.merchant_id,
      data: { attempt: piece.reading_attempts },
    })
    return piece
  })

/** One lane takes piece after piece, each once a run; the other goes on whatever happens to this one. */
const readAlong = async (run: Run): Promise<void> => {
  for (let piece = await claimNext(run); piece; piece = await claimNext(run)) {
    const touched = await readOne(() => atItsTime(run), piece)
    run.report[touched.outcome]++
    run.report.touched.push(touched)
    noteTouched(run.ctx, touched)
    if (touched.detail === 'ocr_closed') return
  }
}

const wouldRead = async (ctx: Ctx): Promise<Report> => {
  const ids = await listUnread(ctx.db, silentSince(ctx.now), longestList)
  return { done: ids.length, skipped: 0, failed: 0, touched: ids.map((subject) => ({ subject, outcome: 'done' as const, detail: null })) }
}

/** Reads every piece that waits: its own text, else OCR, two at once, each page kept as it comes. Nothing is held open meanwhile. */
export const readDocuments = async (ctx: Ctx): Promise<Report> => {
  if (isDryRun(ctx)) return wouldRead(ctx)
  const run: Run = { ctx, report: emptyReport(), after: '', elapsed: stopwatch() }
  await Promise.all(Array.from({ length: lanes }, () => readAlong(run)))
  return run.report
}
