import { notFound } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { lockBalances } from '#src/ledger/balances.ts'
import type { Draft } from '#src/ledger/entry.ts'
import { post } from '#src/ledger/post.ts'
import { disputeLost, disputePartlyWon, disputeWon } from '#src/ledger/postings.ts'
import { recoverDebt } from '#src/ledger/settleDebt.ts'
import { noteLost } from '#src/payments/noteRefunded.ts'
import { movePayment } from '#src/payments/movePayment.ts'
import { lockAnyPayment, type PaymentRow } from '#src/payments/payments.sql.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { closeResolution } from '#src/resolutions/closeResolution.ts'
import { disputeLifecycle, endingOf, type Settlement } from './dispute.ts'
import { changeDispute, findAnyDispute, hasLivingDispute, lockDispute, type DisputeRow } from './disputes.sql.ts'

const draftOf = ({ merchant_id: merchantId, amount_cents: amountCents, network }: DisputeRow, payment: PaymentRow, wonCents: number): Draft => {
  const scheme = payment.scheme ?? network
  if (wonCents === 0) return disputeLost({ merchantId, amountCents })
  return wonCents === amountCents ? disputeWon({ merchantId, scheme, amountCents }) : disputePartlyWon({ merchantId, scheme, amountCents, wonCents })
}

/** rules.md §5.4: what was held goes where it belongs; what the merchant owes is taken from what came back to him. */
const book = async (tx: Tx, dispute: DisputeRow, payment: PaymentRow, wonCents: number): Promise<void> => {
  const { id, merchant_id: merchantId, mode, currency } = dispute
  const purse = { merchantId, book: mode, currency } as const
  await lockBalances(tx, purse)
  await post(tx, { ...draftOf(dispute, payment, wonCents), eventKey: `dispute_end:${id}`, book: mode, currency, subjectId: id, at: tx.now })
  if (wonCents > 0) await recoverDebt(tx, purse, { eventKey: `debt_recovered:${id}`, subjectId: id })
}

/** Won, wholly or in part, it is a captured payment again, unless another part of it is still contested. Lost, it stays disputed. */
const restore = async (tx: Tx, payment: PaymentRow, wonCents: number): Promise<void> => {
  if (wonCents > 0 && payment.state === 'disputed' && !(await hasLivingDispute(tx.db, payment.id))) await movePayment(tx, payment, 'win')
}

/**
 * Ends a dispute, once: `wonCents` of it come back to the merchant (0: lost; all: won; between: partly), the rest is the payer's. Payment and
 * dispute are locked in that order, the money is booked, and whatever was engaged for it is closed. Tells nobody: the caller knows what to say.
 * 404 for what is none; 409 `state_has_changed` for one that is over; 403 for who may not; RangeError for an amount that cannot be.
 */
export const settleDispute = async (tx: Tx, disputeId: string, said: Settlement): Promise<DisputeRow> => {
  const seen = await findAnyDispute(tx.db, disputeId)
  if (!seen) throw notFound()
  const payment = await lockAnyPayment(tx.db, seen.payment_id)
  const dispute = await lockDispute(tx.db, disputeId)
  const { to, event } = step(disputeLifecycle, dispute.state, endingOf(dispute.amount_cents, said), tx.actor)
  const ended = await changeDispute(tx.db, dispute.id, { state: to, won_cents: said.wonCents, cause: said.cause, closed_at: tx.now })
  await record(tx, event, { subject: dispute.id, merchantId: dispute.merchant_id, data: { from: dispute.state, to, paymentId: payment.id, mode: dispute.mode, wonCents: said.wonCents, cause: said.cause } })
  await book(tx, dispute, payment, said.wonCents)
  if (said.wonCents < dispute.amount_cents) await noteLost(tx, payment.id, dispute.amount_cents - said.wonCents)
  await restore(tx, payment, said.wonCents)
  await closeResolution(tx, dispute.id, said.cause === 'decided' || said.cause === 'withdrawn')
  return ended
}
