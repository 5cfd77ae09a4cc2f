import { noteCall } from '#src/acquirer/noteCall.ts'
import { lockAnyPayment, type PaymentRow } from '#src/payments/payments.sql.ts'
import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import { isTooMuch, stopRefund } from './giveWay.ts'
import { moveRefund } from './moveRefund.ts'
import { findRefundsToSend, lockRefund, type RefundRow } from './refunds.sql.ts'

/**
 * Its bank gives it to the payer: any refund of a disputed payment but a fraud's return, which is what the dispute left; and what exceeds
 * the payment.
 */
const isPayersAlready = async (tx: Tx, payment: PaymentRow, { kind }: RefundRow): Promise<boolean> =>
  (kind !== 'fraud' && payment.state === 'disputed') || isTooMuch(tx, payment)

/** A payment disputed meanwhile is given back by its bank: the refund is not honoured, and what it took is the merchant's again. */
const sendOne = async (tx: Tx, { id, payment_id: paymentId }: RefundRow): Promise<'done' | 'skipped'> => {
  const payment = await lockAnyPayment(tx.db, paymentId)
  const refund = await lockRefund(tx.db, id)
  if (refund.state !== 'to_refund') return 'skipped'
  if (await isPayersAlready(tx, payment, refund)) {
    await stopRefund(tx, refund)
    return 'done'
  }
  await moveRefund(tx, refund, 'send', { sent_at: tx.now })
  const { merchant_id: merchantId, mode, amount_cents: amountCents, currency } = refund
  await noteCall(tx, { act: 'refund', merchantId, mode, paymentId, refundId: id, amountCents, currency })
  return 'done'
}

/** The day's refunds. The questions it notes are put by `askAcquirer`. */
export const sendRefunds = (ctx: Ctx): Promise<Report> =>
  sweep<RefundRow>(ctx, {
    find: (from, after, limit) => findRefundsToSend(from.db, after, limit),
    subject: ({ id }) => id,
    each: sendOne,
    width: 4,
  })
