import { findCards, type CardRow } from '#src/cards/cards.sql.ts'
import { isSame } from '#src/platform/crypto.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { isAuthenticationDue, authenticationEnds } from './payment.ts'
import type { PaymentRow } from './payments.sql.ts'
import type { Instruments } from './readInstruments.ts'

/** Its number and date, not its id: a card that is not kept has another id each time it comes. */
const isSameCard = async (tx: Tx, cardId: string | null, card: CardRow): Promise<boolean> => {
  if (cardId === null || cardId === card.id) return cardId === card.id
  const before = (await findCards(tx.db, [cardId])).get(cardId)
  return before !== undefined && isSame(before.pan_hash, card.pan_hash) && before.exp_month === card.exp_month &&
    before.exp_year === card.exp_year
}

/** What the merchant changes of what the payer reads at his bank. */
export type Wanted = { amountCents?: number | undefined; currency?: string | undefined } & Partial<Pick<Instruments, 'card' | 'mandate'>>

const isChanged = async (tx: Tx, payment: PaymentRow, { amountCents, currency, card }: Wanted): Promise<boolean> =>
  (amountCents ?? payment.amount_cents) !== payment.amount_cents || (currency ?? payment.currency) !== payment.currency ||
  Boolean(card && !(await isSameCard(tx, payment.card_id, card)))

/** Nobody could be asked: there is none to ask anew, but of another card. */
const hadPayer = ({ auth_state: auth }: PaymentRow): boolean => auth === 'success' || (isAuthenticationDue(auth) && auth !== 'requested')

/**
 * A payer authenticates one payment: this card, this amount, this currency. Of another he is asked anew, and his answer under the address
 * before, or the one he gave already, is worth nothing (PSD2, RTS 2018/389 art. 5: dynamic linking). An account has nobody to ask. What is
 * to be written, beside the change itself.
 */
export const renewAuthentication = async (tx: Tx, payment: PaymentRow, wanted: Wanted): Promise<Partial<PaymentRow>> => {
  const { auth_state: auth } = payment
  if (wanted.mandate && (hadPayer(payment) || auth === 'requested')) return { auth_state: 'unavailable', auth_token: null }
  const isDue = hadPayer(payment) || (auth === 'unavailable' && Boolean(wanted.card))
  if (!isDue || !(await isChanged(tx, payment, wanted))) return {}
  return { auth_state: 'requested', auth_token: null, auth_requested_at: tx.now, auth_expires_at: authenticationEnds(tx.now) }
}
