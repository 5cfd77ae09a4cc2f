import { readdir, rename, rm, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { copyStored, listStored, takeStored } from '#src/platform/storage.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { listFileNames, listFileColumns } from './catalog.sql.ts'

const dayMs = 86_400_000
const names = (folder: string): Promise<string[]> => readdir(folder).catch((fault: { code?: string }) => (fault.code === 'ENOENT' ? [] : Promise.reject(fault)))
const dayOf = (at: Date): string => at.toISOString().slice(0, 10)
const isOlder = (day: string, now: Date, days: number): boolean => Date.parse(`${day}T00:00:00Z`) < now.getTime() - days * dayMs

export type Copied = { copied: number; gone: number }

/** What the store let go since the last time: set aside with the day, for the backups that still name it. Answers how many. */
const setAside = async (to: string, folder: string, gone: readonly string[], now: Date): Promise<number> => {
  if (gone.length === 0) return 0
  const aside = join(to, 'gone', dayOf(now))
  await mkdir(aside, { recursive: true, mode: 0o700 })
  for (const key of gone) await rename(join(to, 'files', folder, key), join(aside, key))
  return gone.length
}

const copyFolder = async (to: string, folder: string, keys: readonly string[]): Promise<number> => {
  let copied = 0
  const known = new Set(await names(join(to, 'files', folder)))
  for (const key of keys) if (!known.has(key) && (await copyStored(key, join(to, 'files', folder, key)))) copied++
  return copied
}

/** What lies there and is not, or no more, in the store; a copy that was broken off is made anew. */
const goneFrom = async (to: string, folder: string, kept: ReadonlySet<string>): Promise<string[]> => (await names(join(to, 'files', folder))).filter((key) => !key.endsWith('.part') && !kept.has(key))

/** The files of the store beside the backups, sealed as they are: those that are new are copied, since none is ever written over. A folder at a time. */
export const copyFiles = async (to: string, now: Date): Promise<Copied> => {
  const [seen, count]: [Set<string>, Copied] = [new Set(), { copied: 0, gone: 0 }]
  for await (const { folder, keys } of listStored()) {
    seen.add(folder)
    count.copied += await copyFolder(to, folder, keys)
    count.gone += await setAside(to, folder, await goneFrom(to, folder, new Set(keys)), now)
  }
  for (const folder of await names(join(to, 'files'))) if (!seen.has(folder)) count.gone += await setAside(to, folder, await goneFrom(to, folder, new Set()), now)
  return count
}

const dayOfBackup = (name: string): string | null => /^backup-(\d{4}-\d{2}-\d{2})T[0-9-]+Z$/.exec(name)?.[1] ?? null

/** Backups older than so many days, and files that were gone before them. A backup must not outlive the 35 days of rules.md §3.2. */
export const dropOld = async (to: string, now: Date, days: number): Promise<number> => {
  const old = (await names(to)).filter((name) => isOlder(dayOfBackup(name) ?? '', now, days))
  for (const name of old) await rm(join(to, name), { recursive: true })
  for (const day of await names(join(to, 'gone'))) if (isOlder(day, now, days)) await rm(join(to, 'gone', day), { recursive: true })
  return old.length
}

/** The files that the restored rows name, and no other: what came after the backup has no row that would ever let it go. `missing`: named, and nowhere. */
export const takeFilesBack = async (db: ReadDb, from: string): Promise<{ taken: number; missing: number }> => {
  const to = dirname(from)
  const gone = new Map<string, string>()
  for (const day of (await names(join(to, 'gone'))).sort()) for (const key of await names(join(to, 'gone', day))) gone.set(key, join(to, 'gone', day, key))
  const count = { taken: 0, missing: 0 }
  for (const place of await listFileColumns(db))
    for await (const keys of listFileNames(db, place))
      for (const key of keys) {
        const isTaken = (await takeStored(key, join(to, 'files', key.slice(-2), key))) || (gone.has(key) && (await takeStored(key, gone.get(key)!)))
        count[isTaken ? 'taken' : 'missing']++
      }
  return count
}
