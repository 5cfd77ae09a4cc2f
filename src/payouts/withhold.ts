import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import type { WaitReason } from './payee.ts'
import { findWait, keepWait, removeWait } from './payouts.sql.ts'

/**
 * Why a merchant's money in a currency stays where it is, kept for those who ask; told once for each reason, not every morning. True where
 * it is news.
 */
export const withhold = async (tx: Tx, merchantId: string, reason: WaitReason, currency = 'eur'): Promise<boolean> => {
  if ((await findWait(tx.db, merchantId, currency))?.reason === reason) return false
  await keepWait(tx.db, { merchant_id: merchantId, currency, reason, since: tx.now })
  await record(tx, 'payout.withheld', { subject: merchantId, merchantId, data: { reason, ...(currency === 'eur' ? {} : { currency }) } })
  return true
}

/** Nothing stands in the way any more. */
export const stopWithholding = async (tx: Tx, merchantId: string, currency = 'eur'): Promise<void> => {
  if (await findWait(tx.db, merchantId, currency)) await removeWait(tx.db, merchantId, currency)
}
