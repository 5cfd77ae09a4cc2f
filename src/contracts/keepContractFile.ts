import { notFound } from '#src/kernel/errors.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { findMerchantKey } from '#src/platform/merchant-keys.ts'
import { getFile, putFile, removeFile } from '#src/platform/storage.ts'
import { isContractFileKept } from './contracts.sql.ts'

/** Sealed and kept before the row commits; when nothing is kept it goes again, never while a row names it. */
export const keepContractFile = async (tx: Tx, merchantId: string, storageKey: string, bytes: Buffer): Promise<void> => {
  const key = await findMerchantKey(tx.db, merchantId)
  if (!key) throw notFound()
  tx.onRollback(async (db) => {
    if (!(await isContractFileKept(db, storageKey))) await removeFile(storageKey)
  })
  await putFile(storageKey, key, bytes)
}

/** Throws when a bit of it changed since. */
export const openContractFile = async (db: ReadDb, merchantId: string, storageKey: string, sha256: Buffer): Promise<Buffer> => {
  const key = await findMerchantKey(db, merchantId)
  if (!key) throw notFound()
  return getFile(storageKey, key, sha256)
}
