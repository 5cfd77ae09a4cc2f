import { noteCall } from '#src/acquirer/noteCall.ts'
import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import { movePayment } from './movePayment.ts'
import { findToCapture, lockAnyPayment, type PaymentRow } from './payments.sql.ts'
import { bookCapture } from './takeCaptureAnswer.ts'

/** An account's debit is with the bank already; a card's authorisation is followed by the question to capture it. */
const sendOne = async (tx: Tx, { id }: PaymentRow): Promise<'done' | 'skipped'> => {
  const payment = await lockAnyPayment(tx.db, id)
  if (payment.state !== 'to_capture') return 'skipped'
  const sent = await movePayment(tx, payment, 'send')
  const { merchant_id: merchantId, mode, amount_cents: amountCents, currency } = sent
  if (sent.method === 'card') await noteCall(tx, { act: 'capture', merchantId, mode, paymentId: id, amountCents, currency })
  else await bookCapture(tx, sent)
  return 'done'
}

/** The day's capture: all that is approved and not sent. The questions it notes are put by `askAcquirer`. */
export const capturePayments = (ctx: Ctx): Promise<Report> =>
  sweep<PaymentRow>(ctx, {
    find: (from, after, limit) => findToCapture(from.db, from.now, after, limit),
    subject: ({ id }) => id,
    each: sendOne,
    width: 4,
  })
