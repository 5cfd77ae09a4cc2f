import { findAnyDispute, lockDispute } from '#src/disputes/disputes.sql.ts'
import { tellEnded } from '#src/disputes/tellMerchant.ts'
import { merchantOf } from '#src/kernel/actor.ts'
import { forbidden, notFound } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { lockAnyPayment } from '#src/payments/payments.sql.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { settleDispute } from './settleDispute.ts'

/**
 * The merchant gives in, or the staff in his name: the payer keeps the money, and it is over. Sent twice it is done once. 404 for
 * another's, 409 `state_has_changed` where it can no longer be accepted. `reason`: who of the merchant's said so, and when; the merchant
 * himself gives none.
 */
export const acceptDispute = (ctx: Ctx, id: string, reason = ''): Promise<void> =>
  unit(ctx, async (tx) => {
    const { actor } = tx
    const dispute = await findAnyDispute(tx.db, id)
    if (!dispute || (actor.kind === 'merchant' && (merchantOf(actor) !== dispute.merchant_id || dispute.hidden_at !== null)))
      throw notFound()
    if (actor.kind === 'staff' && !isAllowed(actor.roles, 'disputes.work')) throw forbidden()
    await lockAnyPayment(tx.db, dispute.payment_id)
    if ((await lockDispute(tx.db, id)).cause === 'accepted') return
    if (reason !== '')
      await record(tx, 'dispute.told', {
        subject: id,
        merchantId: dispute.merchant_id,
        data: { outcome: 'accepted', byHand: true },
        personal: { reason },
      })
    await tellEnded(tx, await settleDispute(tx, id, { wonCents: 0, cause: 'accepted' }))
  })
