import { disputeFeeOf } from '#src/billing/feeOf.ts'
import { listRulesFor } from '#src/disputeRules/disputeRules.sql.ts'
import { deadlinesOf, rTypeOf, ruleFor } from '#src/disputeRules/disputeRules.ts'
import { chargeReserve } from '#src/holds/chargeReserve.ts'
import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { newId } from '#src/kernel/ids.ts'
import { lockBalances } from '#src/ledger/balances.ts'
import { postAll } from '#src/ledger/post.ts'
import { disputeFee, disputeOpened } from '#src/ledger/postings.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import type { SepaRType } from './dispute.ts'
import { insertDispute, type DisputeRow } from './disputes.sql.ts'
import { tellOpened } from './tellMerchant.ts'

/**
 * What a report says of a contestation. `key`: the acquirer's own reference; `code` means something within its `network` only. `told`: said
 * by the acquirer's report of disputes, with the network's own date where it names one; absent, the date is ours and gives way to the first
 * it names.
 */
export type Reported = {
  network: string
  code: string
  key: string
  amountCents: number
  told?: { rType: SepaRType | null; dueOn: Day | null }
}

/** Of a payment, what its dispute needs to know. */
export type Disputed = {
  id: string
  merchant_id: string
  mode: 'test' | 'live'
  method: string | null
  scheme: string | null
  currency: string
  captured_at: Date | null
  bank_on: string | null
  hidden_at: Date | null
}

const book = async (tx: Tx, payment: Disputed, dispute: DisputeRow): Promise<void> => {
  const { merchant_id: merchantId, mode, currency } = payment
  const scheme = payment.scheme ?? dispute.network
  const { availableCents, reserveCents } = await lockBalances(tx, { merchantId, book: mode, currency })
  const opened = disputeOpened({ merchantId, scheme, amountCents: dispute.amount_cents, funds: { availableCents, reserveCents } })
  const left = Math.max(0, availableCents - dispute.amount_cents)
  const fee = disputeFee({ merchantId, feeCents: dispute.fee_cents, funds: { availableCents: left } })
  const common = { book: mode, currency, subjectId: dispute.id, at: tx.now } as const
  const entries = [{ ...opened, eventKey: `dispute:${dispute.id}`, ...common }, {
    ...fee,
    eventKey: `dispute_fee:${dispute.id}`,
    ...common,
  }]
  await postAll(tx, entries.filter(({ legs }) => legs.length > 0))
  await chargeReserve(tx, { merchantId, book: mode, currency }, [opened])
}

/** What the network's rules of today make of it: its category, and the dates that bind. */
export const ruledBy = async (tx: Tx, payment: Disputed, { network, code, told }: Pick<Reported, 'network' | 'code' | 'told'>) => {
  const today = parisDay(tx.now)
  const debitOn = payment.bank_on ?? parisDay(payment.captured_at ?? tx.now)
  const rType = network === 'sepa' ? rTypeOf(told?.rType ?? null, code, debitOn, today) : null
  const rule = ruleFor(await listRulesFor(tx.db, network, code), { network, code, rType }, today)
  const { dueOn, merchantDueOn } = deadlinesOf(rule, today, told?.dueOn ?? null)
  return {
    rule_id: rule.id,
    category: rule.category,
    r_type: rType,
    due_on: dueOn,
    merchant_due_on: merchantDueOn,
    is_due_told: rule.flow !== 'none' && (told?.dueOn ?? null) !== null,
    told_at: told ? tx.now : null,
    feeCents: rule.feeCents,
  }
}

/**
 * The payer contests a captured payment: a dispute, its amount held against the merchant's money, its fee (rules.md §5.4). The same report
 * a second time opens nothing; null then. Of a payment that is hidden from its merchant it is hidden too, and he is not written to. The
 * caller holds the payment's lock and moves it to `disputed`.
 */
export const openDispute = async (tx: Tx, payment: Disputed, reported: Reported): Promise<DisputeRow | null> => {
  const { network, code, key, amountCents } = reported
  const { feeCents, ...ruled } = await ruledBy(tx, payment, reported)
  const row = await insertDispute(tx.db, {
    id: newId('dspt', tx.now),
    payment_id: payment.id,
    merchant_id: payment.merchant_id,
    mode: payment.mode,
    amount_cents: amountCents,
    currency: payment.currency,
    network,
    domain: payment.method ?? 'card',
    code,
    fee_cents: feeCents ?? (await disputeFeeOf(tx.db, payment, tx.now)),
    report_key: key,
    created_at: tx.now,
    hidden_at: payment.hidden_at,
    ...ruled,
  })
  if (!row) return null
  await record(tx, 'dispute.opened', {
    subject: row.id,
    merchantId: row.merchant_id,
    data: { paymentId: payment.id, mode: row.mode, network, code, amountCents, dueOn: row.due_on, merchantDueOn: row.merchant_due_on },
  })
  await book(tx, payment, row)
  await tellOpened(tx, row)
  return row
}
