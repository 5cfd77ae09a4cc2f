import { acquirer } from '#src/acquirer/gateway.ts'
import { addDays, parisDay, type Day } from '#src/kernel/calendar.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { codeOf, log } from '#src/platform/log.ts'
import { record } from '#src/platform/record.ts'
import { isStopping } from '#src/platform/stopping.ts'
import { emptyReport, type Report } from '#src/platform/sweep.ts'
import { isReportHeading, readReportLine, type DisputeLine } from './disputeLine.ts'
import { findLastReportDay, insertReportDay } from './disputeLines.sql.ts'
import { takeDisputeLine } from './takeDisputeLine.ts'

/** Days that are read again each time, for a bank that was late; a program that reads for the first time begins a week back. */
const daysAgain = 3
const daysAtFirst = 7

const note = (report: Report, subject: string, outcome: 'done' | 'failed', detail: string): void => {
  report[outcome]++
  report.touched.push({ subject, outcome, detail })
}

const takeLine = async (ctx: Ctx, line: DisputeLine, on: Day, report: Report): Promise<void> => {
  try {
    if (await unit(ctx, (tx) => takeDisputeLine(tx, line, { origin: 'report', on }))) note(report, line.reference, 'done', line.stage)
    else report.skipped++
  } catch (error) {
    log.error({ subject: line.reference, code: codeOf(error) }, 'a line of the report of disputes failed')
    note(report, line.reference, 'failed', codeOf(error))
  }
}

/** True where it was read to its end. */
const readDay = async (ctx: Ctx, on: Day, report: Report): Promise<boolean> => {
  for await (const text of acquirer().disputeReport(on)) {
    if (isStopping()) return false
    if (isReportHeading(text)) continue
    const line = readReportLine(text)
    if (line) await takeLine(ctx, line, on, report)
    else note(report, on, 'failed', 'unreadable_line')
  }
  return true
}

const noteDay = (ctx: Ctx, on: Day): Promise<void> =>
  unit(ctx, async (tx) => {
    if (await insertReportDay(tx.db, on, tx.now)) await record(tx, 'dispute.report_read', { subject: on, data: { on } })
  })

const firstDay = (last: Day | null, today: Day): Day => {
  if (last === null) return addDays(today, 0 - daysAtFirst)
  const [next, again] = [addDays(last, 1), addDays(today, 0 - daysAgain)]
  return next < again ? next : again
}

/**
 * The acquirer's reports of disputes of the days that are over, from the last that was read to its end: each line in its own unit. One that fits nothing
 * waits to be looked at; one that cannot be read counts as failed and stops no other; a day that broke off is read again.
 */
export const openDisputes = async (ctx: Ctx): Promise<Report> => {
  const report = emptyReport()
  const today = parisDay(ctx.now)
  for (let on = firstDay(await findLastReportDay(ctx.db), today); on < today; on = addDays(on, 1)) {
    if (!(await readDay(ctx, on, report))) return report
    await noteDay(ctx, on)
  }
  return report
}
