import type { Tx } from '#src/platform/ctx.ts'
import { wakeRenewals } from '#src/renewals/wakeRenewals.ts'
import { listApiKeys } from './apiKeys.sql.ts'
import { createApiKeys } from './createApiKeys.ts'
import { moveMerchant } from './moveMerchant.ts'

/** The dossier was accepted: live keys are made, once (KYC-02). The secret stays sealed until its owner has seen it. */
export const validateMerchant = async (tx: Tx, merchantId: string): Promise<void> => {
  await moveMerchant(tx, merchantId, 'validate')
  await wakeRenewals(tx, merchantId)
  const keys = await listApiKeys(tx.db, merchantId)
  if (!keys.some(({ mode }) => mode === 'live')) await createApiKeys(tx, merchantId, 'live')
}
