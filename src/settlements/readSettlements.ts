import { acquirer } from '#src/acquirer/gateway.ts'
import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { codeOf, log } from '#src/platform/log.ts'
import { readDays } from '#src/platform/readDays.ts'
import { record } from '#src/platform/record.ts'
import { isStopping } from '#src/platform/stopping.ts'
import { emptyReport, mergeReports, type Report } from '#src/platform/sweep.ts'
import { healBreaks } from './healBreaks.ts'
import { isHeading, readLine, type SettlementLine } from './settlement.ts'
import { settleLine } from './settleLine.ts'
import { findUnreadDays, insertReportDay } from './settlements.sql.ts'

/**
 * Days whose reports are read again each time, for a bank that was late: twice read is once done. A program that reads for the first time
 * begins there.
 */
const daysAgain = 7

const takeLine = async (ctx: Ctx, line: SettlementLine, report: Report): Promise<boolean> => {
  try {
    const isNew = await unit(ctx, (tx) => settleLine(tx, line))
    report[isNew ? 'done' : 'skipped']++
    if (isNew) report.touched.push({ subject: line.reference, outcome: 'done', detail: line.act })
    return true
  } catch (error) {
    log.error({ subject: line.reference, code: codeOf(error) }, 'a line of a settlement report failed')
    report.failed++
    report.touched.push({ subject: line.reference, outcome: 'failed', detail: codeOf(error) })
    return false
  }
}

/** True where it was read to its end, each line taken: what does not read as one does so no better another day. */
const readDay = async (ctx: Ctx, on: Day, report: Report): Promise<boolean> => {
  let isTaken = true
  for await (const text of acquirer().report(on)) {
    if (isStopping()) return false
    if (isHeading(text)) continue
    const line = readLine(text)
    if (line) isTaken = (await takeLine(ctx, line, report)) && isTaken
    else {
      report.failed++
      report.touched.push({ subject: on, outcome: 'failed', detail: 'unreadable_line' })
    }
  }
  return isTaken
}

const noteDay = (ctx: Ctx, on: Day): Promise<void> =>
  unit(ctx, async (tx) => {
    if (await insertReportDay(tx.db, on, tx.now)) await record(tx, 'settlement.report_read', { subject: on, data: { on } })
  })

/**
 * The acquirer's reports of the days that are over, line by line, each in its own unit: captures and debits received, refunds that arrived,
 * contestations. From the first day that was not read to its end, so that no silence loses one; a day that cannot be read stops no other. A
 * line that fits nothing waits in the queue of breaks, where it is judged again at each run; one that cannot be read counts as failed and
 * stops no other.
 */
export const readSettlements = async (ctx: Ctx, again = daysAgain): Promise<Report> => {
  const report = emptyReport()
  await readDays(ctx, report, {
    again,
    unread: await findUnreadDays(ctx.db, parisDay(ctx.now)),
    read: (on) => readDay(ctx, on, report),
    note: (on) => noteDay(ctx, on),
  })
  return mergeReports(report, await healBreaks(ctx))
}
