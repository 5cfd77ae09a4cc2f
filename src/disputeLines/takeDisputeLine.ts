import { findCallByReference } from '#src/acquirer/calls.sql.ts'
import { isPutRight } from '#src/corrections/corrections.sql.ts'
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
import type { Ctx, Tx } from '#src/platform/ctx.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { record } from '#src/platform/record.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import { giveWay } from '#src/refunds/giveWay.ts'
import { faultOfKnown, faultOfNew, healable, wordsOfLine, type DisputeLine, type LineFault } from './disputeLine.ts'
import { changeDisputeLine, findHealable, insertLine, lockLineSaid, type DisputeLineRow } from './disputeLines.sql.ts'

export const keyOfLine = (line: DisputeLine): string => sha256(wordsOfLine(line)).toString('hex')

/** What a line is about, and what does not fit. */
export type Judged = { payment: { id: string; merchant_id: string } | null; dispute: DisputeRow | null; fault: LineFault | null }

/** What the books and rows say of a line, as they now are: to show before it is taken, and once more when it is. */
export const judgeLine = async (db: ReadDb, line: DisputeLine): Promise<Judged> => {
  const dispute = await findByReport(db, line.reference)
  if (dispute)
    return {
      payment: { id: dispute.payment_id, merchant_id: dispute.merchant_id },
      dispute,
      fault: faultOfKnown(line, dispute, await findRule(db, dispute.rule_id)),
    }
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

const note = (
  tx: Tx,
  event: 'broken' | 'taken' | 'healed',
  id: string,
  { reference, stage, amountCents }: DisputeLine,
  merchantId: string | null,
  reason: string | null,
): Promise<unknown> =>
  record(tx, `dispute.line_${event}`, {
    subject: id,
    merchantId,
    data: { reference, stage, amountCents, ...(reason ? { [event === 'healed' ? 'was' : 'reason']: reason } : {}) },
  })

const keep = async (
  tx: Tx,
  line: DisputeLine,
  said: { origin: 'report' | 'file'; on: Day },
  { payment, dispute, fault }: Judged,
): Promise<boolean> => {
  const id = newId('dspl', tx.now)
  const isNew = await insertLine(tx.db, {
    id,
    line_key: keyOfLine(line),
    origin: said.origin,
    reported_on: said.on,
    reference: line.reference,
    original: line.original,
    network: line.network,
    code: line.code,
    r_type: line.rType,
    amount_cents: line.amountCents,
    currency: line.currency,
    due_on: line.dueOn,
    stage: line.stage,
    payment_id: payment?.id ?? null,
    dispute_id: dispute?.id ?? null,
    outcome: fault ? 'broken' : 'matched',
    reason: fault,
    read_at: tx.now,
  })
  if (isNew) await note(tx, fault ? 'broken' : 'taken', id, line, payment?.merchant_id ?? null, fault)
  return isNew
}

/** It fits now: it waits no more. */
const heal = async (tx: Tx, { id, reason }: DisputeLineRow, line: DisputeLine, { payment, dispute, fault }: Judged): Promise<boolean> => {
  if (fault) return false
  await changeDisputeLine(tx.db, id, {
    payment_id: payment?.id ?? null,
    dispute_id: dispute?.id ?? null,
    outcome: 'matched',
    reason: fault,
    healed_at: tx.now,
  })
  await note(tx, 'healed', id, line, payment?.merchant_id ?? null, reason)
  return true
}

/**
 * One line, taken once in the unit of its own, from the report of a day or a file of the staff's. What does not fit changes nothing and
 * waits among the lines to be looked at; read again, it is judged again, until somebody has dealt with it. False where nothing came of it
 * that was not known.
 */
export const takeDisputeLine = async (tx: Tx, line: DisputeLine, said: { origin: 'report' | 'file'; on: Day }): Promise<boolean> => {
  const { locked, ...judged } = await judgeLocked(tx, line)
  const kept = await lockLineSaid(tx.db, keyOfLine(line))
  if (kept && (kept.outcome !== 'broken' || kept.resolved_at)) return false
  // by hand: booked once, or about to be
  if (kept && (await isPutRight(tx.db, kept.id))) return false
  if (judged.fault === null && locked) await apply(tx, line, locked, judged.dispute)
  const dispute = judged.dispute ?? (judged.fault === null ? await findByReport(tx.db, line.reference) : null)
  return kept ? heal(tx, kept, line, { ...judged, dispute }) : keep(tx, line, said, { ...judged, dispute })
}

/** A line as it was read, of what was kept of it. */
const lineOfKept = (
  { reference, original, network, code, r_type: rType, amount_cents: amountCents, currency, due_on: dueOn, stage }: DisputeLineRow,
): DisputeLine => ({ reference, original, network, code, rType, amountCents, currency, dueOn, stage })

/** Lines that nobody has dealt with, judged by what we know now: an end may be told before its beginning. What fits is done, once. */
export const healDisputeLines = (ctx: Ctx): Promise<Report> =>
  sweep<DisputeLineRow>(ctx, {
    find: ({ db }, after, limit) => findHealable(db, healable, after, limit),
    subject: ({ reference }) => reference,
    each: async (tx, row) => ((await takeDisputeLine(tx, lineOfKept(row), { origin: row.origin as 'report' | 'file', on: row.reported_on }))
      ? 'done'
      : 'skipped'),
  })
