import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { findEffectOfRefund, noteReturnRefused } from './effects.sql.ts'

/**
 * What a case gave back did not reach the payer: the acquirer refused it, or his bank had given it to him by then. The effect says so, and
 * the case's history: somebody looks whether he must be given it another way. Nothing where the refund is none of a case.
 */
export const heedRefusedReturn = async (tx: Tx, refundId: string): Promise<void> => {
  const effect = await findEffectOfRefund(tx.db, refundId)
  if (!effect || effect.state !== 'applied') return
  await noteReturnRefused(tx.db, effect, tx.now)
  await record(tx, 'fraud_case.return_refused', {
    subject: effect.case_id,
    merchantId: effect.merchant_id,
    data: { paymentId: effect.payment_id, refundId, amountCents: effect.return_cents },
  })
}
