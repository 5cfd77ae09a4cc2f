import { setTimeout as delay } from 'node:timers/promises'
import { listFileKeys, listFilePlaces } from '#src/backups/catalog.sql.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { isStorageKey, listStored, storedName } from '#src/platform/storage.ts'

/** A file is kept a moment before the row that names it commits. */
const moment = 1_000

const dropNamed = async (db: ReadDb, names: Set<string>): Promise<void> => {
  for (const place of names.size > 0 ? await listFilePlaces(db) : [])
    for await (const keys of listFileKeys(db, place))
      for (const key of keys.filter(isStorageKey)) names.delete(storedName(key))
}

/** Names of all files of the store that no row names, of whatever room. Read from the store first, then from the rows. */
export const listStrayFiles = async (db: ReadDb): Promise<string[]> => {
  const names = new Set<string>()
  for await (const folder of listStored()) for (const name of folder.names) names.add(name)
  await dropNamed(db, names)
  return [...names].sort()
}

/** Those that were not so before: looked for twice, since a row may be about to come. */
export const countNewStrays = async (db: ReadDb, known: readonly string[]): Promise<number> => {
  const names = new Set(await listStrayFiles(db))
  for (const name of known) names.delete(name)
  if (names.size === 0) return 0
  await delay(moment)
  await dropNamed(db, names)
  return names.size
}
