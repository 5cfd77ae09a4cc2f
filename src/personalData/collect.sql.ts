import { sql } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'
import type { JsonObject } from '#src/platform/db.types.ts'
import { isGiven } from './columns.ts'
import { chosenNotes, paths } from './reach.sql.ts'
import type { Subjects } from './subject.ts'

/** Columns of a table in its own order, those that are bytes left out. */
const listColumns = async (db: ReadDb, table: string): Promise<string[]> =>
  (await sql<{ name: string }>`select column_name as name from information_schema.columns where table_schema = 'public' and table_name = ${table} and data_type <> 'bytea' order by ordinal_position`
    .execute(db))
    .rows
    .map(({ name }) => name)
    .filter((name) => isGiven(table, name))

/** More than any person has: a package that would be cut off is not made at all. */
const mostRows = 50_000

export type TableRows = { table: string; columns: string[]; rows: JsonObject[]; isCut: boolean }

const readRows = async (db: ReadDb, table: string, where: ReturnType<typeof chosenNotes>): Promise<TableRows> => {
  const columns = await listColumns(db, table)
  const pairs = sql.join(columns.map((name) => sql`t.${sql.ref(name)}`))
  const { rows } = await sql<JsonObject>`select to_jsonb(given) as row from (select ${pairs} from ${sql.table(table)} t where ${where} limit ${mostRows + 1}) given order by to_jsonb(given)::text collate "C"`
    .execute(db)
  return { table, columns, isCut: rows.length > mostRows, rows: rows.map(({ row }) => row as JsonObject) }
}

/** The rows of one person in one table, with the columns that go to him. */
export const listRowsOf = (db: ReadDb, table: string, subjects: Subjects): Promise<TableRows> =>
  readRows(db, table, paths[table]!.of(subjects))

/** Notes that somebody lets through, with the role of whoever wrote them and no name. */
export const listNotesLetThrough = async (db: ReadDb, ids: readonly string[]): Promise<JsonObject[]> =>
  ids.length === 0
    ? []
    : (await sql<JsonObject>`select to_jsonb(given) as row from (select t.id, t.at, (select min(r.role::text) from staff_roles r where r.staff_id = t.author_id) as author_role, t.body from notes t where ${chosenNotes(ids)} order by t.id) given`
      .execute(db))
      .rows
      .map(({ row }) => row as JsonObject)

export type PieceToGive = { id: string; merchantId: string; fileName: string; type: string }

/** Pieces whose bytes are there: of this person, not withdrawn. */
export const listPiecesOf = async (db: ReadDb, subjects: Subjects): Promise<PieceToGive[]> =>
  (await sql<PieceToGive>`select t.id, t.merchant_id as "merchantId", t.file_name as "fileName", t.type from documents t where ${paths['documents']!.of(subjects)} and t.state <> 'withdrawn' order by t.id`
    .execute(db))
    .rows
