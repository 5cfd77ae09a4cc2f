import { parisDay } from '#src/kernel/calendar.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { emptyReport, mergeReports, sweep, type Report } from '#src/platform/sweep.ts'
import { isStopping } from '#src/platform/stopping.ts'
import { findFirstDay, listFees, type Billed } from './fees.sql.ts'
import { lastDayOf, monthOf, monthsOver, nextMonth, type Month } from './invoice.ts'
import { findDoneMonth, noteDoneMonth } from './invoices.sql.ts'
import { issueInvoice } from './issueInvoice.ts'

const issueMonth = (ctx: Ctx, month: Month): Promise<Report> =>
  sweep<Billed>(ctx, {
    find: ({ db }, after, limit) => listFees(db, month, lastDayOf(month), after?.merchantId ?? '', limit),
    subject: ({ merchantId }) => merchantId,
    each: (tx, billed) => issueInvoice(tx, billed, month),
    batch: 5_000,
  })

const monthsDue = async (ctx: Ctx): Promise<Month[]> => {
  const done = await findDoneMonth(ctx.db)
  const first = done ? nextMonth(done) : await findFirstDay(ctx.db)
  return first ? monthsOver(monthOf(first), parisDay(ctx.now)) : []
}

/**
 * Invoices of every month that is over and not done, the oldest first, each merchant in his own unit. A month is done when nobody in it
 * failed; from the first that is not, it and those after it are looked at again the next time.
 */
export const issueInvoices = async (ctx: Ctx): Promise<Report> => {
  let report = emptyReport()
  for (const month of await monthsDue(ctx)) {
    report = mergeReports(report, await issueMonth(ctx, month))
    if (report.failed === 0 && !isStopping()) await unit(ctx, (tx) => noteDoneMonth(tx.db, month, tx.now))
  }
  return report
}
