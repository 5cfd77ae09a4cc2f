import { noteCall } from '#src/acquirer/noteCall.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { ring } from '#src/platform/bell.ts'
import { movePayment } from './movePayment.ts'
import type { PaymentRow } from './payments.sql.ts'

/** Nothing was captured: what the bank holds is let go. The bank is told after the commit, and told again until it has answered. */
export const cancelPayment = async (tx: Tx, payment: PaymentRow): Promise<PaymentRow> => {
  const wasAsked = payment.state === 'authorized' || payment.state === 'to_capture'
  const canceled = await movePayment(tx, payment, 'cancel', { processed_at: tx.now })
  if (wasAsked && payment.method === 'card') {
    const { id: paymentId, merchant_id: merchantId, mode, amount_cents: amountCents, currency } = payment
    await noteCall(tx, { act: 'cancel', merchantId, mode, paymentId, amountCents, currency })
    tx.afterCommit(() => ring('ask-acquirer'))
  }
  return canceled
}
