import { findCallByReference } from '#src/acquirer/calls.sql.ts'
import { settleDispute } from '#src/disputeOutcomes/settleDispute.ts'
import { findRule } from '#src/disputeRules/disputeRules.sql.ts'
import { completeDispute } from '#src/disputes/completeDispute.ts'
import { findByReport, type DisputeRow } from '#src/disputes/disputes.sql.ts'
import { moveDispute } from '#src/disputes/moveDispute.ts'
import { readLeft } from '#src/disputes/readLeft.ts'
import { tellEnded } from '#src/disputes/tellMerchant.ts'
import type { Day } from '#src/kernel/calendar.ts'
import { newId } from '#src/kernel/ids.ts'
import { disputePayment } from '#src/payments/disputePayment.ts'
import { lockAnyPayment, type PaymentRow } from '#src/payments/payments.sql.ts'
import { findAnyPayment } from '#src/payments/searchPayments.sql.ts'
import { sha256 } from '#src/platform/crypto.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { record } from '#src/platform/record.ts'
import { giveWay } from '#src/refunds/giveWay.ts'
import { faultOfKnown, faultOfNew, wordsOfLine, type DisputeLine, type LineFault } from './disputeLine.ts'
import { insertLine, isLineKnown } from './disputeLines.sql.ts'

export const keyOfLine = (line: DisputeLine): string => sha256(wordsOfLine(line)).toString('hex')

/** What a line is about, and what does not fit. */
export type Judged = { payment: { id: string; merchant_id: string } | null; dispute: DisputeRow | null; fault: LineFault | null }

/** What the books and rows say of a line, as they now are: to show before it is taken, and once more when it is. */
export const judgeLine = async (db: ReadDb, line: DisputeLine): Promise<Judged> => {
  const dispute = await findByReport(db, line.reference)
  if (dispute) return { payment: { id: dispute.payment_id, merchant_id: dispute.merchant_id }, dispute, fault: faultOfKnown(line, dispute, await findRule(db, dispute.rule_id)) }
  const call = line.original === '' ? null : await findCallByReference(db, line.original)
  const payment = call && ['authorize', 'capture', 'debit'].includes(call.act) ? await findAnyPayment(db, call.payment_id) : null
  return { payment, dispute: null, fault: faultOfNew(line, payment, payment ? await readLeft(db, payment) : 0) }
}

/** The other bank, or the network, goes on with it: with a date of its own where it names one. */
const advance = async (tx: Tx, dispute: DisputeRow, { stage, dueOn }: DisputeLine): Promise<void> =>
  void (await moveDispute(tx, dispute, stage === 'arbitration' ? 'arbitrate' : 'pre_arbitrate', { dueOn }))

const end = async (tx: Tx, dispute: DisputeRow, { stage, amountCents }: DisputeLine): Promise<void> => {
  const wonCents = stage === 'lost' ? 0 : stage === 'partly' ? amountCents : dispute.amount_cents
  await tellEnded(tx, await settleDispute(tx, dispute.id, { wonCents, cause: stage === 'withdrawn' ? 'withdrawn' : 'decided' }))
}

const apply = async (tx: Tx, line: DisputeLine, payment: PaymentRow, dispute: DisputeRow | null): Promise<void> => {
  const { network, code, reference: key, amountCents, rType, dueOn, stage } = line
  if (!dispute) {
    await disputePayment(tx, payment, { network, code, key, amountCents, told: { rType, dueOn } })
    return giveWay(tx, payment.id)
  }
  if (stage === 'opened') return completeDispute(tx, payment, dispute, line)
  return stage === 'pre_arbitration' || stage === 'arbitration' ? advance(tx, dispute, line) : end(tx, dispute, line)
}

/** Looked at before and after the payment is locked: what it waited for may have changed everything. */
const judgeLocked = async (tx: Tx, line: DisputeLine): Promise<Judged & { locked: PaymentRow | null }> => {
  const seen = await judgeLine(tx.db, line)
  if (!seen.payment) return { ...seen, locked: null }
  const locked = await lockAnyPayment(tx.db, seen.payment.id)
  return { ...(await judgeLine(tx.db, line)), locked }
}

/**
 * One line, taken once in the unit of its own, from the report of a day or a file of the staff's. What does not fit changes nothing and waits among the
 * lines to be looked at. False where it was read before.
 */
export const takeDisputeLine = async (tx: Tx, line: DisputeLine, said: { origin: 'report' | 'file'; on: Day }): Promise<boolean> => {
  const key = keyOfLine(line)
  const { payment, dispute, fault, locked } = await judgeLocked(tx, line)
  if (await isLineKnown(tx.db, key)) return false
  if (fault === null && locked) await apply(tx, line, locked, dispute)
  const id = newId('dspl', tx.now)
  const opened = dispute ?? (fault === null ? await findByReport(tx.db, line.reference) : null)
  const isNew = await insertLine(tx.db, {
    id, line_key: key, origin: said.origin, reported_on: said.on, reference: line.reference, original: line.original, network: line.network, code: line.code, r_type: line.rType, amount_cents: line.amountCents,
    currency: line.currency, due_on: line.dueOn, stage: line.stage, payment_id: payment?.id ?? null, dispute_id: opened?.id ?? null, outcome: fault ? 'broken' : 'matched', reason: fault, read_at: tx.now,
  })
  if (isNew) await record(tx, fault ? 'dispute.line_broken' : 'dispute.line_taken', { subject: id, merchantId: payment?.merchant_id ?? null, data: { reference: line.reference, stage: line.stage, amountCents: line.amountCents, ...(fault ? { reason: fault } : {}) } })
  return isNew
}
