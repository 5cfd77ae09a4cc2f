import { sql } from 'kysely'
import { newKey, seal, sealWithMaster, unseal, unsealWithMaster } from './crypto.ts'
import type { ReadDb } from './db.ts'
import type { Tx } from './ctx.ts'

/** Unwrapped keys, for a few minutes: opening one is a query and a decryption, and a page may need twenty. */
const cache = new Map<string, { key: Buffer; until: number }>()
const cacheMs = 5 * 60_000
const cacheSize = 2_000

const label = (merchantId: string): string => `merchant-key:${merchantId}`

const remember = (merchantId: string, key: Buffer, now: number): Buffer => {
  if (cache.size >= cacheSize) cache.clear()
  cache.set(merchantId, { key, until: now + cacheMs })
  return key
}

/** Erasing a merchant is erasing this key: files and personal parts of the history become noise. */
export const createMerchantKey = async (tx: Tx, merchantId: string): Promise<void> => {
  const key = newKey()
  await tx
    .db
    .insertInto('merchant_keys')
    .values({
      merchant_id: merchantId,
      wrapped_key: sealWithMaster(key, label(merchantId)),
      created_at: tx.now,
    })
    .execute()
}

/** The merchant's key, or null when it was destroyed. */
export const findMerchantKey = async (db: ReadDb, merchantId: string): Promise<Buffer | null> => {
  const known = cache.get(merchantId)
  const tick = performance.now()
  if (known && known.until > tick) return known.key
  const row = await db
    .selectFrom('merchant_keys')
    .select('wrapped_key')
    .where('merchant_id', '=', merchantId)
    .where('destroyed_at', 'is', null)
    .executeTakeFirst()
  return row?.wrapped_key ? remember(merchantId, unsealWithMaster(row.wrapped_key, label(merchantId)), tick) : null
}

/** Those of many merchants that were not destroyed, in one question; nothing is remembered of them. */
export const findMerchantKeys = async (db: ReadDb, merchantIds: readonly string[]): Promise<Map<string, Buffer>> => {
  if (merchantIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('merchant_keys')
    .select(['merchant_id', 'wrapped_key'])
    .where('merchant_id', '=', sql<string>`any(${merchantIds}::text[])`)
    .where('destroyed_at', 'is', null)
    .execute()
  return new Map(rows.flatMap(({ merchant_id: id, wrapped_key: key }) => (key ? [[id, unsealWithMaster(key, label(id))] as const] : [])))
}

/** Forgets what is cached of a key, in this process. */
export const forgetMerchantKey = (merchantId: string): void => void cache.delete(merchantId)

const mustFind = async (db: ReadDb, merchantId: string): Promise<Buffer> => {
  const key = await findMerchantKey(db, merchantId)
  if (!key) throw new Error('this merchant has no key')
  return key
}

export const sealForMerchant = async (db: ReadDb, merchantId: string, plain: Buffer, label: string): Promise<Buffer> =>
  seal(await mustFind(db, merchantId), plain, label)

export const unsealForMerchant = async (db: ReadDb, merchantId: string, sealed: Buffer, label: string): Promise<Buffer> =>
  unseal(await mustFind(db, merchantId), sealed, label)
