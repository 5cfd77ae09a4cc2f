import { randomUUID } from 'node:crypto'
import { acquirer } from '#src/acquirer/gateway.ts'
import type { CardInput } from '#src/cards/card.ts'
import { conflict, invalid } from '#src/kernel/errors.ts'
import type { MandateInput } from '#src/mandates/mandate.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { takeTicket } from '#src/platform/submission.ts'
import { chargePayment, type Charge } from './chargePayment.ts'
import { methodOf, mustBeAllowed, schemeOf } from './createPayment.ts'
import { holdCode } from './heldCodes.ts'
import { noSuchPayment } from './noSuchPayment.ts'
import { pageStage } from './pageStage.ts'
import { authenticationEnds, isAuthenticationDue, termsOf, type World } from './payment.ts'
import { changePayment, lockPayment, type PaymentRow } from './payments.sql.ts'
import { prepareCharge } from './prepareCharge.ts'
import { readInstruments, type Instruments } from './readInstruments.ts'

/** What the payer typed: a card, or an account and its mandate. */
export type Brought = { card: CardInput } | { sepa: MandateInput }
type Directory = { isEnrolled: boolean; isDemanded: boolean }

/**
 * What the scheme's directory says of the card: whether its issuer can authenticate, and whether it demands to. An account has no such
 * thing.
 */
const lookUp = async (brought: Brought): Promise<Directory> => {
  if (!('card' in brought)) return { isEnrolled: false, isDemanded: false }
  const { number } = brought.card
  const [isEnrolled, isDemanded] = await Promise.all([acquirer().isEnrolled(number), acquirer().demandsAuthentication(number)])
  return { isEnrolled, isDemanded }
}

/** The payer comes back to the page, whatever address of the merchant's own the payment had: the page charges by itself. */
const authentication = (tx: Tx, payment: PaymentRow, { isEnrolled, isDemanded }: Directory) => {
  // unavailable: asked for, when the payment was to be paid from an account
  if (payment.auth_state !== 'requested' && payment.auth_state !== 'unavailable' && !isDemanded) return {}
  if (!isEnrolled) return { auth_state: 'unavailable' } as const
  return {
    auth_state: 'available',
    auth_token: randomUUID(),
    auth_requested_at: tx.now,
    auth_expires_at: authenticationEnds(tx.now),
    auth_return_url: null,
  } as const
}

const attach = async (tx: Tx, payment: PaymentRow, instruments: Instruments, directory: Directory): Promise<PaymentRow> => {
  const { card, mandate } = instruments
  mustBeAllowed(payment.methods_allowed, methodOf(instruments))
  if (mandate && payment.currency !== 'eur') throw invalid({ sepa: 'is for payments in eur' })
  const columns = {
    method: methodOf(instruments),
    scheme: schemeOf(instruments),
    card_id: card?.id ?? null,
    mandate_id: mandate?.id ?? null,
    country: card?.country ?? mandate?.country ?? null,
  }
  const auth = authentication(tx, payment, directory)
  const changed = await changePayment(tx.db, payment.id, { ...columns, ...auth })
  const about = { subject: payment.id, merchantId: payment.merchant_id }
  await record(tx, 'payment.changed', { ...about, data: { mode: payment.mode, fields: [changed.method === 'card' ? 'card' : 'sepa'] } })
  if (auth.auth_state) await record(tx, `payment.authentication_${auth.auth_state}`, { ...about, data: { mode: payment.mode } })
  return changed
}

/** `terms`: those on the form that he sent. */
type Way = { ticket: string; terms: string; brought: Brought }

const begin = async (tx: Tx, world: World, id: string, { ticket, terms, brought }: Way, directory: Directory): Promise<Charge | null> => {
  const payment = await lockPayment(tx.db, world, id)
  if (!payment) throw noSuchPayment(id)
  if (pageStage(payment, tx.now) !== 'form') return null
  if (terms !== termsOf(payment)) throw conflict('amount_has_changed')
  if (!(await takeTicket(tx, ticket))) return null
  const instruments = await readInstruments(tx, world, brought)
  const ready = await attach(tx, payment, instruments, directory)
  if (!isAuthenticationDue(ready.auth_state)) return prepareCharge(tx, ready, instruments)
  tx.afterCommit(() => holdCode(id, instruments.cvc))
  return null
}

/**
 * The payer pays on our page: the bank is asked at once, or he is to authenticate first, where the merchant asked for it or the card
 * demands it. A form sent twice, and a payment that is under way or over, are left as they are: what became of it is read afterwards. 404
 * where it is not this merchant's in this world; 409 `amount_has_changed` where it is no longer what he read; 422 where the merchant
 * excludes what he pays with, or the card is past its date.
 */
export const payFromPage = async (ctx: Ctx, world: World, id: string, way: Way): Promise<void> => {
  const directory = await lookUp(way.brought)
  const charge = await unit(ctx, (tx) => begin(tx, world, id, way, directory))
  if (charge) await chargePayment(ctx, charge)
}
