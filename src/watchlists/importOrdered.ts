import { doApart } from '#src/platform/apart.ts'
import { isDryRun, type Ctx } from '#src/platform/ctx.ts'
import { codeOf } from '#src/platform/log.ts'
import { noteTouched } from '#src/platform/run-journal.ts'
import { isStopping } from '#src/platform/stopping.ts'
import { emptyReport, type Report, type Touched } from '#src/platform/sweep.ts'
import type { ImportTask } from './importProcess.ts'
import { listWaitingImports } from './imports.sql.ts'
import { failImport, idleMs, readImport, type ImportEnd } from './readImport.ts'

const program = new URL('./importProcess.ts', import.meta.url)

/** A child that died is no fault of the file's: it is said so, and the files are handed in again. */
const readOne = async (ctx: Ctx, id: string): Promise<ImportEnd> => {
  try {
    const apart = await doApart<ImportTask, ImportEnd>(program, { id, at: ctx.now, requestId: ctx.requestId })
    return apart ? apart.result : await readImport(ctx, id)
  } catch (error) {
    return isStopping() ? { outcome: 'skipped', detail: 'stopping' } : failImport(ctx, id, codeOf(error))
  }
}

const outcomes = {
  imported: 'done',
  unchanged: 'skipped',
  skipped: 'skipped',
  refused: 'failed',
  failed: 'failed',
} as const satisfies Record<ImportEnd['outcome'], Touched['outcome']>

/** Reads the lists that were handed in, one after the other; a trial reads none. */
export const importOrdered = async (ctx: Ctx): Promise<Report> => {
  const report = emptyReport()
  for (const { id, listCode } of isDryRun(ctx) ? [] : await listWaitingImports(ctx.db, new Date(ctx.now.getTime() - idleMs))) {
    if (isStopping()) break
    const { outcome, detail } = await readOne(ctx, id)
    const touched: Touched = { subject: listCode, outcome: outcomes[outcome], detail: detail ?? outcome }
    report[touched.outcome]++
    report.touched.push(touched)
    noteTouched(ctx, touched)
  }
  return report
}
