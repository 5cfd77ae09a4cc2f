import { newId, newToken } from '#src/kernel/ids.ts'
import { sha256 } from '#src/platform/crypto.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { ApiKeyKind, ApiMode } from '#src/platform/db.types.ts'
import { sealForMerchant } from '#src/platform/merchant-keys.ts'
import { record } from '#src/platform/record.ts'
import { keyLabel, keyPrefix } from './apiKey.ts'
import { insertApiKeys } from './apiKeys.sql.ts'

/** Thirty characters in all, as the API's own clients demand (spec/api.md): the prefix and about 143 random bits. */
const newKeyText = (mode: ApiMode, kind: ApiKeyKind): string => keyPrefix[mode][kind] + newToken().slice(0, 24)

const rowOf = async (tx: Tx, merchantId: string, mode: ApiMode, kind: ApiKeyKind, key: string) => {
  const id = newId('akey', tx.now)
  const sealed_key = await sealForMerchant(tx.db, merchantId, Buffer.from(key), keyLabel(id))
  return { id, merchant_id: merchantId, mode, kind, key_hash: sha256(key), last4: key.slice(-4), sealed_key, created_at: tx.now }
}

/**
 * A pair of keys. Found again by their hash only; sealed beside it, test and public keys for good, so that the merchant can read them
 * again, a live secret until it was shown once (KYC-02: there is none before the dossier is validated).
 */
export const createApiKeys = async (tx: Tx, merchantId: string, mode: ApiMode): Promise<{ secret: string; publicKey: string }> => {
  const secret = newKeyText(mode, 'secret')
  const publicKey = newKeyText(mode, 'public')
  const rows = await Promise.all([rowOf(tx, merchantId, mode, 'secret', secret), rowOf(tx, merchantId, mode, 'public', publicKey)])
  await insertApiKeys(tx.db, rows)
  await record(tx, 'api_key.created', { subject: merchantId, merchantId, data: { mode, ids: rows.map(({ id }) => id) } })
  return { secret, publicKey }
}
