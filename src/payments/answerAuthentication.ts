import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { chargeAuthenticated } from './chargeAuthenticated.ts'
import { forgetCode } from './heldCodes.ts'
import { isSessionOver } from './pageStage.ts'
import { isSessionOpen } from './payment.ts'
import { changePayment, findPaymentByAuthToken, lockAnyPayment, type PaymentRow } from './payments.sql.ts'

/** attempted: he opened his bank's page. The rest is how it ended there. */
export type AuthenticationStep = 'attempted' | 'success' | 'declined' | 'failed'

const isOpen = (payment: PaymentRow, step: AuthenticationStep): boolean => isSessionOpen(payment) && payment.auth_state !== step

const take = async (tx: Tx, id: string, step: AuthenticationStep): Promise<PaymentRow> => {
  const payment = await lockAnyPayment(tx.db, id)
  if (!isOpen(payment, step) || isSessionOver(payment, tx.now)) return payment
  await record(tx, `payment.authentication_${step}`, {
    subject: id,
    merchantId: payment.merchant_id,
    data: { mode: payment.mode, from: payment.auth_state },
  })
  return changePayment(tx.db, id, { auth_state: step })
}

/**
 * What the payer's bank says of him, taken once: said twice, or after the six hours, it changes nothing. Where he came from our own page
 * and has authenticated, the money is asked for at once; from the merchant's, nothing is: the merchant does that (spec/api.md §5.5).
 * Answers the payment as it is then; null where nobody was sent there by that token.
 */
export const answerAuthentication = async (ctx: Ctx, token: string, step: AuthenticationStep): Promise<PaymentRow | null> => {
  const found = await findPaymentByAuthToken(ctx.db, token)
  if (!found) return null
  const payment = await unit(ctx, (tx) => take(tx, found.id, step))
  // declined or failed there: nothing is asked of the bank any more
  if (payment.auth_state !== 'available' && payment.auth_state !== 'attempted' && payment.auth_state !== 'success') forgetCode(payment.id)
  if (payment.auth_return_url === null && payment.auth_state === 'success') await chargeAuthenticated(ctx, payment.id)
  return payment
}
