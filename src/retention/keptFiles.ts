import { fingerprint, unseal } from '#src/platform/crypto.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { institutionFileKey } from '#src/platform/institution-key.ts'
import { codeOf, log } from '#src/platform/log.ts'
import { findKeysOf } from '#src/platform/person-keys.ts'
import { getFile, putFile, readSealed, removeFile, writeSealed } from '#src/platform/storage.ts'
import { isFileKept, listKeyNames, type HeldInSecret } from './closedKept.sql.ts'

/** A file that went: its storage key, that of its copy (null: it was not there any more) and what opens it. */
export type KeptFile = { key: string; kept: string | null; opens: string | null }

const fileKey = (): Buffer => institutionFileKey('kept-in-secret')

/** Always the same of one file: what a run that was killed had copied is found by the next one. */
export const copyOf = (key: string): string => `ckfl_${fingerprint(key, 'kept file').toString('hex').slice(0, 24)}`

/** What may open files of this merchant: his key, those of the persons whose pieces they are, and the house's own. */
const keysFor = async (tx: Tx, merchantId: string | null, storageKeys: readonly string[]): Promise<Buffer[]> => {
  const names = await listKeyNames(tx.db, storageKeys)
  const found = await findKeysOf(tx.db, [{ keyId: null, merchantId }, ...names.map((keyId) => ({ keyId, merchantId }))])
  return [...[...found.values()].filter((key) => key !== null), institutionFileKey('rights-files'), institutionFileKey('data-packages')]
}

const canOpen = (key: Buffer, sealed: Buffer, label: string): boolean => {
  try {
    return unseal(key, sealed, label).length >= 0
  } catch {
    return false
  }
}

const copyIfThere = (kept: string): Promise<Buffer | null> => getFile(kept, fileKey()).catch(() => null)

/** The file is where it was, and its copy is not. */
const putBack = async (key: string): Promise<void> => {
  const [sealed, copy] = [await readSealed(key), await copyIfThere(copyOf(key))]
  if (!sealed && copy) await writeSealed(key, copy)
  await removeFile(copyOf(key))
}

const keepOne = async (tx: Tx, key: string, keys: readonly Buffer[]): Promise<KeptFile> => {
  const kept = copyOf(key)
  const there = await readSealed(key)
  const sealed = there ?? (await copyIfThere(kept))
  if (!sealed) return { key, kept: null, opens: null }
  tx.onRollback(async (db) => {
    if (!(await isFileKept(db, kept))) await putBack(key)
  })
  if (there) await putFile(kept, fileKey(), there)
  return { key, kept, opens: keys.find((one) => canOpen(one, sealed, key))?.toString('base64') ?? null }
}

export const putFilesBack = async (storageKeys: readonly string[]): Promise<void> => {
  for (const key of storageKeys) await putBack(key)
}

/**
 * Copies files into the compartment, sealed as they lie and once more: with the keys that their purge destroys they are noise in every
 * backup, but for the copy that names those keys. Then the files themselves go. Null where the store does not let one go: all are as they
 * were.
 */
export const keepFiles = async (tx: Tx, { id, merchantId }: HeldInSecret, storageKeys: readonly string[]): Promise<KeptFile[] | null> => {
  if (storageKeys.length === 0) return []
  const [keys, files]: [Buffer[], KeptFile[]] = [await keysFor(tx, merchantId, storageKeys), []]
  try {
    for (const key of storageKeys) files.push(await keepOne(tx, key, keys))
    for (const key of storageKeys) await removeFile(key)
    return files
  } catch (error) {
    log.error({ subject: id, code: codeOf(error) }, 'the store does not let a file go; its row stays')
    await putFilesBack(storageKeys)
    return null
  }
}

/** In the clear; as it lay where no key of then opened it, null where it was not there any more. */
export const openKeptFile = async ({ key, kept, opens }: KeptFile): Promise<Buffer | null> => {
  if (kept === null) return null
  const sealed = await getFile(kept, fileKey())
  return opens === null ? sealed : unseal(Buffer.from(opens, 'base64'), sealed, key)
}
