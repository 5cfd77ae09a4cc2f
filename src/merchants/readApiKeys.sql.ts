import type { ApiKeyKind, ApiMode } from '#src/platform/db.types.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { unsealForMerchant } from '#src/platform/merchant-keys.ts'
import { keyLabel, maskedKey } from './apiKey.ts'
import { listApiKeys } from './apiKeys.sql.ts'

export type ShownKey = {
  id: string
  mode: ApiMode
  kind: ApiKeyKind
  createdAt: Date
  masked: string
  clear: string | null
  isToReveal: boolean
}

/** The merchant's keys as he may read them: test and public keys in clear, a live secret by its last four signs. */
export const readApiKeys = async (db: ReadDb, merchantId: string): Promise<ShownKey[]> =>
  Promise.all((await listApiKeys(db, merchantId)).map(async ({ id, mode, kind, created_at, last4, sealed_key }) => {
    const isLiveSecret = mode === 'live' && kind === 'secret'
    const clear = sealed_key && !isLiveSecret ? (await unsealForMerchant(db, merchantId, sealed_key, keyLabel(id))).toString() : null
    return {
      id,
      mode,
      kind,
      createdAt: created_at,
      masked: maskedKey(mode, kind, last4),
      clear,
      isToReveal: isLiveSecret && sealed_key !== null,
    }
  }))
