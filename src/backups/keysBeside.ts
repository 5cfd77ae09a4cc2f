import { dictionary } from '#src/kernel/dictionary.ts'
import type { CopyLine } from '#src/platform/copy.ts'
import type { Column } from './catalog.sql.ts'
import { batchesOf, type Folder } from './folder.ts'
import { loadTables } from './loading.ts'
import { columnList, hasKeyedRow, keyTables, rowKeyTables, tombstoneTable } from './rowKeys.ts'

/**
 * Where the keys and tombstones lie while rows are opened by them, and until what was erased is erased once more: a restore that was
 * stopped is known by it.
 */
export const besides = 'restoring'
export const besidesUrl = (url: string): string => {
  const address = new URL(url)
  address.searchParams.set('options', `-c search_path=${besides},public`)
  return address.href
}

const beside = [...keyTables, tombstoneTable]

/** Whether the columns of these keys are those of this database: a later version's are taken where it changed nothing of them. */
export const keysFit = ({ manifest }: Folder, columns: ReadonlyMap<string, Column[]>): boolean =>
  keyTables.every((table) =>
    manifest.tables.find((part) => part.table === table)?.plain.toSorted().join() ===
      columns.get(table)?.map(({ name }) => name).toSorted().join()
  )

/** Keys into a schema of their own; answers those of rows that have one each, by table and id, as `copy` writes bytes. */
export const loadKeys = async (line: CopyLine, keys: Folder): Promise<Map<string, string>> => {
  const rowKeys = new Map<string, string>()
  await line.inTransaction(async () => {
    await line.ask(`drop schema if exists ${besides} cascade`)
    await line.ask(`create schema ${besides}`)
    for (const table of beside) await line.ask(`create table ${besides}.${table} (like public.${table} including indexes)`)
    const target = (table: string): string | null => (beside.includes(table) ? `${besides}.${table}` : null)
    const batches = async function*() {
      for await (const batch of batchesOf(keys)) {
        if (rowKeyTables.includes(batch.table)) {
          for (const [id, wrapped] of batch.lines.map((row) => row.split('\t'))) rowKeys.set(`${batch.table}:${id}`, wrapped!)
        }
        yield batch
      }
    }
    await loadTables(line, batches(), keys.manifest.tables, target, async ({ lines }) => lines)
  })
  return rowKeys
}

/** Keys made since the backup was, of whom it knows nothing, stay out. */
const takes: Readonly<Record<string, string>> = dictionary({
  merchant_keys: 'where exists (select from public.merchants m where m.id = k.merchant_id)',
  person_keys: 'where exists (select from public.merchants m where m.id = k.merchant_id)',
  card_vault: 'where exists (select from public.cards c where c.id = k.card_id)',
  row_keys: `where ${hasKeyedRow('k')}`,
  [tombstoneTable]: 'on conflict do nothing',
})

export const takeKeys = async (line: CopyLine, { manifest }: Folder): Promise<void> => {
  for (const { table, plain } of manifest.tables.filter((part) => beside.includes(part.table)))
    await line.ask(
      `insert into public.${table} (${columnList(plain)}) select ${columnList(plain)} from ${besides}.${table} k ${takes[table]}`,
    )
}
