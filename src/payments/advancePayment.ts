import { conflict, invalid } from '#src/kernel/errors.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { captureAuthorized } from './captureAuthorized.ts'
import { instrumentsOf } from './chargeAuthenticated.ts'
import type { Charge } from './chargePayment.ts'
import { methodOf } from './createPayment.ts'
import { isAuthenticationDue, isAuthenticationLost } from './payment.ts'
import { changePayment, type PaymentRow } from './payments.sql.ts'
import { prepareCharge } from './prepareCharge.ts'
import type { Instruments } from './readInstruments.ts'
import { renewAuthentication } from './renewAuthentication.ts'

const mustBeChargeable = ({ method, auth_state: auth }: PaymentRow): void => {
  if (method === null) throw invalid({ status: 'a card or a sepa is needed first' })
  if (isAuthenticationDue(auth)) throw conflict('authentication_due')
  if (isAuthenticationLost(auth)) throw conflict('authentication_lost')
}

/** The instruments brought by this very call, else those the payment had. */
const charging = async (
  tx: Tx,
  payment: PaymentRow,
  brought: Instruments,
): Promise<Instruments> => (methodOf(brought) ? brought : instrumentsOf(tx, payment))

type Goal = 'authorize' | 'capture'

const begin = async (tx: Tx, payment: PaymentRow, brought: Instruments, status: Goal): Promise<Charge | null> => {
  mustBeChargeable(payment)
  const ready = await changePayment(tx.db, payment.id, { capture: status === 'capture' })
  return prepareCharge(tx, ready, await charging(tx, ready, brought))
}

/** `captured`: how much of it, in cents; absent: all. */
export type Wish = { status?: Goal | undefined; captured?: number | undefined }

/** What was asked for is so already, or is on its way, were it that the bank is being asked at this moment: asked twice, done once. */
const isDone = ({ state, capture }: PaymentRow, status: Goal): boolean =>
  ['to_capture', 'capture_sent', 'captured'].includes(state) || (state === 'authorizing' && (capture || status === 'authorize')) ||
  (status === 'authorize' && state === 'authorized')

/** Asked again it is done; asked for another amount it is not. */
const mustBeSame = ({ amount_cents: cents }: PaymentRow, asked: number | undefined): void => {
  if (asked !== undefined && asked !== cents) throw conflict('amount_is_fixed', { amount: cents })
}

/** A card check is for nothing, and there is nothing to take (spec/api.md §5.1). */
const mustBeForSomething = ({ amount_cents: cents }: PaymentRow, status: Goal): void => {
  if (status === 'capture' && cents === 0) throw invalid({ status: 'a card check, whose amount is 0, is never captured' })
}

/** Less than was authorised may be captured, never more; what is not captured is let go. */
const limited = async (tx: Tx, payment: PaymentRow, amountCents: number | undefined): Promise<PaymentRow> => {
  if (amountCents === undefined || amountCents === payment.amount_cents) return payment
  if (amountCents > payment.amount_cents) throw invalid({ amount: `must be at most ${payment.amount_cents}` })
  await record(tx, 'payment.changed', {
    subject: payment.id,
    merchantId: payment.merchant_id,
    data: { mode: payment.mode, fields: ['amount'], from: payment.amount_cents, to: amountCents },
  })
  // of a draft, which no bank was asked for yet, the payer confirmed another amount
  const renewed = payment.state === 'draft' ? await renewAuthentication(tx, payment, { amountCents }) : {}
  return changePayment(tx.db, payment.id, { amount_cents: amountCents, ...renewed })
}

/**
 * What the merchant's `status` asks for, of a payment whose lock the caller holds: the question to put to the bank, if there is one. 409
 * `authentication_due`, `authentication_lost`, `amount_is_fixed`, `payment_not_capturable`, `authorization_expired`.
 */
export const advancePayment = async (
  tx: Tx,
  payment: PaymentRow,
  brought: Instruments,
  { status, captured }: Wish,
): Promise<Charge | null> => {
  if (!status) return null
  mustBeForSomething(payment, status)
  if (isDone(payment, status)) {
    mustBeSame(payment, captured)
    return null
  }
  const due = await limited(tx, payment, captured)
  return due.state === 'draft' ? begin(tx, due, brought, status) : captureAuthorized(tx, due)
}
