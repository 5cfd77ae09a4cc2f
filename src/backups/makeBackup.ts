import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { conflict, Refusal } from '#src/kernel/errors.ts'
import { openCopyLine, type CopyLine } from '#src/platform/copy.ts'
import { newKey } from '#src/platform/crypto.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { alone, findMigration, listColumns } from './catalog.sql.ts'
import { copyFiles, dropOld, type Copied } from './files.ts'
import { manifestName, rowsName, writeManifest, type Manifest, type TablePart } from './manifest.ts'
import { writeRows } from './rowFile.ts'
import { giveRowKeys } from './rowKeys.ts'
import { keyLines, rowLines, type Source } from './tableLines.ts'

/** As one file, written as its lines come: answers what is in it. */
const writeFolder = async (
  folder: string,
  about: Pick<Manifest, 'kind' | 'at' | 'migration'>,
  house: Buffer,
  tables: TablePart[],
  lines: AsyncIterable<string>,
): Promise<void> => {
  await mkdir(folder, { mode: 0o700 })
  const sha256 = await writeRows(join(folder, rowsName), house, lines)
  await writeFile(join(folder, manifestName), writeManifest({ format: 1, ...about, houseKey: house.toString('base64'), sha256, tables }), {
    mode: 0o600,
    flush: true,
  })
}

/** The new name is on the disk before anything is built on it. */
const renameDurably = async (from: string, folder: string, name: string): Promise<void> => {
  await rename(from, join(folder, name))
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

const isWithin = (folder: string, other: string): boolean => !relative(resolve(folder), resolve(other)).startsWith('..')

/** Of keys only the newest are kept: an older file would open what was erased since. */
const dropOlderKeys = async (keys: string, newest: string): Promise<void> => {
  for (const name of await readdir(keys))
    if (/^keys-[0-9TZ-]+$/.test(name) && name !== newest) await rm(join(keys, name), { recursive: true, force: true })
}

const mustBeAlone = async (line: CopyLine): Promise<void> => {
  const [said] = await line.ask<{ isOurs: boolean }>(alone)
  if (!said!.isOurs) throw conflict('backup_running')
}

/** What a backup that was killed left. */
const dropUnfinished = async (folders: readonly string[]): Promise<void> => {
  for (const folder of folders)
    for (const name of await readdir(folder))
      if (/^(backup|keys)-[0-9TZ-]+\.part$/.test(name))
        await rm(join(folder, name), {
          recursive: true,
          force: true,
        })
}

export type Places = {
  /** The database's address: tables leave by a connection of their own. */
  url: string
  /** Where backups lie, and, elsewhere, the keys. */
  to: string
  keys: string
  /** Backups older than so many days go; rules.md §3.2 says 35 at most. */
  keptDays: number
}
export type Made = { folder: string; keysFolder: string; tables: number; files: Copied; dropped: number }

type Names = { at: string; data: string; newKeys: string }

const make = async (ctx: Ctx, line: CopyLine, { to, keys, keptDays }: Places, { at, data, newKeys }: Names): Promise<Made> => {
  await dropUnfinished([to, keys])
  const dropped = await dropOld(to, ctx.now, keptDays) // first: a disk that is full of old ones would never take a new one
  for (const statement of giveRowKeys) await line.ask(statement) // a row of the next moment lies under the house's key this once
  await line.ask('begin isolation level repeatable read read only')
  const [columns, migration] = [await listColumns(ctx.db), await findMigration(ctx.db)]
  const parts: Record<Manifest['kind'], TablePart[]> = { backup: [], keys: [] }
  const source = (kind: Manifest['kind']): Source => ({ db: ctx.db, line, columns, house: newKey(), parts: parts[kind] })
  const [rows, secrets] = [source('backup'), source('keys')]
  await writeFolder(join(to, `${data}.part`), { kind: 'backup', at, migration }, rows.house, parts.backup, rowLines(rows))
  await writeFolder(join(keys, `${newKeys}.part`), { kind: 'keys', at, migration }, secrets.house, parts.keys, keyLines(secrets))
  const files = await copyFiles(to, ctx.now) // after the rows: a file is there before the row that names it
  // the backup's own name comes last: where it stands, its keys and its files stand
  await renameDurably(join(keys, `${newKeys}.part`), keys, newKeys)
  await dropOlderKeys(keys, newKeys)
  await renameDurably(join(to, `${data}.part`), to, data)
  return { folder: join(to, data), keysFolder: join(keys, newKeys), tables: parts.backup.length, files, dropped }
}

/**
 * A backup of the whole database as it stands at one instant, in two folders. In the one every word of a person lies under his own key
 * (others' under the backup's), so that it says nothing of him once that is destroyed; in the other are the keys, wrapped by the master
 * key, and the tombstones: the newest only. Throws 422 where the one lies within the other, 409 where there is one of this second already,
 * or one is being made.
 */
export const makeBackup = async (ctx: Ctx, places: Places): Promise<Made> => {
  const { url, to, keys } = places
  if (isWithin(to, keys) || isWithin(keys, to)) throw new Refusal(422, 'backup_keys_apart')
  const at = ctx.now.toISOString()
  const stamp = `${at.slice(0, 19).replaceAll(':', '-')}Z`
  await mkdir(to, { recursive: true, mode: 0o700 })
  await mkdir(keys, { recursive: true, mode: 0o700 })
  const line = await openCopyLine(url)
  try {
    await mustBeAlone(line)
    if ((await readdir(to)).includes(`backup-${stamp}`)) throw conflict('backup_exists', { folder: join(to, `backup-${stamp}`) })
    const made = await make(ctx, line, places, { at, data: `backup-${stamp}`, newKeys: `keys-${stamp}` })
    // no count of rows: it would tell of those that only the closed circle knows
    await unit(ctx, (tx) => record(tx, 'retention.backup_made', { subject: 'backup', data: { tables: made.tables } }))
    return made
  } finally {
    await line.close()
  }
}
