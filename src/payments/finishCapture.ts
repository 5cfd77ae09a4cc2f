import type { Day } from '#src/kernel/calendar.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { movePayment } from './movePayment.ts'
import { changePayment, type PaymentRow } from './payments.sql.ts'
import { bookCapture } from './takeCaptureAnswer.ts'

const onItsWay = async (tx: Tx, payment: PaymentRow): Promise<PaymentRow> => {
  const sent = payment.state === 'to_capture' ? await movePayment(tx, payment, 'send') : payment
  return sent.captured_at === null ? bookCapture(tx, sent) : sent
}

/**
 * The report says that the money came in, which proves the capture, were its answer lost. Null where there was nothing to receive any more,
 * or it came before. The caller holds the lock, and books what was received.
 */
export const finishCapture = async (tx: Tx, payment: PaymentRow, bankOn: Day): Promise<PaymentRow | null> => {
  if (payment.bank_on !== null) return null
  if (payment.state === 'captured' || payment.state === 'disputed') return changePayment(tx.db, payment.id, { bank_on: bankOn })
  if (payment.state !== 'to_capture' && payment.state !== 'capture_sent') return null
  return movePayment(tx, await onItsWay(tx, payment), 'settle', { bank_on: bankOn })
}
