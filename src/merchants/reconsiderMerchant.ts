import { invalid } from '#src/kernel/errors.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { moveMerchant } from './moveMerchant.ts'

/** An officer opens a refused merchant again. */
export const reconsiderMerchant = async (tx: Tx, merchantId: string, reason: string): Promise<void> => {
  if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
  await moveMerchant(tx, merchantId, 'reconsider', { personal: { reason } })
}
