import { noteCall } from '#src/acquirer/noteCall.ts'
import { ring } from '#src/platform/bell.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { PaymentRow } from './payments.sql.ts'

/** What the bank holds for a payment is not wanted. The bank is told after the commit, and told again until it has answered. */
export const letGo = async (
  tx: Tx,
  { id: paymentId, merchant_id: merchantId, mode, amount_cents: amountCents, currency }: PaymentRow,
): Promise<void> => {
  await noteCall(tx, { act: 'cancel', merchantId, mode, paymentId, amountCents, currency })
  tx.afterCommit(() => ring('ask-acquirer'))
}
