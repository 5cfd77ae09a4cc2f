import type { Tx } from '#src/platform/ctx.ts'
import { letGo } from './letGo.ts'
import { movePayment } from './movePayment.ts'
import type { PaymentRow } from './payments.sql.ts'

/**
 * A card's bank holds the money from its authorisation on; an account's was asked for a debit only where it is bound for capture
 * (`isHeldHere`).
 */
const wasAsked = ({ state, method }: PaymentRow): boolean => state === 'to_capture' || (state === 'authorized' && method === 'card')

/** Nothing was captured: the bank is told to let go of what it holds, or of the debit on its way. */
export const cancelPayment = async (tx: Tx, payment: PaymentRow): Promise<PaymentRow> => {
  const canceled = await movePayment(tx, payment, 'cancel', { processed_at: tx.now })
  if (wasAsked(payment)) await letGo(tx, payment)
  return canceled
}
