import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { createWriteStream } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { conflict, Refusal } from '#src/kernel/errors.ts'
import { openCopyLine, type CopyLine } from '#src/platform/copy.ts'
import { newKey, sealWithMaster } from '#src/platform/crypto.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { tombstoneLines } from '#src/tombstones/tombstoneFile.ts'
import { findMigration, listColumns } from './catalog.sql.ts'
import { keysOf } from './keysOf.ts'
import { copyFiles, dropOld, type Copied } from './files.ts'
import { houseLabel, manifestName, tombstonesName, writeManifest, type Manifest, type TablePart } from './manifest.ts'
import { inBatches, sealRow } from './rows.ts'
import { columnList, keyTables, personalColumns, rowKeyColumn, rowKeyTables, selectRows } from './rowKeys.ts'
import { writeTable } from './tableFile.ts'

const batchSize = 1_000

type Source = { ctx: Ctx; line: CopyLine; house: Buffer }

/** The lines of a table as they lie in its file, each sealed under the key of whom it is of. */
async function* sealedLines({ ctx, line, house }: Source, table: string, sealed: readonly string[], plain: readonly string[], counted: (rows: number) => void): AsyncGenerator<string> {
  for await (const batch of inBatches(line.out(selectRows(table, sealed, plain)), batchSize)) {
    counted(batch.length)
    if (sealed.length === 0) yield batch.map((row) => `${row}\n`).join('')
    else {
      const rows = batch.map((row) => row.split('\t'))
      const keys = await keysOf(ctx.db, rows.map(([name]) => name!))
      yield rows.map((fields) => `${sealRow(table, sealed.length, fields, fields[0] === '' ? house : (keys.get(fields[0]!) ?? null))}\n`).join('')
    }
  }
}

const writePart = async (source: Source, folder: string, table: string, columns: readonly string[]): Promise<TablePart> => {
  const personal = personalColumns(table)
  const [sealed, plain] = [columns.filter((column) => personal.has(column)), columns.filter((column) => !personal.has(column))]
  let rows = 0
  const sha256 = await writeTable(folder, table, source.house, sealedLines(source, table, sealed, plain, (count) => { rows += count }))
  return { table, sealed, plain, rows, sha256 }
}

/** Lines of keys: each is wrapped as it is. */
const writeKeys = async ({ line, house }: Source, folder: string, table: string, columns: readonly string[]): Promise<TablePart> => {
  let rows = 0
  async function* lines(): AsyncGenerator<string> {
    for await (const batch of inBatches(line.out(`select ${columnList(columns)} from "${table}"`), batchSize)) {
      rows += batch.length
      yield batch.map((row) => `${row}\n`).join('')
    }
  }
  const sha256 = await writeTable(folder, table, house, lines())
  return { table, sealed: [], plain: [...columns], rows, sha256 }
}

const isWithin = (folder: string, other: string): boolean => !relative(resolve(folder), resolve(other)).startsWith('..')

/** Beside, then renamed: a folder of that name is whole. */
const inFolder = async (folder: string, fill: (aside: string) => Promise<Manifest>): Promise<Manifest> => {
  const aside = `${folder}.part`
  await mkdir(aside, { recursive: true, mode: 0o700 })
  try {
    const manifest = await fill(aside)
    await writeFile(join(aside, manifestName), writeManifest(manifest), { mode: 0o600, flush: true })
    await rename(aside, folder)
    return manifest
  } catch (fault) {
    await rm(aside, { recursive: true, force: true })
    throw fault
  }
}

/** Of keys only the newest are kept: an older file would open what was erased since. */
const dropOlderKeys = async (keys: string, newest: string): Promise<void> => {
  for (const name of await readdir(keys)) if (/^keys-[0-9TZ-]+$/.test(name) && name !== newest) await rm(join(keys, name), { recursive: true, force: true })
}

/** Of this database, for as long as the line is open. */
const mustBeAlone = async (line: CopyLine): Promise<void> => {
  const [said] = await line.ask<{ isOurs: boolean }>(`select pg_try_advisory_lock(hashtext('vigie backup')) as "isOurs"`)
  if (!said!.isOurs) throw conflict('backup_running')
}

/** What a backup that was killed left. */
const dropUnfinished = async (folders: readonly string[]): Promise<void> => {
  for (const folder of folders) for (const name of await readdir(folder)) if (/^(backup|keys)-[0-9TZ-]+\.part$/.test(name)) await rm(join(folder, name), { recursive: true, force: true })
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
export type Made = { folder: string; keysFolder: string; tables: number; rows: number; files: Copied; dropped: number }

/**
 * A backup of the whole database as it stands at one instant, in two folders. In the one every word of a person lies under his own key (others' under the house's), so that it says nothing of him once that is destroyed;
 * in the other are the keys, wrapped by the master key, and the tombstones: the newest only. Throws 422 where the one lies within the other, 409 where there is one of this second already, or one is being made.
 */
export const makeBackup = async (ctx: Ctx, { url, to, keys, keptDays }: Places): Promise<Made> => {
  if (isWithin(to, keys) || isWithin(keys, to)) throw new Refusal(422, 'backup_keys_apart')
  const at = ctx.now.toISOString()
  const stamp = `${at.slice(0, 19).replaceAll(':', '-')}Z`
  const [folder, keysFolder] = [join(to, `backup-${stamp}`), join(keys, `keys-${stamp}`)]
  await mkdir(to, { recursive: true, mode: 0o700 })
  await mkdir(keys, { recursive: true, mode: 0o700 })
  if ((await readdir(to)).includes(`backup-${stamp}`)) throw conflict('backup_exists', { folder })
  const line = await openCopyLine(url)
  try {
    await mustBeAlone(line)
    await dropUnfinished([to, keys])
    await line.ask('begin isolation level repeatable read read only')
    const [columns, migration] = [await listColumns(ctx.db), await findMigration(ctx.db)]
    const namesOf = (table: string): string[] => columns.get(table)!.map(({ name }) => name)
    const manifestOf = (kind: Manifest['kind'], house: Buffer, tables: TablePart[]): Manifest => ({ format: 1, kind, at, migration, houseKey: sealWithMaster(house, houseLabel(kind, at)).toString('base64'), tables })
    const data = await inFolder(folder, async (aside) => {
      const [source, tables]: [Source, TablePart[]] = [{ ctx, line, house: newKey() }, []]
      for (const table of columns.keys()) if (!keyTables.includes(table)) tables.push(await writePart(source, aside, table, namesOf(table)))
      return manifestOf('backup', source.house, tables)
    })
    await inFolder(keysFolder, async (aside) => {
      const [source, tables]: [Source, TablePart[]] = [{ ctx, line, house: newKey() }, []]
      for (const table of keyTables) tables.push(await writeKeys(source, aside, table, namesOf(table)))
      for (const table of rowKeyTables) tables.push(await writeKeys(source, aside, table, ['id', rowKeyColumn]))
      await pipeline(Readable.from(tombstoneLines(ctx.db)), createWriteStream(join(aside, tombstonesName), { mode: 0o600, flush: true }))
      return manifestOf('keys', source.house, tables)
    })
    await dropOlderKeys(keys, `keys-${stamp}`)
    const files = await copyFiles(to, ctx.now) // after the rows: a file is there before the row that names it
    const dropped = await dropOld(to, ctx.now, keptDays)
    const made = { folder, keysFolder, tables: data.tables.length, rows: data.tables.reduce((sum, { rows }) => sum + rows, 0), files, dropped }
    await unit(ctx, (tx) => record(tx, 'retention.backup_made', { subject: 'backup', data: { tables: made.tables, rows: made.rows } }))
    return made
  } finally {
    await line.close()
  }
}
