import type { CopyLine } from '#src/platform/copy.ts'
import { batchesAsLines, batchesOf, load, type Folder } from './folder.ts'
import { columnList, keyTables, rowKeyTables } from './rowKeys.ts'

/** Where the keys lie while rows are opened by them: what is restored is not seen before all of it is there. */
export const besides = 'restoring'
export const besidesUrl = (url: string): string => {
  const address = new URL(url)
  address.searchParams.set('options', `-c search_path=${besides},public`)
  return address.href
}

export const loadKeys = (line: CopyLine, keys: Folder): Promise<void> =>
  line.inTransaction(async () => {
    await line.ask(`drop schema if exists ${besides} cascade`)
    await line.ask(`create schema ${besides}`)
    for (const part of keys.manifest.tables.filter(({ table }) => keyTables.includes(table))) {
      await line.ask(`create table ${besides}.${part.table} (like public.${part.table} including indexes)`)
      await load(line, { ...part, table: `${besides}.${part.table}` }, batchesAsLines(keys, part))
    }
  })

/** Of rows that have a key each: by table and id, as `copy` writes bytes. */
export const readRowKeys = async (keys: Folder): Promise<Map<string, string>> => {
  const found = new Map<string, string>()
  for (const part of keys.manifest.tables.filter(({ table }) => rowKeyTables.includes(table)))
    for await (const batch of batchesOf(keys, part)) for (const [id, wrapped] of batch.map((row) => row.split('\t'))) found.set(`${part.table}:${id}`, wrapped!)
  return found
}

/** Keys made since the backup was, of whom it knows nothing, stay out. */
const keysOfRestored: Readonly<Record<string, string>> = {
  merchant_keys: 'exists (select from public.merchants m where m.id = k.merchant_id)', person_keys: 'exists (select from public.merchants m where m.id = k.merchant_id)', card_vault: 'exists (select from public.cards c where c.id = k.card_id)',
}

export const takeKeys = async (line: CopyLine, keys: Folder): Promise<void> => {
  for (const { table, plain } of keys.manifest.tables.filter((part) => keyTables.includes(part.table)))
    await line.ask(`insert into public.${table} (${columnList(plain)}) select ${columnList(plain)} from ${besides}.${table} k where ${keysOfRestored[table]}`)
}
