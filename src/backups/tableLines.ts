import type { CopyLine } from '#src/platform/copy.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import { tombstoneLines } from '#src/tombstones/tombstoneFile.ts'
import type { Column } from './catalog.sql.ts'
import { keysOf } from './keysOf.ts'
import type { TablePart } from './manifest.ts'
import { headOf } from './rowFile.ts'
import { inBatches, sealRow } from './rows.ts'
import { columnList, keyTables, personalColumns, rowKeyColumn, rowKeyTables, selectRows, tombstoneTable } from './rowKeys.ts'

/** `parts` grows with each table, and its rows are counted as they leave. */
export type Source = { db: Ctx['db']; line: CopyLine; columns: ReadonlyMap<string, Column[]>; house: Buffer; parts: TablePart[] }

/** Small enough that sealing one keeps nobody waiting, where a server makes the backup itself. */
const batchSize = 500

const begin = ({ parts }: Source, table: string, sealed: string[], plain: string[]): TablePart => {
  const part = { table, sealed, plain, rows: 0 }
  parts.push(part)
  return part
}

/** Every table but those of keys; the words of persons in it sealed, each row's under the key of whom it is of. */
export async function* rowLines(source: Source): AsyncGenerator<string> {
  for (const [table, columns] of source.columns) {
    if (keyTables.includes(table)) continue
    const [personal, names] = [personalColumns(table), columns.map(({ name }) => name)]
    const part = begin(source, table, names.filter((name) => personal.has(name)), names.filter((name) => !personal.has(name)))
    yield headOf(table)
    for await (const batch of inBatches(source.line.out(selectRows(table, part.sealed, part.plain)), batchSize)) {
      part.rows += batch.length
      yield part.sealed.length === 0 ? asText(batch) : await sealed(source, part, batch)
    }
  }
}

const asText = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

const sealed = async ({ db, house }: Source, { table, sealed: { length } }: TablePart, batch: readonly string[]): Promise<string> => {
  const rows = batch.map((row) => row.split('\t'))
  const keys = await keysOf(db, rows.map(([name]) => name!))
  return asText(rows.map((fields) => sealRow(table, length, fields, fields[0] === '' ? house : (keys.get(fields[0]!) ?? null))))
}

/** Keys, each wrapped as it is, and every tombstone. */
export async function* keyLines(source: Source): AsyncGenerator<string> {
  const wanted = [
    ...keyTables.map((table) => ({ table, names: source.columns.get(table)!.map(({ name }) => name) })),
    ...rowKeyTables.map((table) => ({ table, names: ['id', rowKeyColumn] })),
  ]
  for (const { table, names } of wanted) {
    const part = begin(source, table, [], names)
    yield headOf(table)
    for await (const batch of inBatches(source.line.out(`select ${columnList(names)} from "${table}"`), batchSize)) {
      part.rows += batch.length
      yield asText(batch)
    }
  }
  yield* tombstones(source)
}

/** As the table has them that a restored database reads them into. */
async function* tombstones(source: Source): AsyncGenerator<string> {
  const part = begin(source, tombstoneTable, [], ['category', 'hash', 'purged_at'])
  yield headOf(tombstoneTable)
  for await (const text of tombstoneLines(source.db)) {
    const lines = text.split('\n').map((line) => line.split(',')).filter((fields): fields is [string, string, string] =>
      fields.length === 3 && fields[0] !== 'category'
    )
    part.rows += lines.length
    if (lines.length > 0) yield asText(lines.map(([category, hash, at]) => `${category}\t\\\\x${hash}\t${at}`))
  }
}
