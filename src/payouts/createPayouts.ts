import { parisDay } from '#src/kernel/calendar.ts'
import { isBankingDay } from '#src/kernel/holidays.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import { emptyReport, mergeReports, sweep, type Report } from '#src/platform/sweep.ts'
import { payMerchant } from './payMerchant.ts'
import { findDue, type Due } from './unpaid.sql.ts'
import { withholdForeign } from './withholdForeign.ts'

const payAll = (ctx: Ctx): Promise<Report> =>
  sweep<Due>(ctx, {
    find: ({ db }, after, limit) => findDue(db, after, limit),
    subject: ({ merchantId }) => merchantId,
    each: (tx, { merchantId }) => payMerchant(tx, merchantId),
    width: 4,
  })

/**
 * The day's payouts, each merchant in his own unit; none on a day on which banks or we are closed (CAL-09): what is due then is due the day
 * after. Other currencies than the euro wait, and are said to.
 */
export const createPayouts = async (ctx: Ctx): Promise<Report> =>
  isBankingDay(parisDay(ctx.now)) ? mergeReports(await payAll(ctx), await withholdForeign(ctx)) : emptyReport()
