import type { Tx } from '#src/platform/ctx.ts'
import { wakeRenewals } from '#src/renewals/wakeRenewals.ts'
import { moveMerchant } from './moveMerchant.ts'

/** Complete pieces were accepted: back to where he was before the clock ran out. His keys work again by that alone. */
export const reactivateMerchant = async (tx: Tx, merchantId: string): Promise<void> => {
  const to = await moveMerchant(tx, merchantId, 'reactivate')
  if (to === 'validated') await wakeRenewals(tx, merchantId)
}
