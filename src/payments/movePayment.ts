import { step } from '#src/kernel/lifecycle.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { paymentLifecycle, type PaymentAction } from './payment.ts'
import { changePayment, type PaymentRow } from './payments.sql.ts'

/** The state, and the response with it: to whom the answer comes late nothing is charged twice. */
export const movePayment = async (tx: Tx, payment: PaymentRow, action: PaymentAction, change: Partial<PaymentRow> = {}): Promise<PaymentRow> => {
  const { to, event } = step(paymentLifecycle, payment.state, action, tx.actor)
  const moved = await changePayment(tx.db, payment.id, { ...change, state: to })
  const response = change.response ? { response: change.response } : {}
  await record(tx, event, { subject: payment.id, merchantId: payment.merchant_id, data: { from: payment.state, to, mode: payment.mode, ...response } })
  return moved
}
