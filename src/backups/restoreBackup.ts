import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { conflict } from '#src/kernel/errors.ts'
import { openCopyLine, type CopyLine } from '#src/platform/copy.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { openDatabase } from '#src/platform/db.ts'
import { record } from '#src/platform/record.ts'
import { readTombstones } from '#src/tombstones/tombstoneFile.ts'
import { resweep, type Swept } from '#src/tombstones/resweep.ts'
import { blankOf } from './blanks.ts'
import { counters, findMigration, isUntouched, listColumns, references, type Column } from './catalog.sql.ts'
import { takeFilesBack } from './files.ts'
import { batchesOf, broken, findKeysFolder, load, openFolder, type Folder } from './folder.ts'
import { keysOf } from './keysOf.ts'
import { besides, besidesUrl, loadKeys, readRowKeys, takeKeys } from './keysBeside.ts'
import { tombstonesName, type Manifest, type TablePart } from './manifest.ts'
import { openRow, splitRow, valueOfShape, type SealedRow } from './rows.ts'
import { rowKeyColumn, rowKeyTables } from './rowKeys.ts'

type Opening = { db: Ctx['db']; columns: ReadonlyMap<string, Column[]>; rowKeys: ReadonlyMap<string, string>; lost: (rows: number) => void }

/** A key that opens nothing, as `copy` writes bytes: what it was of is over. */
const noiseKey = (): string => `\\\\x${randomBytes(61).toString('hex')}`

/** The digest of the file is known at its end only: what does not open before is the same fault. */
const tryOpen = (table: string, row: SealedRow, key: Buffer | null): string[] | null => {
  try {
    return openRow(table, row, key)
  } catch {
    throw broken(`${table}.sealed`)
  }
}

/** The rows of a file as `copy` takes them: opened, and where the key is gone with blanks in place of what it sealed. */
async function* openedLines(folder: Folder, part: TablePart, { db, columns, rowKeys, lost }: Opening): AsyncGenerator<string> {
  const { table, sealed, plain } = part
  const described = new Map(columns.get(table)!.map((column) => [column.name, column]))
  const [keyAt, idAt] = [rowKeyTables.includes(table) ? sealed.indexOf(rowKeyColumn) : -1, plain.indexOf('id')]
  const fieldsOf = (line: string, keys: Map<string, Buffer | null>): string[] => {
    const row = splitRow(line)
    const opened = tryOpen(table, row, row.keyName === '' ? folder.house : (keys.get(row.keyName) ?? null))
    if (!opened) lost(1)
    const values = opened ?? sealed.map((column, at) => valueOfShape(row.shapes[at]!) ?? blankOf(table, described.get(column)!))
    if (keyAt >= 0) values[keyAt] = rowKeys.get(`${table}:${row.plain[idAt]}`) ?? noiseKey()
    return [...values, ...row.plain]
  }
  for await (const batch of batchesOf(folder, part)) {
    if (sealed.length === 0) yield `${batch.join('\n')}\n`
    else {
      const keys = await keysOf(db, batch.map((line) => line.slice(0, line.indexOf('\t'))))
      yield `${batch.map((line) => fieldsOf(line, keys).join('\t')).join('\n')}\n`
    }
  }
}

/** The rows stood under our triggers when they were written, and come in no order: neither triggers nor references look on while they come in, and the references are proved at the end. */
const loadRows = (line: CopyLine, data: Folder, keys: Folder, opening: Opening): Promise<void> =>
  line.inTransaction(async () => {
    const held = await line.ask<{ undo: string; redo: string }>(references)
    const tables = [...opening.columns.keys()]
    for (const { undo } of held) await line.ask(undo)
    for (const table of tables) await line.ask(`alter table public.${table} disable trigger user`)
    for (const table of tables) await line.ask(`delete from public.${table}`) // what a migration put there
    for (const part of data.manifest.tables) await load(line, { ...part, table: `public.${part.table}` }, openedLines(data, part, opening))
    await takeKeys(line, keys)
    for (const { statement } of await line.ask<{ statement: string }>(counters)) await line.ask(statement)
    for (const table of tables) await line.ask(`alter table public.${table} enable trigger user`)
    for (const { redo } of held) await line.ask(redo)
    await line.ask(`drop schema ${besides} cascade`)
  })

const mustFit = async (db: Ctx['db'], manifests: readonly Manifest[], columns: ReadonlyMap<string, Column[]>): Promise<void> => {
  if (!(await isUntouched(db))) throw conflict('backup_database_used')
  const migration = await findMigration(db)
  for (const one of manifests) if (one.migration !== migration) throw conflict('backup_other_schema', { theirs: one.migration, ours: migration })
  const unknown = manifests[0]!.tables.find(({ table, sealed, plain }) => [...sealed, ...plain].sort().join() !== (columns.get(table) ?? []).map(({ name }) => name).sort().join())
  if (unknown) throw broken(`${unknown.table}.sealed`)
}

export type Restored = { at: string; tables: number; rows: number; lost: number; files: { taken: number; missing: number }; swept: Swept[] }

/**
 * Brings a backup into a database that is migrated and empty, with the newest keys: what was erased since it was made finds none, and is erased once more by its tombstones. `lost`: rows whose words nobody can read any
 * more. Throws 422 where a file is not the one that was written, 409 where the database is in use or of another schema; then nothing of it is kept.
 */
export const restoreBackup = async (ctx: Ctx, { url, from, keys: keysPath }: { url: string; from: string; keys: string }): Promise<Restored> => {
  const [data, keys, columns] = [await openFolder(from, 'backup'), await openFolder(await findKeysFolder(keysPath), 'keys'), await listColumns(ctx.db)]
  await mustFit(ctx.db, [data.manifest, keys.manifest], columns)
  const [line, opened] = [await openCopyLine(url), openDatabase(besidesUrl(url), { max: 1 })]
  let lost = 0
  try {
    await loadKeys(line, keys)
    await loadRows(line, data, keys, { db: opened.db, columns, rowKeys: await readRowKeys(keys), lost: (rows) => { lost += rows } })
    await line.ask('analyze')
  } finally {
    await Promise.all([line.close(), opened.close()])
  }
  const { tables, at } = data.manifest
  const rows = tables.reduce((sum, part) => sum + part.rows, 0)
  await unit(ctx, (tx) => record(tx, 'retention.backup_restored', { subject: 'backup', data: { tables: tables.length, rows, lost, at } }))
  const files = await takeFilesBack(ctx.db, from)
  await readTombstones(ctx, join(keys.path, tombstonesName))
  return { at, tables: tables.length, rows, lost, files, swept: await resweep(ctx) }
}
