import { sql } from 'kysely'
import { dictionary } from '#src/kernel/dictionary.ts'
import type { ReadDb } from '#src/platform/db.ts'

export type Column = { name: string; type: string; isNullable: boolean }

/** Tables of ours and the columns that are stored (not those the database works out), in their order. */
export const listColumns = async (db: ReadDb): Promise<Map<string, Column[]>> => {
  const { rows } = await sql<Column & { table: string }>`
    select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type, not a.attnotnull as "isNullable"
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not like 'kysely\\_%' order by c.relname, a.attnum`
    .execute(db)
  const tables = new Map<string, Column[]>()
  for (const { table, ...column } of rows) tables.set(table, [...(tables.get(table) ?? []), column])
  return tables
}

export const findMigration = async (db: ReadDb): Promise<string> =>
  (await sql<{ name: string }>`select name from kysely_migration order by name desc limit 1`.execute(db)).rows[0]?.name ?? ''

/** What nobody has worked in: a restore would overwrite anything else. */
export const untouched =
  `select not exists (select from public.staff) and not exists (select from public.merchants) and not exists (select from public.audit_events) as "isUntouched"`
export const isUntouched = async (db: ReadDb): Promise<boolean> =>
  (await sql.raw<{ isUntouched: boolean }>(untouched).execute(db)).rows[0]!.isUntouched

/** One backup or restore of a database at a time, for as long as the connection is open. */
export const alone = `select pg_try_advisory_lock(hashtext('vigie backup')) as "isOurs"`

/** Columns that count by themselves, with the sequence behind each. */
export const counters =
  `select format('select setval(%L, coalesce((select max(%I) from %I), 1), exists (select from %I))', pg_get_serial_sequence(quote_ident(c.relname), a.attname), a.attname, c.relname, c.relname) as statement
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and pg_get_serial_sequence(quote_ident(c.relname), a.attname) is not null`

/**
 * References between our tables: taken away while rows come in no order, and put back, which proves each of them. `undo` and `redo` are
 * statements.
 */
export const references =
  `select format('alter table %I drop constraint %I', c.relname, f.conname) as undo, format('alter table %I add constraint %I %s', c.relname, f.conname, pg_get_constraintdef(f.oid)) as redo
  from pg_constraint f join pg_class c on c.oid = f.conrelid where f.contype = 'f' and f.connamespace = 'public'::regnamespace order by c.relname, f.conname`

/** `key`, of the rows `r` of a table that have a file. */
type Place = { table: string; key: string; where: string }

/** Where the key of a file is that of its row, or stands in a list. Of a piece that was taken out of a declaration the file went. */
const particular: readonly Place[] = [
  { table: 'evidence_files', key: 'r.id', where: 'true' },
  { table: 'closed_pieces', key: 'r.id', where: 'r.removed_at is null' },
  { table: 'watchlist_imports', key: `jsonb_array_elements(r.files) ->> 'storageKey'`, where: 'true' },
]

/** Rows that stay when their file has gone. */
const still: Readonly<Record<string, string>> = dictionary({ rights_files: ' and r.erased_at is null' })

/** Where files are named. */
export const listFilePlaces = async (db: ReadDb): Promise<Place[]> => {
  const { rows } = await sql<{ table: string; name: string }>`select table_name as table, column_name as name from information_schema.columns where table_schema = 'public' and column_name like '%storage\\_key' order by 1, 2`
    .execute(db)
  return [
    ...rows.map(({ table, name }) => ({ table, key: `r.${name}`, where: `r.${name} is not null${still[table] ?? ''}` })),
    ...particular,
  ]
}

const page = 10_000

/** The keys that are named in a place, by pages. */
export async function* listFileKeys(db: ReadDb, { table, key, where }: Place): AsyncGenerator<string[]> {
  for (let after = '';;) {
    const { rows } = await sql<{ key: string }>`select key from (select ${sql.raw(key)} as key from ${sql.table(table)} r where ${sql.raw(where)}) named where key > ${after} order by 1 limit ${page}`
      .execute(db)
    yield rows.map((row) => row.key)
    if (rows.length < page) return
    after = rows.at(-1)!.key
  }
}
