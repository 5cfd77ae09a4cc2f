import type { AuthorizeCall, DebitCall } from '#src/acquirer/acquirer.ts'
import { noteCall } from '#src/acquirer/noteCall.ts'
import { readPan } from '#src/cards/vault.ts'
import { conflict } from '#src/kernel/errors.ts'
import { readIban } from '#src/mandates/vault.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { Charge } from './chargePayment.ts'
import { authorizationEnds } from './payment.ts'
import type { PaymentRow } from './payments.sql.ts'
import type { Instruments } from './readInstruments.ts'
import { movePayment } from './movePayment.ts'

const cardOf = async (tx: Tx, payment: PaymentRow, { card, pan: brought, cvc }: Instruments): Promise<AuthorizeCall['instrument']> => {
  const pan = card && (brought ?? (await readPan(tx.db, card.id)))
  if (!card || !pan) throw conflict('card_is_gone')
  return { kind: 'card', pan, expMonth: card.exp_month, expYear: card.exp_year, cvc, isAuthenticated: payment.auth_state === 'success' }
}

const accountOf = async (tx: Tx, { mandate }: Instruments): Promise<DebitCall['instrument']> => {
  if (!mandate) throw conflict('account_is_gone')
  return { kind: 'account', iban: await readIban(tx.db, mandate), name: mandate.name, mandate: mandate.mandate }
}

/** What there is to ask, noted; the payment is `authorizing` already. Whoever calls puts it once that is committed (`chargePayment`). */
export const noteCharge = async (tx: Tx, payment: PaymentRow, instruments: Instruments): Promise<Charge> => {
  const isCard = payment.method === 'card'
  const instrument = isCard ? await cardOf(tx, payment, instruments) : await accountOf(tx, instruments)
  const { id: paymentId, amount_cents: amountCents, currency, merchant_id: merchantId, mode } = payment
  const callId = await noteCall(tx, { act: isCard ? 'authorize' : 'debit', merchantId, mode, paymentId, amountCents, currency })
  return { paymentId, question: { callId, amountCents, currency, at: tx.now, instrument, isHeld: !payment.capture } as Charge['question'] }
}

/** An account is debited when it is captured, not before: until then there is nothing to ask, and the payment is held here. */
export const isHeldHere = ({ method, capture }: Pick<PaymentRow, 'method' | 'capture'>): boolean => method === 'sepa' && !capture

/** Held since then: approved by nobody but us. */
export const heldColumns = (now: Date) => ({
  response: '00',
  processed_at: now,
  authorized_at: now,
  authorization_expires_at: authorizationEnds(now),
})

/** A payment that waited is charged now: its question is noted, or it is held here and null comes back. */
export const prepareCharge = async (tx: Tx, payment: PaymentRow, instruments: Instruments): Promise<Charge | null> => {
  if (isHeldHere(payment)) {
    await movePayment(tx, payment, 'hold', heldColumns(tx.now))
    return null
  }
  await movePayment(tx, payment, 'ask', { processed_at: tx.now })
  return noteCharge(tx, payment, instruments)
}
