import { sql, type Insertable, type Selectable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { WatchlistImports } from '#src/platform/db.types.ts'
import type { ListCode } from './watchlist.ts'

export type KeptFile = { name: string; storageKey: string; byteCount: number }
export type ImportRow = Omit<Selectable<WatchlistImports>, 'files' | 'list_code'> & { files: KeptFile[]; list_code: ListCode }

const from = (row: Selectable<WatchlistImports> | undefined): ImportRow | null => (row ? (row as unknown as ImportRow) : null)

/** False: one of this list is read already. */
export const insertImport = async (db: WritableDb, row: Insertable<WatchlistImports>): Promise<boolean> =>
  Number(
    (await db
      .insertInto('watchlist_imports')
      .values(row)
      .onConflict((oc) => oc.column('list_code').where('ended_at', 'is', null).doNothing())
      .executeTakeFirst())
      .numInsertedOrUpdatedRows,
  ) === 1
export const changeImport = (db: WritableDb, id: string, change: Partial<Insertable<WatchlistImports>>): Promise<unknown> =>
  db.updateTable('watchlist_imports').set(change).where('id', '=', id).execute()
export const lockImport = async (db: WritableDb, id: string): Promise<ImportRow | null> =>
  from(await db.selectFrom('watchlist_imports').selectAll().where('id', '=', id).forUpdate().executeTakeFirst())
export const findImport = async (db: ReadDb, id: string): Promise<ImportRow | null> =>
  from(await db.selectFrom('watchlist_imports').selectAll().where('id', '=', id).executeTakeFirst())

/** The newest of a list, whatever became of it. */
export const findLastImport = async (db: ReadDb, list: string): Promise<ImportRow | null> =>
  from(await db.selectFrom('watchlist_imports').selectAll().where('list_code', '=', list).orderBy('id', 'desc').limit(1).executeTakeFirst())

/** Those to be read; one that was begun and gave no sign of life since `idleSince` is taken up again. */
export const listWaitingImports = async (db: ReadDb, idleSince: Date): Promise<{ id: string; listCode: ListCode }[]> =>
  (await sql<{ id: string; listCode: ListCode }>`select id, list_code as "listCode" from watchlist_imports where ended_at is null and (state = 'ordered' or seen_at < ${idleSince}) order by id limit 20`
    .execute(db))
    .rows
