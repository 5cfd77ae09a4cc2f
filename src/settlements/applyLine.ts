import { disputeCreditSettled, madeAvailable, schemeDebitSettled, settlementReceived } from '#src/ledger/postings.ts'
import { findByReport } from '#src/disputes/disputes.sql.ts'
import { readLeft } from '#src/disputes/readLeft.ts'
import { addWorkingDays, isT2 } from '#src/kernel/holidays.ts'
import { lockBalances } from '#src/ledger/balances.ts'
import { listEntriesByKey } from '#src/ledger/entries.sql.ts'
import { postAll } from '#src/ledger/post.ts'
import { recoverDebt } from '#src/ledger/settleDebt.ts'
import { disputePayment } from '#src/payments/disputePayment.ts'
import { finishCapture } from '#src/payments/finishCapture.ts'
import type { PaymentRow } from '#src/payments/payments.sql.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { finishRefund } from '#src/refunds/finishRefund.ts'
import { giveWay } from '#src/refunds/giveWay.ts'
import { isAwaited, prove, type Matched } from './matchLine.ts'
import type { Broken, SettlementLine } from './settlement.ts'

/** Settled between banks on one day, in ours on the next that TARGET is open. */
const bankDay = ({ settledOn }: SettlementLine): string => addWorkingDays(settledOn, 1, isT2)

/** The scheme's money is here: what was pending is the merchant's to spend. */
const bookReceived = async (tx: Tx, payment: PaymentRow): Promise<void> => {
  const { id, merchant_id: merchantId, mode, currency, scheme, amount_cents: amountCents, fee_cents: feeCents } = payment
  const common = { book: mode, currency, subjectId: id, at: tx.now } as const
  const funds = feeCents > amountCents ? await lockBalances(tx, { merchantId, book: mode, currency }) : undefined
  const entries = [
    { ...settlementReceived({ scheme: scheme ?? 'visa', amountCents }), eventKey: `settlement:${id}`, ...common },
    { ...madeAvailable({ merchantId, amountCents, feeCents, ...(funds ? { funds } : {}) }), eventKey: `available:${id}`, ...common },
  ]
  await postAll(tx, entries.filter(({ legs }) => legs.length > 0))
  // what he owes us is paid first, out of what has just become his
  await recoverDebt(tx, { merchantId, book: mode, currency }, { eventKey: `debt_recovered:${id}`, subjectId: id })
}

const receive = async (tx: Tx, matched: Matched, line: SettlementLine): Promise<Broken | null> => {
  if (line.amountCents !== matched.payment.amount_cents) return 'amount_differs'
  if (!isAwaited(matched)) return 'wrong_state'
  const captured = await finishCapture(tx, await prove(tx, matched, line.reference), bankDay(line))
  if (!captured) return 'wrong_state'
  await bookReceived(tx, captured)
  return null
}

/** The scheme took it back from us: a refund on its way to the payer, or what he contests. */
const bookSent = async (
  tx: Tx,
  payment: PaymentRow,
  refundId: string | null,
  { scheme, amountCents, reference }: SettlementLine,
): Promise<void> => {
  const draft = schemeDebitSettled({ scheme: payment.scheme ?? scheme, amountCents })
  await postAll(tx, [{
    ...draft,
    eventKey: `scheme_debit:${refundId ?? reference}`,
    book: payment.mode,
    currency: payment.currency,
    subjectId: refundId ?? payment.id,
    at: tx.now,
  }])
}

const giveBack = async (tx: Tx, matched: Matched, line: SettlementLine): Promise<Broken | null> => {
  const refundId = matched.call?.refund_id ?? null
  if (!refundId) return 'wrong_state'
  if (line.amountCents !== matched.call!.amount_cents) return 'amount_differs'
  if (!(await finishRefund(tx, refundId, bankDay(line)))) return 'wrong_state'
  await prove(tx, matched, line.reference)
  await bookSent(tx, matched.payment, refundId, line)
  return null
}

/** Nothing of it is known yet: it is opened by what the scheme took, of what refunds and other disputes left (rules.md §5.4). */
const open = async (tx: Tx, payment: PaymentRow, { reference, scheme, amountCents }: SettlementLine): Promise<Broken | null> => {
  // another part of what is contested is not ours to guess: its report says so, and this line is looked at again
  if (payment.state !== 'captured') return 'wrong_state'
  if (amountCents > (await readLeft(tx.db, payment))) return 'amount_above_left'
  const [network = '', code = ''] = scheme.split(':')
  await disputePayment(tx, payment, { network, code, key: reference, amountCents })
  await giveWay(tx, payment.id)
  return null
}

const contest = async (tx: Tx, payment: PaymentRow, line: SettlementLine): Promise<Broken | null> => {
  // known from the answer to its authorisation, or from the report of disputes
  const known = await findByReport(tx.db, line.reference)
  if (known && known.payment_id !== payment.id) return 'wrong_state'
  if (known && known.amount_cents !== line.amountCents) return 'amount_differs'
  const broken = known ? null : await open(tx, payment, line)
  if (broken === null) await bookSent(tx, payment, null, line)
  return broken
}

/** What the scheme owed since the dispute was won is here: once for each dispute, to the cent. */
const creditWon = async (tx: Tx, { payment, won }: Matched, { scheme, amountCents }: SettlementLine): Promise<Broken | null> => {
  if (!won?.won_cents) return 'wrong_state'
  if (won.won_cents !== amountCents) return 'amount_differs'
  const eventKey = `dispute_credit:${won.id}`
  if ((await listEntriesByKey(tx.db, [eventKey])).length > 0) return 'wrong_state'
  await postAll(tx, [{
    ...disputeCreditSettled({ scheme: payment.scheme ?? scheme, amountCents }),
    eventKey,
    book: payment.mode,
    currency: payment.currency,
    subjectId: won.id,
    at: tx.now,
  }])
  return null
}

/** Judged first, and done where it fits; else nothing is changed, and why is answered. */
export const applyLine = async (tx: Tx, line: SettlementLine, matched: Matched): Promise<Broken | null> => {
  if (line.currency !== matched.payment.currency) return 'currency_differs'
  if (line.act === 'dispute_credit') return creditWon(tx, matched, line)
  if (line.act === 'dispute') return contest(tx, matched.payment, line)
  return line.act === 'refund' ? giveBack(tx, matched, line) : receive(tx, matched, line)
}
