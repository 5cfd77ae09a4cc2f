import { connectedBank } from '#src/bank/bankGateway.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { isBankingDay } from '#src/kernel/holidays.ts'
import { isDryRun, type Ctx } from '#src/platform/ctx.ts'
import { codeOf, log } from '#src/platform/log.ts'
import { isStopping } from '#src/platform/stopping.ts'
import { emptyReport, type Report } from '#src/platform/sweep.ts'
import { batchFile } from './batchFile.ts'
import { listWaitingBatches, type BatchRow } from './batches.sql.ts'
import { closeBatch } from './closeBatch.ts'
import { noteHanded } from './noteHanded.ts'
import { openBatches } from './openBatches.ts'

/**
 * Closed, given to the bank, noted: whoever dies in between is followed by the next, who gives the same file again; the bank knows it by
 * its id.
 */
const hand = async (ctx: Ctx, { id }: BatchRow): Promise<'done' | 'skipped'> => {
  const batch = await closeBatch(ctx, id)
  if (isDryRun(ctx)) return 'done' // what was given to a bank cannot be rolled back
  const bank = connectedBank()
  if (bank && batch.payout_count) {
    const { messageId, xml } = await batchFile(ctx.db, batch)
    await bank.submit({ messageId, xml, at: ctx.now })
  }
  await noteHanded(ctx, id)
  return 'done'
}

const tryOne = async (ctx: Ctx, batch: BatchRow, report: Report): Promise<void> => {
  try {
    const outcome = await hand(ctx, batch)
    report[outcome]++
    report.touched.push({ subject: batch.id, outcome, detail: null })
  } catch (error) {
    log.error({ subject: batch.id, code: codeOf(error) }, 'a file of payouts could not be given to the bank')
    report.failed++
    report.touched.push({ subject: batch.id, outcome: 'failed', detail: codeOf(error) })
  }
}

/**
 * Puts what waits into files, and gives these to the bank where one is connected; else they wait to be taken by hand. On banking days: a
 * file has no business lying at a bank that is closed. A run that died anywhere is taken up where it stood.
 */
export const sendPayouts = async (ctx: Ctx): Promise<Report> => {
  const report = emptyReport()
  if (!isBankingDay(parisDay(ctx.now))) return report
  await openBatches(ctx)
  if (!connectedBank()) return report
  for (const batch of await listWaitingBatches(ctx.db)) if (!isStopping()) await tryOne(ctx, batch, report)
  return report
}
