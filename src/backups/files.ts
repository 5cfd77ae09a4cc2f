import { readdir, rename, rm, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { copyStored, listStored, takeStored } from '#src/platform/storage.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { listFileNames, listFileColumns } from './catalog.sql.ts'

const dayMs = 86_400_000
const names = (folder: string): Promise<string[]> => readdir(folder).catch((fault: { code?: string }) => (fault.code === 'ENOENT' ? [] : Promise.reject(fault)))
const dayOf = (at: Date): string => at.toISOString().slice(0, 10)
const isOlder = (day: string, now: Date, days: number): boolean => Date.parse(`${day}T00:00:00Z`) < now.getTime() - days * dayMs

/** What the store let go since the last time: set aside with the day, for the backups that still name it. */
const setAside = async (to: string, folder: string, gone: readonly string[], now: Date): Promise<void> => {
  const aside = join(to, 'gone', dayOf(now))
  await mkdir(aside, { recursive: true, mode: 0o700 })
  for (const key of gone) await rename(join(to, 'files', folder, key), join(aside, key))
}

export type Copied = { copied: number; gone: number }

/** The files of the store beside the backups, sealed as they are: those that are new are copied, since none is ever written over. */
export const copyFiles = async (to: string, now: Date): Promise<Copied> => {
  const [seen, count]: [Set<string>, Copied] = [new Set(), { copied: 0, gone: 0 }]
  for await (const { folder, keys } of listStored()) {
    seen.add(folder)
    const known = new Set(await names(join(to, 'files', folder)))
    for (const key of keys) if (!known.has(key) && (await copyStored(key, join(to, 'files', folder, key)))) count.copied++
    const [there, gone] = [new Set(keys), [...known].filter((key) => !key.endsWith('.part'))]
    count.gone += await part(to, folder, gone.filter((key) => !there.has(key)), now)
  }
  for (const folder of await names(join(to, 'files'))) if (!seen.has(folder)) count.gone += await part(to, folder, await names(join(to, 'files', folder)), now)
  return count
}

const part = async (to: string, folder: string, gone: readonly string[], now: Date): Promise<number> => {
  if (gone.length > 0) await setAside(to, folder, gone, now)
  return gone.length
}

/** Backups older than so many days, and files that were gone before them. A backup must not outlive the 35 days of rules.md §3.2. */
export const dropOld = async (to: string, now: Date, days: number): Promise<number> => {
  const old = (await names(to)).filter((name) => { const [, day] = /^backup-(\d{4}-\d{2}-\d{2})T[0-9-]+Z$/.exec(name) ?? []; return day !== undefined && isOlder(day, now, days) })
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
