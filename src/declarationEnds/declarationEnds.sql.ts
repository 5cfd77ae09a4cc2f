import type { Insertable, Selectable, Updateable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { ClosedPurges } from '#src/platform/db.types.ts'
import { eraseLines, type EndedLines, type Ending } from '#src/purgers/declarations.sql.ts'

export type ClosedPurgeRow = Selectable<ClosedPurges>

export const insertClosedPurge = (db: WritableDb, row: Insertable<ClosedPurges>): Promise<unknown> =>
  db.insertInto('closed_purges').values(row).execute()
export const changeClosedPurge = (db: WritableDb, id: string, change: Updateable<ClosedPurges>): Promise<unknown> =>
  db.updateTable('closed_purges').set(change).where('id', '=', id).execute()
export const lockClosedPurge = async (db: WritableDb, id: string): Promise<ClosedPurgeRow | null> =>
  (await db.selectFrom('closed_purges').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null
export const findClosedPurge = async (db: ReadDb, id: string): Promise<ClosedPurgeRow | null> =>
  (await db.selectFrom('closed_purges').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
export const findProposedPurge = async (db: ReadDb): Promise<ClosedPurgeRow | null> =>
  (await db.selectFrom('closed_purges').selectAll().where('state', '=', 'proposed').executeTakeFirst()) ?? null
/** The newest first. */
export const listClosedPurges = (db: ReadDb, limit: number): Promise<ClosedPurgeRow[]> =>
  db.selectFrom('closed_purges').selectAll().where('state', '<>', 'proposed').orderBy('id', 'desc').limit(limit).execute()

/** Erased where everything is erased (src/purgers), with the predicate of legal holds in the statement. */
export const endLines = (db: WritableDb, ending: Ending): Promise<EndedLines> => eraseLines(db, ending)

/** By name, for the paper they sign. */
export const listNamesOf = async (db: ReadDb, ids: readonly string[]): Promise<Map<string, string>> =>
  new Map((await db.selectFrom('staff').select(['id', 'name']).where('id', 'in', ids).execute()).map(({ id, name }) => [id, name]))
