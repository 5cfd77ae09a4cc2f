import type { Tx } from '#src/platform/ctx.ts'
import { moveMerchant } from './moveMerchant.ts'

/** The reason stays in the decision and its event; the merchant reads the same neutral words as everybody (rules.md §1.9, X-06). */
export const rejectMerchant = async (tx: Tx, merchantId: string): Promise<void> => {
  await moveMerchant(tx, merchantId, 'reject')
}
