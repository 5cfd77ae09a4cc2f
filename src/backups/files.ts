import { readdir, rename, rm, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { copyStored, listStored, storedName, takeStored } from '#src/platform/storage.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { listFileKeys, listFilePlaces } from './catalog.sql.ts'

const dayMs = 86_400_000
const names = (folder: string): Promise<string[]> =>
  readdir(folder).catch((fault: { code?: string }) => (fault.code === 'ENOENT' ? [] : Promise.reject(fault)))
const dayOf = (at: Date): string => at.toISOString().slice(0, 10)
const isOlder = (day: string, now: Date, days: number): boolean => Date.parse(`${day}T00:00:00Z`) < now.getTime() - days * dayMs

export type Copied = { copied: number; gone: number }

/** What the store let go since the last time: set aside with the day, for the backups that still name it. Answers how many. */
const setAside = async (to: string, folder: string, gone: readonly string[], now: Date): Promise<number> => {
  if (gone.length === 0) return 0
  const aside = join(to, 'gone', dayOf(now))
  await mkdir(aside, { recursive: true, mode: 0o700 })
  for (const name of gone) await rename(join(to, 'files', folder, name), join(aside, name))
  return gone.length
}

const copyFolder = async (to: string, folder: string, stored: readonly string[]): Promise<number> => {
  let copied = 0
  const known = new Set(await names(join(to, 'files', folder)))
  for (const name of stored) if (!known.has(name) && (await copyStored(name, join(to, 'files', folder, name)))) copied++
  return copied
}

/** What lies there and is not, or no more, in the store; a copy that was broken off is made anew. */
const goneFrom = async (to: string, folder: string, kept: ReadonlySet<string>): Promise<string[]> =>
  (await names(join(to, 'files', folder))).filter((name) => !name.endsWith('.part') && !kept.has(name))

/**
 * The files of the store beside the backups, sealed as they are: those that are new are copied, since none is ever written over. A folder
 * at a time.
 */
export const copyFiles = async (to: string, now: Date): Promise<Copied> => {
  const [seen, count]: [Set<string>, Copied] = [new Set(), { copied: 0, gone: 0 }]
  for await (const { folder, names: stored } of listStored()) {
    seen.add(folder)
    count.copied += await copyFolder(to, folder, stored)
    count.gone += await setAside(to, folder, await goneFrom(to, folder, new Set(stored)), now)
  }
  for (const folder of await names(join(to, 'files')))
    if (!seen.has(folder)) count.gone += await setAside(to, folder, await goneFrom(to, folder, new Set()), now)
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

/**
 * The files that the restored rows name, and no other: what came after the backup has no row that would ever let it go. `missing`: named,
 * and nowhere.
 */
export const takeFilesBack = async (db: ReadDb, from: string): Promise<{ taken: number; missing: number }> => {
  const to = dirname(from)
  const gone = new Map<string, string>()
  for (const day of (await names(join(to, 'gone'))).sort())
    for (const name of await names(join(to, 'gone', day))) gone.set(name, join(to, 'gone', day, name))
  const take = async (key: string): Promise<boolean> => {
    const name = storedName(key)
    return (await takeStored(key, join(to, 'files', name.slice(0, 2), name))) || (gone.has(name) && takeStored(key, gone.get(name)!))
  }
  const count = { taken: 0, missing: 0 }
  for (const place of await listFilePlaces(db))
    for await (const keys of listFileKeys(db, place)) for (const key of keys) count[(await take(key)) ? 'taken' : 'missing']++
  return count
}
