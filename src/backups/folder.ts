import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal } from '#src/kernel/errors.ts'
import { isSame } from '#src/platform/crypto.ts'
import { manifestName, readManifest, rowsName, type Manifest } from './manifest.ts'
import { readRows, type Batch } from './rowFile.ts'

export const broken = (file: string): Refusal => new Refusal(422, 'backup_broken', {}, { file })

/** A folder that is whole, and ours. */
export type Folder = { path: string; manifest: Manifest; house: Buffer }

export const openFolder = async (path: string, kind: Manifest['kind']): Promise<Folder> => {
  const file = join(path, manifestName)
  const manifest = readManifest(await readFile(file).catch(() => Buffer.alloc(0)))
  if (manifest?.kind !== kind) throw broken(file)
  return { path, manifest, house: Buffer.from(manifest.houseKey, 'base64') }
}

/**
 * Every row, table after table. Throws once the file is read through and is not the one that was written: whoever copied its rows rolls
 * them back.
 */
export async function* batchesOf({ path, manifest, house }: Folder): AsyncGenerator<Batch> {
  const file = join(path, rowsName)
  const { batches, digest } = readRows(file, house)
  let rows = 0
  try {
    for await (const batch of batches) {
      rows += batch.lines.length
      yield batch
    }
  } catch {
    throw broken(file)
  }
  if (
    rows !== manifest.tables.reduce((sum, part) => sum + part.rows, 0) ||
    !isSame(Buffer.from(digest(), 'hex'), Buffer.from(manifest.sha256, 'hex'))
  ) throw broken(file)
}

/** Reads all of it for its digest alone. Throws where it is not the one that was written. */
const mustBeWhole = async (folder: Folder): Promise<void> => {
  for await (const _batch of batchesOf(folder));
}

const isOfData = (fault: unknown): boolean => /^2[23]/.test((fault as { code?: string } | null)?.code ?? '')

/**
 * An altered row may be one that PostgreSQL does not take (SQLSTATE classes 22 and 23), long before the digest of the file is known: it is
 * the file that is at fault then, and said so.
 */
export const blamingFiles = async <T>(folders: readonly Folder[], work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (fault) {
    for (const folder of isOfData(fault) ? folders : []) await mustBeWhole(folder)
    throw fault
  }
}

/** The one folder of keys that lies where a backup puts them, or that folder itself. */
export const findKeysFolder = async (path: string): Promise<string> => {
  const names = await readdir(path).catch((): string[] => [])
  if (names.includes(manifestName)) return path
  const found = names.filter((name) => /^keys-[0-9TZ-]+$/.test(name))
  if (found.length !== 1) throw new Refusal(422, 'backup_no_keys')
  return join(path, found[0]!)
}
