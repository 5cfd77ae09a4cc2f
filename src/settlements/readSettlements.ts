import { acquirer } from '#src/acquirer/gateway.ts'
import { addDays, parisDay, type Day } from '#src/kernel/calendar.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { codeOf, log } from '#src/platform/log.ts'
import { isStopping } from '#src/platform/stopping.ts'
import { emptyReport, type Report } from '#src/platform/sweep.ts'
import { isHeading, readLine, type SettlementLine } from './settlement.ts'
import { settleLine } from './settleLine.ts'

/** Days whose reports are read again each time: a bank that was late, or we who were silent, lose no line. Twice read is once done. */
const daysBack = 7

const takeLine = async (ctx: Ctx, line: SettlementLine, report: Report): Promise<void> => {
  try {
    const isNew = await unit(ctx, (tx) => settleLine(tx, line))
    report[isNew ? 'done' : 'skipped']++
    if (isNew) report.touched.push({ subject: line.reference, outcome: 'done', detail: line.act })
  } catch (error) {
    log.error({ subject: line.reference, code: codeOf(error) }, 'a line of a settlement report failed')
    report.failed++
    report.touched.push({ subject: line.reference, outcome: 'failed', detail: codeOf(error) })
  }
}

const readDay = async (ctx: Ctx, on: Day, report: Report): Promise<void> => {
  for await (const text of acquirer().report(on)) {
    if (isStopping()) return
    if (isHeading(text)) continue
    const line = readLine(text)
    if (line) await takeLine(ctx, line, report)
    else {
      report.failed++
      report.touched.push({ subject: on, outcome: 'failed', detail: 'unreadable_line' })
    }
  }
}

/**
 * The acquirer's reports of the days that are over, line by line, each in its own unit: captures and debits received, refunds that arrived,
 * contestations. A line that fits nothing waits in the queue of breaks; one that cannot be read counts as failed and stops no other.
 */
export const readSettlements = async (ctx: Ctx, days = daysBack): Promise<Report> => {
  const report = emptyReport()
  const today = parisDay(ctx.now)
  for (let back = days; back >= 1; back--) await readDay(ctx, addDays(today, -back), report)
  return report
}
