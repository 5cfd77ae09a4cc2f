import { isApproved, type Said } from '#src/acquirer/acquirer.ts'
import { noteAnswer } from '#src/acquirer/noteCall.ts'
import { feeOf } from '#src/billing/feeOf.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { movePayment } from './movePayment.ts'
import { changePayment, lockAnyPayment, type PaymentRow } from './payments.sql.ts'
import { postCapture } from './postCapture.ts'

/** What a payment's row says once its money is on its way. */
export const captureOf = async (tx: Tx, payment: PaymentRow): Promise<Pick<PaymentRow, 'captured_at' | 'fee_cents'>> => ({
  captured_at: tx.now,
  fee_cents: await feeOf(tx.db, payment, tx.now),
})

/** The money is on its way: our fee is fixed and both stand in the books. It is the merchant's to spend once it is settled. */
export const bookCapture = async (tx: Tx, payment: PaymentRow): Promise<PaymentRow> => {
  const captured = await changePayment(tx.db, payment.id, await captureOf(tx, payment))
  await postCapture(tx, captured)
  return captured
}

/** What the acquirer said of a capture that was sent, taken once. A refused one fails, with the code. */
export const takeCaptureAnswer = async (tx: Tx, paymentId: string, callId: string, said: Said): Promise<void> => {
  const payment = await lockAnyPayment(tx.db, paymentId)
  if (!(await noteAnswer(tx, callId, said)) || payment.state !== 'capture_sent') return
  if (isApproved(said.response)) {
    const { fee_cents: feeCents } = await bookCapture(tx, payment)
    await record(tx, 'payment.capture_confirmed', {
      subject: paymentId,
      merchantId: payment.merchant_id,
      data: { mode: payment.mode, feeCents },
    })
  } else await movePayment(tx, payment, 'fail', { response: said.response })
}
