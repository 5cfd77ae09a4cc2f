import { listOverdue } from '#src/disputes/deadlines.sql.ts'
import { lockDispute, type DisputeRow } from '#src/disputes/disputes.sql.ts'
import { tellEnded } from '#src/disputes/tellMerchant.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { lockAnyPayment } from '#src/payments/payments.sql.ts'
import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { mergeReports, sweep, type Report } from '#src/platform/sweep.ts'
import { handOver } from '#src/resolutions/handOver.ts'
import { settleDispute } from './settleDispute.ts'

const isOver = ({ state, due_on: dueOn, merchant_due_on: merchantDueOn }: DisputeRow, today: string): boolean =>
  state === 'under_review' ? dueOn < today : (state === 'open' || state === 'engaged') && merchantDueOn < today

/**
 * What the merchant had gathered by his date is handed to us while the network still takes it; with nothing in hand, it is accepted by
 * default.
 */
const expire = async (tx: Tx, { id, payment_id: paymentId }: DisputeRow): Promise<'done' | 'skipped'> => {
  await lockAnyPayment(tx.db, paymentId)
  const one = await lockDispute(tx.db, id)
  const today = parisDay(tx.now)
  if (!isOver(one, today)) return 'skipped'
  if (one.state === 'engaged' && one.due_on >= today && (await handOver(tx, one))) return 'done'
  await tellEnded(tx, await settleDispute(tx, id, { wonCents: 0, cause: 'expired' }))
  return 'done'
}

const sweepBy = (ctx: Ctx, column: 'due_on' | 'merchant_due_on'): Promise<Report> =>
  sweep<DisputeRow>(ctx, {
    find: ({ db }, after, limit) => listOverdue(db, column, parisDay(ctx.now), after, limit),
    subject: ({ id }) => id,
    each: (tx, row) => expire(tx, row),
  })

/** The merchant's date passed with nothing in hand, or the network's with nothing sent: accepted by default (rules.md §4.1). */
export const expireDisputes = async (ctx: Ctx): Promise<Report> =>
  mergeReports(await sweepBy(ctx, 'merchant_due_on'), await sweepBy(ctx, 'due_on'))
