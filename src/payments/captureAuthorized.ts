import { conflict } from '#src/kernel/errors.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { instrumentsOf } from './chargeAuthenticated.ts'
import type { Charge } from './chargePayment.ts'
import { changePayment, type PaymentRow } from './payments.sql.ts'
import { prepareCharge } from './prepareCharge.ts'
import { movePayment } from './movePayment.ts'

/**
 * What the bank holds leaves with the day's capture; an account is debited only now. 409 `authorization_expired` from the very second the
 * seven days are over, were the job that says so late; `payment_not_capturable` from any other state. Answers the question to put, if there
 * is one.
 */
export const captureAuthorized = async (tx: Tx, payment: PaymentRow): Promise<Charge | null> => {
  const ends = payment.authorization_expires_at
  if (payment.state !== 'authorized') throw conflict('payment_not_capturable', { state: payment.state })
  if (ends && tx.now >= ends) throw conflict('authorization_expired')
  if (payment.method === 'sepa') {
    const ready = await changePayment(tx.db, payment.id, { capture: true })
    return prepareCharge(tx, ready, await instrumentsOf(tx, ready))
  }
  await movePayment(tx, payment, 'capture', { capture: true, processed_at: tx.now })
  return null
}
