import { openDispute, type Reported } from '#src/disputes/openDispute.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { movePayment } from './movePayment.ts'
import type { PaymentRow } from './payments.sql.ts'

/**
 * A contestation of a captured payment, or of another part of one that is disputed: opened once for each report, and the payment is
 * `disputed`. The caller holds the payment's lock.
 */
export const disputePayment = async (tx: Tx, payment: PaymentRow, reported: Reported): Promise<void> => {
  if ((await openDispute(tx, payment, reported)) && payment.state !== 'disputed') await movePayment(tx, payment, 'dispute')
}
