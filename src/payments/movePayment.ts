import { step } from '#src/kernel/lifecycle.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { paymentLifecycle, type PaymentAction } from './payment.ts'
import { changeLocked, type PaymentRow } from './payments.sql.ts'

/** The state, and the response with it: to whom the answer comes late nothing is charged twice. The caller holds the payment's lock. */
export const movePayment = async (
  tx: Tx,
  payment: PaymentRow,
  action: PaymentAction,
  change: Partial<PaymentRow> = {},
): Promise<PaymentRow> => {
  const { to, event } = step(paymentLifecycle, payment.state, action, tx.actor)
  const moved = await changeLocked(tx.db, payment, { ...change, state: to })
  const response = change.response ? { response: change.response } : {}
  await record(tx, event, {
    subject: payment.id,
    merchantId: payment.merchant_id,
    data: { from: payment.state, to, mode: payment.mode, ...response },
  })
  return moved
}
