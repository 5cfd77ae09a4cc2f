import { isApproved, type Said } from '#src/acquirer/acquirer.ts'
import { noteAnswer } from '#src/acquirer/noteCall.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { movePayment } from './movePayment.ts'
import { authorizationEnds, type PaymentAction } from './payment.ts'
import { lockAnyPayment, type PaymentRow } from './payments.sql.ts'
import { settlePayment } from './settlePayment.ts'
import { captureOf } from './takeCaptureAnswer.ts'

/** The acquirer has never heard of the question ("response received too late"): nobody refused, and nothing was charged. */
export const neverArrived = '68'

const actionOf = (payment: PaymentRow, { response, isCaptured }: Said): PaymentAction => {
  if (!isApproved(response)) return payment.method === 'sepa' || response === neverArrived ? 'fail' : 'refuse'
  if (!payment.capture) return 'hold'
  return isCaptured ? 'settle' : 'approve'
}

/**
 * What the acquirer said of an authorisation or a debit, taken once. Approved: held for the merchant's capture, or bound for the day's, or
 * captured at once; else refused (card) or failed (account), with the code.
 */
export const takeAnswer = async (tx: Tx, paymentId: string, callId: string, said: Said): Promise<PaymentRow> => {
  const payment = await lockAnyPayment(tx.db, paymentId)
  const call = await noteAnswer(tx, callId, said)
  if (!call || payment.state !== 'authorizing') return payment
  const action = actionOf(payment, said)
  const held = action === 'hold' ? { authorized_at: tx.now, authorization_expires_at: authorizationEnds(tx.now) } : {}
  const captured = action === 'settle' ? await captureOf(tx, payment) : {}
  const moved = await movePayment(tx, payment, action, { response: said.response, processed_at: tx.now, ...held, ...captured })
  if (action === 'settle') await settlePayment(tx, moved, said.dispute)
  return moved
}
