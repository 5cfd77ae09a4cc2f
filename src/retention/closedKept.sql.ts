import { sql, type RawBuilder, type Selectable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { ClosedKept } from '#src/platform/db.types.ts'
import { coversSql, isHeldOpenlySql, isHeldSql } from './legalHolds.sql.ts'

export type KeptRow = Selectable<ClosedKept>
export type HeldInSecret = { id: string; merchantId: string | null; subjectIds: string[] }

/** Whether anything is held on a secret ground at all: otherwise nothing needs a copy. */
const isAnyHeldInSecret = async (db: ReadDb): Promise<boolean> =>
  (await sql<{ is: boolean }>`select exists (select from legal_holds where lifted_at is null and ground = 'opposition') as is`.execute(db))
    .rows[0]!
    .is

const row = { merchantId: sql`found.merchant_id`, subjectIds: sql`found.subject_ids` }

/**
 * Of the rows of `over` (a purger's), what an order on a secret ground alone holds. The newest first: a credit note goes before the invoice
 * it names.
 */
export const listHeldInSecret = async (db: ReadDb, over: RawBuilder<unknown>): Promise<HeldInSecret[]> =>
  (await isAnyHeldInSecret(db))
    ? (await sql<HeldInSecret>`with found as materialized (${over})
      select found.id, found.merchant_id as "merchantId", array_remove(found.subject_ids, null) as "subjectIds" from found
      where not found.is_kept and ${isHeldSql(row)} and not ${isHeldOpenlySql(row)} order by found.id desc`
      .execute(db))
      .rows
    : []

/** The same of payers who never paid. */
export const listPayersInSecret = (db: ReadDb, ids: readonly string[]): Promise<HeldInSecret[]> =>
  listHeldInSecret(
    db,
    sql`select y.id, y.merchant_id, array[y.id] as subject_ids, false as is_kept from payers y where y.id = any(${ids}::text[])`,
  )

/**
 * From here to `takeLostRows` the database notes every row that this transaction takes or changes, as it was
 * (migrations/2026-12-28-0900_whole_files_are_kept_apart.ts).
 */
export const noteLostRows = async (db: WritableDb): Promise<void> => {
  await sql`create temporary table if not exists lost_rows (n bigint generated always as identity, source text not null, was jsonb not null) on commit drop`
    .execute(db)
  await sql`truncate pg_temp.lost_rows`.execute(db)
  await sql`select set_config('vigie.notes_lost_rows', 'on', true)`.execute(db)
}

/** What was noted, as JSON: rows by table; of one that was changed and then went, what it was at first. */
export const takeLostRows = async (db: WritableDb): Promise<string> => {
  await sql`select set_config('vigie.notes_lost_rows', 'off', true)`.execute(db)
  return (await sql<{ rows: string }>`with first as (select distinct on (source, coalesce(was ->> 'id', was::text)) n, source, was from pg_temp.lost_rows order by source, coalesce(was ->> 'id', was::text), n),
      tables as (select source, json_agg(was order by n) as rows from first group by source)
    select coalesce(json_object_agg(source, rows order by source), '{}')::text as rows from tables`
    .execute(db))
    .rows[0]!
    .rows
}

/** Under which keys of a person pieces of a file lie, by their storage keys; one may have changed keys before its row says so. */
export const listKeyNames = async (db: ReadDb, storageKeys: readonly string[]): Promise<string[]> =>
  (await sql<{ id: string }>`select k.id from documents o join person_keys k on k.id = o.key_id or (k.subject_id = o.person_id and k.destroyed_at is null)
    where o.storage_key = any(${storageKeys}::text[]) group by 1`
    .execute(db))
    .rows
    .map(({ id }) => id)

export const insertKept = async (db: WritableDb, kept: KeptRow, files: readonly string[]): Promise<void> => {
  await db.insertInto('closed_kept').values(kept).execute()
  if (files.length > 0)
    await db.insertInto('closed_kept_files').values(files.map((key) => ({ storage_key: key, kept_id: kept.id }))).execute()
}

export const isFileKept = async (db: ReadDb, storageKey: string): Promise<boolean> =>
  (await db.selectFrom('closed_kept_files').select('kept_id').where('storage_key', '=', storageKey).executeTakeFirst()) !== undefined

const keptRow = { merchantId: sql`closed_kept.merchant_id`, subjectIds: sql`closed_kept.subject_ids` }

const keptPage = 100

/** What an order holds of it, by key, page by page. For the circle alone. */
export async function* eachKeptUnder(db: ReadDb, holdId: string): AsyncGenerator<KeptRow> {
  for (let after = '';;) {
    const rows = await db
      .selectFrom('closed_kept')
      .selectAll()
      .where('id', '>', after)
      .where(sql<boolean>`exists (select from legal_holds held where held.id = ${holdId} and ${coversSql(keptRow)})`)
      .orderBy('id')
      .limit(keptPage)
      .execute()
    yield* rows
    if (rows.length < keptPage) return
    after = rows.at(-1)!.id
  }
}

export const countKeptUnder = async (db: ReadDb, holdId: string): Promise<number> =>
  (await sql<{ rows: number }>`select count(*)::int as rows from closed_kept where exists (select from legal_holds held where held.id = ${holdId} and ${coversSql(keptRow)})`
    .execute(db))
    .rows[0]!
    .rows

/** What no order holds any more; answers how many went, and their files, which still lie in the store. */
export const dropUnheld = async (db: WritableDb): Promise<{ rows: number; files: string[] }> =>
  (await sql<{ rows: number; files: string[] }>`with unheld as materialized (select id from closed_kept where not ${isHeldSql(keptRow)}),
      files as (delete from closed_kept_files where kept_id in (select id from unheld) returning storage_key),
      gone as (delete from closed_kept where id in (select id from unheld) and not ${isHeldSql(keptRow)} returning id)
    select (select count(*)::int from gone) as rows, array(select storage_key from files) as files`
    .execute(db))
    .rows[0]!
