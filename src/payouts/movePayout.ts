import { step } from '#src/kernel/lifecycle.ts'
import { post } from '#src/ledger/post.ts'
import { payoutFailed, payoutPaid, payoutReturned } from '#src/ledger/postings.ts'
import type { Draft } from '#src/ledger/entry.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { payoutLifecycle, purseOf, type PayoutAction } from './payout.ts'
import { changePayout, type PayoutRow } from './payouts.sql.ts'

const move = async (tx: Tx, payout: PayoutRow, action: PayoutAction, change: Partial<PayoutRow> = {}): Promise<PayoutRow> => {
  const { to, event } = step(payoutLifecycle, payout.state, action, tx.actor)
  const moved = await changePayout(tx.db, payout.id, { ...change, state: to })
  const reason = change.failure ? { reason: change.failure } : {}
  await record(tx, event, {
    subject: payout.id,
    merchantId: payout.merchant_id,
    data: { from: payout.state, to, amountCents: payout.amount_cents, ...reason },
  })
  return moved
}

const book = async (tx: Tx, { id, merchant_id: merchantId }: PayoutRow, key: string, draft: Draft): Promise<void> => {
  const { book: ledger, currency } = purseOf(merchantId)
  await post(tx, { ...draft, eventKey: `${key}:${id}`, book: ledger, currency, subjectId: id, at: tx.now })
}

const moneyOf = ({ merchant_id: merchantId, amount_cents: amountCents }: PayoutRow) => ({ merchantId, amountCents })

/** The bank debited us. `bankOn`: the day on which the merchant has it, where the bank says. */
export const payPayout = async (tx: Tx, payout: PayoutRow, bankOn: string | null): Promise<PayoutRow> => {
  const paid = await move(tx, payout, 'pay', bankOn ? { bank_on: bankOn } : {})
  await book(tx, payout, 'payout_paid', payoutPaid(moneyOf(payout)))
  return paid
}

/** It does not leave: what it took is available again. `failure`: the bank's code, or `withheld`. */
export const failPayout = async (tx: Tx, payout: PayoutRow, failure: string): Promise<void> => {
  await move(tx, payout, 'fail', { failure, failed_at: tx.now, bank_on: null })
  await book(tx, payout, 'payout_failed', payoutFailed(moneyOf(payout)))
}

/** It left and came back: kept apart (2060) until the merchant's account is proved anew. */
export const returnPayout = async (tx: Tx, payout: PayoutRow, failure: string): Promise<void> => {
  await move(tx, payout, 'return', { failure, failed_at: tx.now, returned_at: tx.now })
  await book(tx, payout, 'payout_returned', payoutReturned(moneyOf(payout)))
}
