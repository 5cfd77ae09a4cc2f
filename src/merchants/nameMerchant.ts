import type { Tx } from '#src/platform/ctx.ts'
import { setMerchantName } from './merchants.sql.ts'

/** The merchant goes by his company's name. The caller's event says what changed. */
export const nameMerchant = (tx: Tx, merchantId: string, name: string, tradeName: string): Promise<void> =>
  setMerchantName(tx.db, merchantId, name, tradeName)
