import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import type { WithheldReason } from './payee.ts'
import { findWait, keepWait, removeWait } from './payouts.sql.ts'

/** Why a merchant's money stays where it is, kept for those who ask; told once for each reason, not every morning. True where it is news. */
export const withhold = async (tx: Tx, merchantId: string, reason: WithheldReason): Promise<boolean> => {
  if ((await findWait(tx.db, merchantId))?.reason === reason) return false
  await keepWait(tx.db, { merchant_id: merchantId, reason, since: tx.now })
  await record(tx, 'payout.withheld', { subject: merchantId, merchantId, data: { reason } })
  return true
}

/** Nothing stands in the way any more. */
export const stopWithholding = async (tx: Tx, merchantId: string): Promise<void> => {
  if (await findWait(tx.db, merchantId)) await removeWait(tx.db, merchantId)
}
