import type { Said } from '#src/acquirer/acquirer.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { disputePayment } from './disputePayment.ts'
import type { PaymentRow } from './payments.sql.ts'
import { postCapture } from './postCapture.ts'

/** Captured with its authorisation, as its row says already: booked at once; contested at once, the dispute is opened with it. */
export const settlePayment = async (tx: Tx, payment: PaymentRow, dispute: Said['dispute']): Promise<void> => {
  await postCapture(tx, payment)
  if (dispute) await disputePayment(tx, payment, { ...dispute, amountCents: payment.amount_cents })
}
