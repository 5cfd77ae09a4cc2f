import { isApproved, type Said } from '#src/acquirer/acquirer.ts'
import { noteAnswer } from '#src/acquirer/noteCall.ts'
import { heedRefusedReturn } from '#src/fraudEffects/heedRefusedReturn.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { reverseEvent } from '#src/ledger/reverseEvent.ts'
import { noteRefunded } from '#src/payments/noteRefunded.ts'
import { lockAnyPayment } from '#src/payments/payments.sql.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { freeReserve } from './freeReserve.ts'
import { refundLifecycle, type RefundAction } from './refund.ts'
import { changeRefund, lockRefund, type RefundRow } from './refunds.sql.ts'

export const moveRefund = async (tx: Tx, refund: RefundRow, action: RefundAction, change: Partial<RefundRow> = {}): Promise<RefundRow> => {
  const { to, event } = step(refundLifecycle, refund.state, action, tx.actor)
  const moved = await changeRefund(tx.db, refund.id, { ...change, state: to })
  await record(tx, event, {
    subject: refund.id,
    merchantId: refund.merchant_id,
    data: { paymentId: refund.payment_id, mode: refund.mode, from: refund.state, to },
  })
  return moved
}

/** The payer does not get it this way: what the refund took from the merchant is put back, entry against entry. */
export const rejectRefund = async (tx: Tx, refund: RefundRow): Promise<void> => {
  await moveRefund(tx, refund, 'reject')
  await noteRefunded(tx, refund.payment_id, -refund.amount_cents)
  await reverseEvent(tx, `refund:${refund.id}`, `refund_rejected:${refund.id}`)
  if (refund.kind === 'fraud') await freeReserve(tx, refund)
}

/** What the acquirer said of a refund that was sent, taken once. */
export const takeRefundAnswer = async (tx: Tx, refundId: string, paymentId: string, callId: string, said: Said): Promise<void> => {
  await lockAnyPayment(tx.db, paymentId)
  const refund = await lockRefund(tx.db, refundId)
  if (!(await noteAnswer(tx, callId, said)) || refund.state !== 'refund_sent' || isApproved(said.response)) return
  await rejectRefund(tx, refund)
  await heedRefusedReturn(tx, refund.id)
}
