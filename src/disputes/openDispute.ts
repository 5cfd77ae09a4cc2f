import { disputeFeeOf } from '#src/billing/feeOf.ts'
import { newId } from '#src/kernel/ids.ts'
import { lockBalances } from '#src/ledger/balances.ts'
import { postAll } from '#src/ledger/post.ts'
import { disputeFee, disputeOpened } from '#src/ledger/postings.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { insertDispute, type DisputeRow } from './disputes.sql.ts'

/** What a report says of a contestation. `key`: the acquirer's own reference; `code` means something within its `network` only. */
export type Reported = { network: string; code: string; key: string; amountCents: number }

type Disputed = { id: string; merchant_id: string; mode: 'test' | 'live'; method: string | null; scheme: string | null; currency: string }

const book = async (tx: Tx, payment: Disputed, dispute: DisputeRow): Promise<void> => {
  const { merchant_id: merchantId, mode, currency } = payment
  const scheme = payment.scheme ?? dispute.network
  const { availableCents, reserveCents } = await lockBalances(tx, { merchantId, book: mode, currency })
  const opened = disputeOpened({ merchantId, scheme, amountCents: dispute.amount_cents, funds: { availableCents, reserveCents } })
  const left = Math.max(0, availableCents - dispute.amount_cents)
  const fee = disputeFee({ merchantId, feeCents: dispute.fee_cents, funds: { availableCents: left } })
  const common = { book: mode, currency, subjectId: dispute.id, at: tx.now } as const
  const entries = [{ ...opened, eventKey: `dispute:${dispute.id}`, ...common }, { ...fee, eventKey: `dispute_fee:${dispute.id}`, ...common }]
  await postAll(tx, entries.filter(({ legs }) => legs.length > 0))
}

/**
 * The payer contests a captured payment: a dispute, its amount held against the merchant's money, its fee (rules.md §5.4). The same report a
 * second time opens nothing; null then. The caller holds the payment's lock and moves it to `disputed`.
 */
export const openDispute = async (tx: Tx, payment: Disputed, { network, code, key, amountCents }: Reported): Promise<DisputeRow | null> => {
  const row = await insertDispute(tx.db, {
    id: newId('dspt', tx.now), payment_id: payment.id, merchant_id: payment.merchant_id, mode: payment.mode, amount_cents: amountCents, currency: payment.currency,
    network, domain: payment.method ?? 'card', code, fee_cents: await disputeFeeOf(tx.db, payment, tx.now), report_key: key, created_at: tx.now,
  })
  if (!row) return null
  await record(tx, 'dispute.opened', { subject: row.id, merchantId: row.merchant_id, data: { paymentId: payment.id, mode: row.mode, network, code, amountCents } })
  await book(tx, payment, row)
  return row
}
