import { findCall, findCallByReference, type CallRow } from '#src/acquirer/calls.sql.ts'
import { noteAnswer } from '#src/acquirer/noteCall.ts'
import { addWorkingDays, isT2 } from '#src/kernel/holidays.ts'
import { newId } from '#src/kernel/ids.ts'
import { postAll } from '#src/ledger/post.ts'
import { recoverDebt } from '#src/ledger/settleDebt.ts'
import { disputeCreditSettled, madeAvailable, schemeDebitSettled, settlementReceived } from '#src/ledger/postings.ts'
import { disputePayment } from '#src/payments/disputePayment.ts'
import { finishCapture } from '#src/payments/finishCapture.ts'
import { lockAnyPayment, type PaymentRow } from '#src/payments/payments.sql.ts'
import { takeAnswer } from '#src/payments/takeAnswer.ts'
import { findByReport, isReportKnown } from '#src/disputes/disputes.sql.ts'
import { lockBalances } from '#src/ledger/balances.ts'
import { listEntriesByKey } from '#src/ledger/entries.sql.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { finishRefund } from '#src/refunds/finishRefund.ts'
import type { SettlementLine } from './settlement.ts'
import { insertLine, isLineRead } from './settlements.sql.ts'

/** Settled between banks on one day, in ours on the next that TARGET is open. */
const bankDay = ({ settledOn }: SettlementLine): string => addWorkingDays(settledOn, 1, isT2)

type Broken = 'unknown_reference' | 'amount_differs' | 'currency_differs' | 'wrong_state'
type Matched = { payment: PaymentRow; refundId: string | null; disputeId?: string }

/** What was won names its contestation. The payment comes locked. */
const findWon = async (tx: Tx, original: string): Promise<Matched | null> => {
  const dispute = await findByReport(tx.db, original)
  return dispute && { payment: await lockAnyPayment(tx.db, dispute.payment_id), refundId: null, disputeId: dispute.id }
}

/** What the line is about: a dispute names what it contests, the rest what was asked for. The payment comes locked. */
const find = async (tx: Tx, { act, reference, original, callId }: SettlementLine): Promise<Matched | null> => {
  if (act === 'dispute_credit') return findWon(tx, original ?? '')
  const call = (await findCallByReference(tx.db, act === 'dispute' ? (original ?? '') : reference)) ?? (callId ? await findCall(tx.db, callId) : null)
  if (!call) return null
  await lockAnyPayment(tx.db, call.payment_id)
  if (call.state !== 'answered') await prove(tx, call, reference)
  return { payment: await lockAnyPayment(tx.db, call.payment_id), refundId: call.refund_id }
}

/** What was settled was done, whether or not its answer ever came: a debit, or what was captured with its authorisation, is as good as answered. */
const prove = async (tx: Tx, call: CallRow, reference: string): Promise<void> => {
  const said = { response: '00', reference, isCaptured: true, dispute: null }
  if (call.act === 'authorize' || call.act === 'debit') await takeAnswer(tx, call.payment_id, call.id, said)
  else await noteAnswer(tx, call.id, said)
}

const fault = ({ act, amountCents, currency }: SettlementLine, { payment }: Matched): Broken | null => {
  if (currency !== payment.currency) return 'currency_differs'
  if ((act === 'capture' || act === 'debit') && amountCents !== payment.amount_cents) return 'amount_differs'
  if (act === 'dispute' && amountCents > payment.amount_cents) return 'amount_differs'
  return null
}

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

/** The scheme took it back from us: a refund on its way to the payer, or what he contests. */
const bookSent = async (tx: Tx, { payment, refundId }: Matched, { scheme, amountCents, reference }: SettlementLine): Promise<void> => {
  const draft = schemeDebitSettled({ scheme: payment.scheme ?? scheme, amountCents })
  await postAll(tx, [{ ...draft, eventKey: `scheme_debit:${refundId ?? reference}`, book: payment.mode, currency: payment.currency, subjectId: refundId ?? payment.id, at: tx.now }])
}

const contest = async (tx: Tx, payment: PaymentRow, line: SettlementLine): Promise<Broken | null> => {
  const { reference, scheme, amountCents } = line
  const [network = '', code = ''] = scheme.split(':')
  // known from the answer to its authorisation; any other while one is open is not ours to guess
  const isKnown = payment.state === 'disputed' && (await isReportKnown(tx.db, reference))
  if (payment.state !== 'captured' && !isKnown) return 'wrong_state'
  if (payment.state === 'captured') await disputePayment(tx, payment, { network, code, key: reference, amountCents })
  await bookSent(tx, { payment, refundId: null }, line)
  return null
}

/** What the scheme owed since the dispute was won is here: once for each dispute, to the cent. */
const creditWon = async (tx: Tx, { payment, disputeId }: Matched, { original, scheme, amountCents }: SettlementLine): Promise<Broken | null> => {
  const dispute = await findByReport(tx.db, original ?? '')
  if (!dispute || dispute.id !== disputeId || !dispute.won_cents) return 'wrong_state'
  if (dispute.won_cents !== amountCents) return 'amount_differs'
  const eventKey = `dispute_credit:${dispute.id}`
  if ((await listEntriesByKey(tx.db, [eventKey])).length > 0) return 'wrong_state'
  await postAll(tx, [{ ...disputeCreditSettled({ scheme: payment.scheme ?? scheme, amountCents }), eventKey, book: payment.mode, currency: payment.currency, subjectId: dispute.id, at: tx.now }])
  return null
}

const apply = async (tx: Tx, line: SettlementLine, matched: Matched): Promise<Broken | null> => {
  const { payment, refundId } = matched
  if (line.act === 'dispute_credit') return creditWon(tx, matched, line)
  if (line.act === 'dispute') return contest(tx, payment, line)
  if (line.act === 'refund') {
    if (!refundId || !(await finishRefund(tx, refundId, bankDay(line)))) return 'wrong_state'
    await bookSent(tx, matched, line)
    return null
  }
  const captured = await finishCapture(tx, payment, bankDay(line))
  if (!captured) return 'wrong_state'
  await bookReceived(tx, captured)
  return null
}

/**
 * One line of a report, reconciled in the unit of its own: what it says is compared with what we know, and done once. What does not fit changes
 * nothing and waits in the queue of breaks. False where the line was read before.
 */
export const settleLine = async (tx: Tx, line: SettlementLine): Promise<boolean> => {
  const matched = await find(tx, line)
  if (await isLineRead(tx.db, line.act, line.reference)) return false
  const broken = matched ? (fault(line, matched) ?? (await apply(tx, line, matched))) : 'unknown_reference'
  const id = newId('sttl', tx.now)
  const isNew = await insertLine(tx.db, {
    id, settled_on: line.settledOn, act: line.act, reference: line.reference, amount_cents: line.amountCents, currency: line.currency, payment_id: matched?.payment.id ?? null,
    outcome: broken ? 'broken' : 'matched', reason: broken, read_at: tx.now,
  })
  if (isNew) await record(tx, broken ? 'settlement.broken' : 'settlement.matched', { subject: id, merchantId: matched?.payment.merchant_id ?? null, data: { act: line.act, reference: line.reference, amountCents: line.amountCents, ...(broken ? { reason: broken } : {}) } })
  return isNew
}
