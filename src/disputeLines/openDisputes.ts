import { acquirer } from '#src/acquirer/gateway.ts'
import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { codeOf, log } from '#src/platform/log.ts'
import { readDays } from '#src/platform/readDays.ts'
import { record } from '#src/platform/record.ts'
import { isStopping } from '#src/platform/stopping.ts'
import { emptyReport, mergeReports, type Report } from '#src/platform/sweep.ts'
import { isReportHeading, readReportLine, type DisputeLine } from './disputeLine.ts'
import { findUnreadDays, hasReadReports, insertReportDay } from './disputeLines.sql.ts'
import { healDisputeLines, takeDisputeLine } from './takeDisputeLine.ts'

/** Days that are read again each time, for a bank that was late; a program that reads for the first time begins a week back. */
const daysAgain = 3
const daysAtFirst = 7

const note = (report: Report, subject: string, outcome: 'done' | 'failed', detail: string): void => {
  report[outcome]++
  report.touched.push({ subject, outcome, detail })
}

const takeLine = async (ctx: Ctx, line: DisputeLine, on: Day, report: Report): Promise<boolean> => {
  try {
    if (await unit(ctx, (tx) => takeDisputeLine(tx, line, { origin: 'report', on }))) note(report, line.reference, 'done', line.stage)
    else report.skipped++
    return true
  } catch (error) {
    log.error({ subject: line.reference, code: codeOf(error) }, 'a line of the report of disputes failed')
    note(report, line.reference, 'failed', codeOf(error))
    return false
  }
}

/** True where it was read to its end, each line taken: what does not read as one does so no better another day. */
const readDay = async (ctx: Ctx, on: Day, report: Report): Promise<boolean> => {
  let isTaken = true
  for await (const text of acquirer().disputeReport(on)) {
    if (isStopping()) return false
    if (isReportHeading(text)) continue
    const line = readReportLine(text)
    if (line) isTaken = (await takeLine(ctx, line, on, report)) && isTaken
    else note(report, on, 'failed', 'unreadable_line')
  }
  return isTaken
}

const noteDay = (ctx: Ctx, on: Day): Promise<void> =>
  unit(ctx, async (tx) => {
    if (await insertReportDay(tx.db, on, tx.now)) await record(tx, 'dispute.report_read', { subject: on, data: { on } })
  })

/**
 * The acquirer's reports of disputes of the days that are over, from the first that was not read to its end: each line in its own unit. One
 * that fits nothing waits to be looked at, and is judged again at each run; one that cannot be read counts as failed and stops no other; a
 * day that fails or broke off is read again, and stops no later one.
 */
export const openDisputes = async (ctx: Ctx): Promise<Report> => {
  const report = emptyReport()
  const again = (await hasReadReports(ctx.db)) ? daysAgain : daysAtFirst
  await readDays(ctx, report, {
    again,
    unread: await findUnreadDays(ctx.db, parisDay(ctx.now)),
    read: (on) => readDay(ctx, on, report),
    note: (on) => noteDay(ctx, on),
  })
  return mergeReports(report, await healDisputeLines(ctx))
}
