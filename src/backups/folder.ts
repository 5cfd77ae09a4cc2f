import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Refusal } from '#src/kernel/errors.ts'
import type { CopyLine } from '#src/platform/copy.ts'
import { isSame, unsealWithMaster } from '#src/platform/crypto.ts'
import { houseLabel, manifestName, readManifest, type Manifest, type TablePart } from './manifest.ts'
import { inBatches } from './rows.ts'
import { columnList } from './rowKeys.ts'
import { readTable } from './tableFile.ts'

const batchSize = 1_000
export const broken = (file: string): Refusal => new Refusal(422, 'backup_broken', {}, { file })

/** A folder that is whole, and ours: its key is at hand. */
export type Folder = { path: string; manifest: Manifest; house: Buffer }

export const openFolder = async (path: string, kind: Manifest['kind']): Promise<Folder> => {
  const manifest = readManifest(await readFile(join(path, manifestName), 'utf8').catch(() => ''))
  if (manifest?.kind !== kind) throw broken(join(path, manifestName))
  return { path, manifest, house: unsealWithMaster(Buffer.from(manifest.houseKey, 'base64'), houseLabel(kind, manifest.at)) }
}

/** Throws once the file is read through and is not the one that was written: whoever copied its rows rolls them back. */
export async function* batchesOf({ path, house }: Folder, { table, sha256 }: TablePart): AsyncGenerator<string[]> {
  const { bytes, digest } = readTable(path, table, house)
  try {
    yield* inBatches(bytes, batchSize)
  } catch {
    throw broken(`${table}.sealed`)
  }
  if (!isSame(Buffer.from(digest(), 'hex'), Buffer.from(sha256, 'hex'))) throw broken(`${table}.sealed`)
}

/** The one folder of keys that lies where a backup puts them, or that folder itself. */
export const findKeysFolder = async (path: string): Promise<string> => {
  const names = await readdir(path).catch((): string[] => [])
  if (names.includes(manifestName)) return path
  const found = names.filter((name) => /^keys-[0-9TZ-]+$/.test(name))
  if (found.length !== 1) throw new Refusal(422, 'backup_no_keys')
  return join(path, found[0]!)
}

export async function* batchesAsLines(folder: Folder, part: TablePart): AsyncGenerator<string> {
  for await (const batch of batchesOf(folder, part)) yield `${batch.join('\n')}\n`
}

/** Lines into a table, in the order of columns in which its file has them. */
export const load = async (line: CopyLine, { table, sealed, plain }: TablePart, lines: AsyncIterable<string>): Promise<void> =>
  pipeline(Readable.from(lines, { objectMode: true }), line.into(`${table} (${columnList([...sealed, ...plain])})`))
