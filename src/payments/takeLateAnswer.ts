import { isApproved, type Said } from '#src/acquirer/acquirer.ts'
import { noteLateAnswer } from '#src/acquirer/noteCall.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { letGo } from './letGo.ts'
import { lockAnyPayment } from './payments.sql.ts'

/**
 * The bank has done after all what was given up: the payment has failed, the merchant was told so and his customer may have paid another
 * way. Approved, it holds the payer's money for nothing, or takes it: the bank is told to let go of it. Taken once.
 */
export const takeLateAnswer = async (tx: Tx, paymentId: string, callId: string, said: Said): Promise<void> => {
  const payment = await lockAnyPayment(tx.db, paymentId)
  if (!(await noteLateAnswer(tx, callId, said)) || !isApproved(said.response)) return
  await letGo(tx, payment)
  await record(tx, 'payment.late_approval_canceled', {
    subject: payment.id,
    merchantId: payment.merchant_id,
    data: { mode: payment.mode, amountCents: payment.amount_cents, callId },
  })
}
