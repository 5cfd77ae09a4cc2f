import { findCards } from '#src/cards/cards.sql.ts'
import { findMandates } from '#src/mandates/mandates.sql.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { chargePayment } from './chargePayment.ts'
import { forgetCode, heldCode } from './heldCodes.ts'
import { isAuthenticationDue, isAuthenticationLost } from './payment.ts'
import { lockAnyPayment, type PaymentRow } from './payments.sql.ts'
import { prepareCharge } from './prepareCharge.ts'
import type { Instruments } from './readInstruments.ts'

/** The card or account a payment already has; the verification code is gone but for who comes back to our own page at once. */
export const instrumentsOf = async (tx: Tx, { card_id: cardId, mandate_id: mandateId }: PaymentRow): Promise<Instruments> => ({
  card: cardId ? ((await findCards(tx.db, [cardId])).get(cardId) ?? null) : null,
  mandate: mandateId ? ((await findMandates(tx.db, [mandateId])).get(mandateId) ?? null) : null,
  pan: null,
  cvc: null,
})

/** The payer has authenticated, or cannot: the bank is asked. Nothing where the payment is no longer waiting for it. */
export const chargeAuthenticated = async (ctx: Ctx, id: string): Promise<void> => {
  const charge = await unit(ctx, async (tx) => {
    const payment = await lockAnyPayment(tx.db, id)
    if (
      payment.state !== 'draft' || payment.method === null || isAuthenticationDue(payment.auth_state) ||
      isAuthenticationLost(payment.auth_state)
    ) return null
    return prepareCharge(tx, payment, { ...(await instrumentsOf(tx, payment)), cvc: heldCode(id) })
  })
  if (!charge) return
  forgetCode(id)
  await chargePayment(ctx, charge)
}
