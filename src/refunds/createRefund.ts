import { conflict, invalid } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import type { World } from '#src/kernel/actor.ts'
import { heldOrLost } from '#src/disputes/dispute.ts'
import { listDisputesOfPayment } from '#src/disputes/disputes.sql.ts'
import { isUnderReview } from '#src/fraud/fraudCases.sql.ts'
import { lockBalances } from '#src/ledger/balances.ts'
import { post } from '#src/ledger/post.ts'
import { refund as refundPosting } from '#src/ledger/postings.ts'
import { cancelPayment } from '#src/payments/cancelPayment.ts'
import { noSuchPayment } from '#src/payments/noSuchPayment.ts'
import { noteRefunded } from '#src/payments/noteRefunded.ts'
import { lockPayment, type PaymentRow } from '#src/payments/payments.sql.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import type { RefundState } from '#src/platform/db.types.ts'
import { record } from '#src/platform/record.ts'
import { insertRefund, type RefundRow } from './refunds.sql.ts'

/** `amount` in cents; absent: all that is left. */
export type RefundInput = { payment: string; amount?: number | undefined }

const write = async (tx: Tx, payment: PaymentRow, amountCents: number, state: RefundState): Promise<RefundRow> => {
  const refund = await insertRefund(tx.db, {
    id: newId('refd', tx.now),
    payment_id: payment.id,
    merchant_id: payment.merchant_id,
    mode: payment.mode,
    state,
    amount_cents: amountCents,
    currency: payment.currency,
    asked_by: tx.actor.id,
    created_at: tx.now,
  })
  await record(tx, 'refund.created', {
    subject: refund.id,
    merchantId: payment.merchant_id,
    data: { paymentId: payment.id, mode: payment.mode, amountCents, state },
  })
  return refund
}

/** What is due to the payer comes out of what the merchant has, and is owed where he has too little (rules.md §5.4). */
const book = async (tx: Tx, payment: PaymentRow, { id, amount_cents: amountCents, currency, mode }: RefundRow): Promise<void> => {
  const merchantId = payment.merchant_id
  const funds = await lockBalances(tx, { merchantId, book: mode, currency })
  const posting = refundPosting({ merchantId, scheme: payment.scheme ?? 'visa', amountCents, funds })
  await post(tx, { ...posting, eventKey: `refund:${id}`, book: mode, currency, subjectId: id, at: tx.now })
}

const unsent = new Set(['authorized', 'to_capture'])

const refuse = ({ state }: PaymentRow): never => {
  if (state === 'capture_sent') throw conflict('capture_in_progress')
  if (state === 'disputed') throw conflict('payment_is_disputed')
  throw conflict('payment_not_refundable', { state })
}

/** What was lost to its bank is the payer's already: refunds and lost disputes together never exceed what was captured (rules.md §5.4). */
const amountOf = async (tx: Tx, payment: PaymentRow, asked: number | undefined): Promise<number> => {
  const left = payment.amount_cents - payment.refunded_cents - heldOrLost(await listDisputesOfPayment(tx.db, payment.id))
  if (left <= 0) throw conflict('payment_is_refunded')
  if (asked !== undefined && asked > left) throw invalid({ amount: `must be at most ${left}, which is what is left of the payment` })
  return asked ?? left
}

/**
 * Gives a captured payment back, whole or in parts, never more than is left: two at once are taken one after the other. One that nobody
 * captured yet can only be given back whole, and is canceled: no money moves (spec/api.md §10). 404 for another's; 409
 * `partial_before_capture`, `capture_in_progress`, `payment_is_disputed`, `payment_is_refunded`, `payment_not_refundable`,
 * `payment_under_review` while a fraud case holds it: a case opens with its payments locked, so that a refund comes wholly before it or not
 * at all (seed 000, fraud procedure 2).
 */
export const createRefund = (ctx: Ctx, world: World, { payment: paymentId, amount }: RefundInput): Promise<RefundRow> =>
  unit(ctx, async (tx) => {
    const payment = await lockPayment(tx.db, world, paymentId)
    if (!payment) throw noSuchPayment(paymentId)
    if (await isUnderReview(tx.db, payment.id)) throw conflict('payment_under_review')
    if (unsent.has(payment.state)) {
      if ((await amountOf(tx, payment, amount)) < payment.amount_cents) throw conflict('partial_before_capture')
      await cancelPayment(tx, payment)
      return write(tx, payment, payment.amount_cents, 'payment_canceled')
    }
    if (payment.state !== 'captured') return refuse(payment)
    const refund = await write(tx, payment, await amountOf(tx, payment, amount), 'to_refund')
    await noteRefunded(tx, payment.id, refund.amount_cents)
    await book(tx, payment, refund)
    return refund
  })
