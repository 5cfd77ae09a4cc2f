import type { Insertable, Selectable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { Restrictions } from '#src/platform/db.types.ts'

export type RestrictionRow = Selectable<Restrictions>

/** False: it stands already. */
export const insertRestriction = async (db: WritableDb, row: Insertable<Restrictions>): Promise<boolean> =>
  Number((await db.insertInto('restrictions').values(row).onConflict((oc) => oc.columns(['subject_id', 'ground']).where('lifted_at', 'is', null).doNothing()).executeTakeFirst()).numInsertedOrUpdatedRows) === 1

export const lockRestriction = async (db: WritableDb, id: string): Promise<RestrictionRow | null> => (await db.selectFrom('restrictions').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null
export const findRestriction = async (db: ReadDb, id: string): Promise<RestrictionRow | null> => (await db.selectFrom('restrictions').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
export const endRestriction = (db: WritableDb, id: string, end: { lifted_by: string; lifted_at: Date; lift_reason: string }): Promise<unknown> => db.updateTable('restrictions').set(end).where('id', '=', id).execute()

export const listRestrictionsOf = (db: ReadDb, subjectIds: readonly string[]): Promise<RestrictionRow[]> =>
  subjectIds.length === 0 ? Promise.resolve([]) : db.selectFrom('restrictions').selectAll().where('subject_id', 'in', subjectIds).where('lifted_at', 'is', null).orderBy('id').execute()

export const listRestrictionsOfRequest = (db: ReadDb, requestId: string): Promise<RestrictionRow[]> => db.selectFrom('restrictions').selectAll().where('request_id', '=', requestId).orderBy('id').execute()
