import type { Said } from '#src/acquirer/acquirer.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { disputePayment } from './disputePayment.ts'
import type { PaymentRow } from './payments.sql.ts'
import { bookCapture } from './takeCaptureAnswer.ts'

/** Captured with its authorisation: booked at once; contested at once, the dispute is opened with it. */
export const settlePayment = async (tx: Tx, payment: PaymentRow, dispute: Said['dispute']): Promise<void> => {
  const captured = await bookCapture(tx, payment)
  if (dispute) await disputePayment(tx, captured, { ...dispute, amountCents: captured.amount_cents })
}
