import { randomBytes } from 'node:crypto'
import { conflict } from '#src/kernel/errors.ts'
import { openCopyLine, type CopyLine } from '#src/platform/copy.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { openDatabase } from '#src/platform/db.ts'
import { record } from '#src/platform/record.ts'
import { readBooksAnew } from '#src/retention/readBooksAnew.ts'
import { resweep, type Swept } from '#src/tombstones/resweep.ts'
import { blankOf } from './blanks.ts'
import { alone, counters, findMigration, isUntouched, listColumns, references, untouched, type Column } from './catalog.sql.ts'
import { takeFilesBack } from './files.ts'
import { batchesOf, blamingFiles, broken, findKeysFolder, openFolder, type Folder } from './folder.ts'
import { besides, besidesUrl, keysFit, loadKeys, takeKeys } from './keysBeside.ts'
import { keysOf } from './keysOf.ts'
import { loadTables } from './loading.ts'
import type { TablePart } from './manifest.ts'
import type { Batch } from './rowFile.ts'
import { openRow, splitRow, valueOfShape, type SealedRow } from './rows.ts'
import { rowKeyColumn, rowKeyTables } from './rowKeys.ts'
import { findTransaction, renumber, settleHorizon } from './serverNumbers.ts'

type Opening = {
  db: Ctx['db']
  data: Folder
  columns: ReadonlyMap<string, Column[]>
  rowKeys: ReadonlyMap<string, string>
  lost: (rows: number) => void
}

/** A key that opens nothing, as `copy` writes bytes: what it was of is over. */
const noiseKey = (): string => `\\\\x${randomBytes(61).toString('hex')}`

/** The digest of the file is known at its end only: what does not open before is the same fault. */
const tryOpen = (table: string, row: SealedRow, key: Buffer | null): string[] | null => {
  try {
    return openRow(table, row, key)
  } catch {
    throw broken(table)
  }
}

/** Rows as `copy` takes them: opened, and where the key is gone with blanks in place of what it sealed. */
const openedLines = async (
  { db, data, columns, rowKeys, lost }: Opening,
  { table, sealed, plain }: TablePart,
  { lines }: Batch,
): Promise<string[]> => {
  if (sealed.length === 0) return lines
  const described = new Map(columns.get(table)!.map((column) => [column.name, column]))
  const [keyAt, idAt] = [rowKeyTables.includes(table) ? sealed.indexOf(rowKeyColumn) : -1, plain.indexOf('id')]
  const keys = await keysOf(db, lines.map((line) => line.slice(0, line.indexOf('\t'))))
  return lines.map((line) => {
    const row = splitRow(line)
    const opened = tryOpen(table, row, row.keyName === '' ? data.house : (keys.get(row.keyName) ?? null))
    if (!opened) lost(1)
    const values = opened ?? sealed.map((column, at) => valueOfShape(row.shapes[at]!) ?? blankOf(table, described.get(column)!))
    if (keyAt >= 0) values[keyAt] = rowKeys.get(`${table}:${row.plain[idAt]}`) ?? noiseKey()
    return [...values, ...row.plain].join('\t')
  })
}

/** Asked once more with the tables in hand: who signed up meanwhile is not written over. */
const mustStillBeUntouched = async (line: CopyLine): Promise<void> => {
  const [said] = await line.ask<{ isUntouched: boolean }>(untouched)
  if (!said!.isUntouched) throw conflict('backup_database_used')
}

/**
 * The rows stood under our triggers when they were written, and come in no order: neither triggers nor references look on while they come
 * in, and the references are proved at the end.
 */
const loadRows = (line: CopyLine, keys: Folder, opening: Opening): Promise<void> =>
  line.inTransaction(async () => {
    const transaction = await findTransaction(line)
    const held = await line.ask<{ undo: string; redo: string }>(references)
    const tables = [...opening.columns.keys()]
    const parts = opening.data.manifest.tables
    for (const { undo } of held) await line.ask(undo)
    for (const table of tables) await line.ask(`alter table public.${table} disable trigger user`)
    await mustStillBeUntouched(line)
    for (const table of tables) await line.ask(`delete from public.${table}`) // what a migration put there
    await loadTables(line, batchesOf(opening.data), parts, (table) => `public.${table}`, async (batch) => {
      const part = parts.find(({ table }) => table === batch.table)!
      return renumber(opening.columns.get(batch.table)!, part, transaction, await openedLines(opening, part, batch))
    })
    await takeKeys(line, keys)
    for (const { statement } of await line.ask<{ statement: string }>(counters)) await line.ask(statement)
    await settleHorizon(line)
    for (const table of tables) await line.ask(`alter table public.${table} enable trigger user`)
    for (const { redo } of held) await line.ask(redo)
    await line.ask(`create table ${besides}.loaded as select '${opening.data.manifest.at}'::text as at`)
  })

/** Whether these rows are here already, of a restore that was stopped after them: it goes on with the rest. */
const areLoaded = async (line: CopyLine, { manifest: { at } }: Folder): Promise<boolean> => {
  const [there] = await line.ask<{ isThere: boolean }>(`select to_regclass('${besides}.loaded') is not null as "isThere"`)
  return there!.isThere && (await line.ask<{ at: string }>(`select at from ${besides}.loaded`))[0]?.at === at
}

const mustFit = async (db: Ctx['db'], data: Folder, keys: Folder, columns: ReadonlyMap<string, Column[]>): Promise<void> => {
  if (!(await isUntouched(db))) throw conflict('backup_database_used')
  const migration = await findMigration(db)
  for (const [{ manifest }, fits] of [[data, data.manifest.migration === migration], [keys, keysFit(keys, columns)]] as const)
    if (!fits) throw conflict('backup_other_schema', { theirs: manifest.migration, ours: migration })
  const unknown = data.manifest.tables.find(({ table, sealed, plain }) =>
    [...sealed, ...plain].sort().join() !== (columns.get(table) ?? []).map(({ name }) => name).sort().join()
  )
  if (unknown) throw broken(unknown.table)
}

export type Restored = { at: string; tables: number; rows: number; lost: number; files: { taken: number; missing: number }; swept: Swept[] }

const load = async (ctx: Ctx, line: CopyLine, url: string, data: Folder, keys: Folder): Promise<number> => {
  const columns = await listColumns(ctx.db)
  await mustFit(ctx.db, data, keys, columns)
  const opened = openDatabase(besidesUrl(url), { max: 1 })
  let lost = 0
  try {
    const rowKeys = await loadKeys(line, keys)
    await loadRows(line, keys, {
      db: opened.db,
      data,
      columns,
      rowKeys,
      lost: (rows) => {
        lost += rows
      },
    })
  } finally {
    await opened.close()
  }
  await line.ask('analyze')
  return lost
}

/**
 * Brings a backup into a database that is migrated and empty, with the newest keys: what was erased since it was made finds none, and is
 * erased once more by its tombstones. `lost`: rows whose words nobody can read any more. Throws 422 where a file is not the one that was
 * written, 409 where the database is in use or of another schema, or the keys are older than the backup; then nothing of it is kept.
 * Stopped once the rows are there, it goes on where it was when it is called again; until then the program does not start.
 */
export const restoreBackup = async (
  ctx: Ctx,
  { url, from, keys: keysPath }: { url: string; from: string; keys: string },
): Promise<Restored> => {
  const [data, keys] = [await openFolder(from, 'backup'), await openFolder(await findKeysFolder(keysPath), 'keys')]
  const { at, tables } = data.manifest
  if (keys.manifest.at < at) throw conflict('backup_keys_older', { theirs: keys.manifest.at, ours: at })
  const line = await openCopyLine(url)
  try {
    const [said] = await line.ask<{ isOurs: boolean }>(alone)
    if (!said!.isOurs) throw conflict('backup_running')
    const lost = (await areLoaded(line, data)) ? 0 : await blamingFiles([data, keys], () => load(ctx, line, url, data, keys))
    const files = await takeFilesBack(ctx.db, from)
    const swept = await resweep(ctx)
    await unit(ctx, async (tx) => {
      await readBooksAnew(tx)
      await record(tx, 'retention.backup_restored', { subject: 'backup', data: { tables: tables.length, lost, at } })
    })
    await line.ask(`drop schema ${besides} cascade`)
    return { at, tables: tables.length, rows: tables.reduce((sum, { rows }) => sum + rows, 0), lost, files, swept }
  } finally {
    await line.close()
  }
}
