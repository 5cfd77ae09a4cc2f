import type { Settlement } from '#src/disputes/dispute.ts'
import { findAnyDispute, hasLivingDispute, lockDispute, type DisputeRow } from '#src/disputes/disputes.sql.ts'
import { endDispute } from '#src/disputes/moveDispute.ts'
import { notFound } from '#src/kernel/errors.ts'
import { lockBalances } from '#src/ledger/balances.ts'
import type { Draft } from '#src/ledger/entry.ts'
import { post } from '#src/ledger/post.ts'
import { disputeLost, disputePartlyWon, disputeWon } from '#src/ledger/postings.ts'
import { recoverDebt } from '#src/ledger/settleDebt.ts'
import { movePayment } from '#src/payments/movePayment.ts'
import { noteLost } from '#src/payments/noteRefunded.ts'
import { lockAnyPayment, type PaymentRow } from '#src/payments/payments.sql.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { closeResolution } from '#src/resolutions/closeResolution.ts'

const draftOf = (
  { merchant_id: merchantId, amount_cents: amountCents, network }: DisputeRow,
  payment: PaymentRow,
  wonCents: number,
): Draft => {
  const scheme = payment.scheme ?? network
  if (wonCents === 0) return disputeLost({ merchantId, amountCents })
  return wonCents === amountCents
    ? disputeWon({ merchantId, scheme, amountCents })
    : disputePartlyWon({ merchantId, scheme, amountCents, wonCents })
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
 * Ends a dispute, once: `wonCents` of it come back to the merchant (0: lost; all: won; between: partly), the rest is the payer's. Payment
 * and dispute are locked in that order, the money is booked, and whatever was engaged for it is closed. Tells nobody: the caller knows what
 * to say. 404 for what is none; 409 `state_has_changed` for one that is over; 403 for who may not; RangeError for an amount that cannot be.
 */
export const settleDispute = async (tx: Tx, disputeId: string, said: Settlement): Promise<DisputeRow> => {
  const seen = await findAnyDispute(tx.db, disputeId)
  if (!seen) throw notFound()
  const payment = await lockAnyPayment(tx.db, seen.payment_id)
  const dispute = await lockDispute(tx.db, disputeId)
  const ended = await endDispute(tx, dispute, said)
  await book(tx, dispute, payment, said.wonCents)
  if (said.wonCents < dispute.amount_cents) await noteLost(tx, payment.id, dispute.amount_cents - said.wonCents)
  await restore(tx, payment, said.wonCents)
  await closeResolution(tx, dispute.id, said.cause === 'decided' || said.cause === 'withdrawn')
  return ended
}
