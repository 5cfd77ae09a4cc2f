import type { World } from '#src/kernel/actor.ts'
import { sha256 } from '#src/platform/crypto.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { unsealForMerchant } from '#src/platform/merchant-keys.ts'
import { keyLabel } from './apiKey.ts'
import type { MerchantState } from './merchant.ts'

/** Live for a validated merchant only, test until the account is switched off: as the secret keys (src/web/api-key.ts). */
const works = (
  mode: World['mode'],
  state: MerchantState,
): boolean => (mode === 'live' ? state === 'validated' : state === 'onboarding' || state === 'validated')

/** Whose page a public key opens, and in which world; null where there is no such key, it was revoked, or the merchant's are off. */
export const worldOfPublicKey = async (db: ReadDb, key: string): Promise<World | null> => {
  if (!/^p(test|prod)_[0-9A-Za-z]{24,64}$/.test(key)) return null
  const row = await db
    .selectFrom('api_keys')
    .innerJoin('merchants', 'merchants.id', 'api_keys.merchant_id')
    .select([
      'api_keys.mode',
      'api_keys.merchant_id',
      'merchants.state',
    ])
    .where('key_hash', '=', sha256(key))
    .where('kind', '=', 'public')
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return row && works(row.mode, row.state) ? { merchantId: row.merchant_id, mode: row.mode } : null
}

/** The public key that works now, in clear; null where none does. */
export const readPublicKey = async (db: ReadDb, { merchantId, mode }: World): Promise<string | null> => {
  const row = await db
    .selectFrom('api_keys')
    .select(['id', 'sealed_key'])
    .where('merchant_id', '=', merchantId)
    .where('mode', '=', mode)
    .where('kind', '=', 'public')
    .where('revoked_at', 'is', null)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return row?.sealed_key ? (await unsealForMerchant(db, merchantId, row.sealed_key, keyLabel(row.id))).toString() : null
}

/** The name a payer knows the merchant by: his trade name, else the company's; empty where he told neither yet. */
export const readShopName = async (db: ReadDb, merchantId: string): Promise<string> => {
  const row = await db
    .selectFrom('merchants')
    .leftJoin('dossiers', 'dossiers.merchant_id', 'merchants.id')
    .leftJoin('companies', 'companies.dossier_id', 'dossiers.id')
    .select(['merchants.name', 'companies.trade_name'])
    .where('merchants.id', '=', merchantId)
    .orderBy('dossiers.id', 'desc')
    .executeTakeFirst()
  return row?.trade_name || row?.name || ''
}
