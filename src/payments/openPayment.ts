import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { wasPaymentOpenedBy } from './searchPayments.sql.ts'
import type { PaymentRow } from './payments.sql.ts'

const openingHours = 4

/**
 * Somebody has a card's first six digits before him: recorded, as the opening of a piece is (SEC-03). What is looked at again in the same
 * half day belongs to that opening.
 */
export const openPayment = async (ctx: Ctx, { id, merchant_id: merchantId, mode }: PaymentRow): Promise<void> => {
  const since = new Date(ctx.now.getTime() - openingHours * 3_600_000)
  if (await wasPaymentOpenedBy(ctx.db, { paymentId: id, actorId: ctx.actor.id, since })) return
  await unit(ctx, (tx) => record(tx, 'payment.opened', { subject: id, merchantId, data: { mode } }))
}
