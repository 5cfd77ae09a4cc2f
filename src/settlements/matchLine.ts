import { findCall, findCallByReference, type CallRow } from '#src/acquirer/calls.sql.ts'
import { noteAnswer } from '#src/acquirer/noteCall.ts'
import { findByReport, type DisputeRow } from '#src/disputes/disputes.sql.ts'
import { lockAnyPayment, type PaymentRow } from '#src/payments/payments.sql.ts'
import { takeAnswer } from '#src/payments/takeAnswer.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { SettlementLine } from './settlement.ts'

/** What a line is about: the payment, locked, and what was asked of the acquirer, or the dispute that was won. */
export type Matched = { payment: PaymentRow; call: CallRow | null; won: DisputeRow | null }

/** What was won names its contestation. */
const findWon = async (tx: Tx, original: string): Promise<Matched | null> => {
  const seen = await findByReport(tx.db, original)
  if (!seen) return null
  const payment = await lockAnyPayment(tx.db, seen.payment_id)
  return { payment, call: null, won: await findByReport(tx.db, original) }
}

/** A dispute names what it contests, the rest what was asked for. Nothing is changed by it. */
export const matchLine = async (tx: Tx, { act, reference, original, callId }: SettlementLine): Promise<Matched | null> => {
  if (act === 'dispute_credit') return findWon(tx, original ?? '')
  const seen = (await findCallByReference(tx.db, act === 'dispute' ? (original ?? '') : reference)) ??
    (callId ? await findCall(tx.db, callId) : null)
  if (!seen) return null
  const payment = await lockAnyPayment(tx.db, seen.payment_id)
  // answered meanwhile, or not
  return { payment, call: await findCall(tx.db, seen.id), won: null }
}

const asksForMoney = ({ act }: CallRow): boolean => act === 'authorize' || act === 'debit'

/** Whether its money may come in now: it did not yet, and it is captured, or on its way; or nobody answered, and with a yes it would be. */
export const isAwaited = ({ payment: { state, bank_on: bankOn, capture }, call }: Matched): boolean => {
  if (state === 'authorizing') return capture && call !== null && call.state !== 'answered' && asksForMoney(call)
  return bankOn === null && ['to_capture', 'capture_sent', 'captured', 'disputed'].includes(state)
}

/**
 * What was settled was done, whether or not its answer ever came: a debit, or what was captured with its authorisation, is as good as
 * answered. Answers the payment as it then is.
 */
export const prove = async (tx: Tx, { payment, call }: Matched, reference: string): Promise<PaymentRow> => {
  if (!call || call.state === 'answered') return payment
  const said = { response: '00', reference, isCaptured: true, dispute: null }
  if (asksForMoney(call)) return takeAnswer(tx, payment.id, call.id, said)
  await noteAnswer(tx, call.id, said)
  return payment
}
