import { sql, type Insertable, type Selectable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { Rectifications } from '#src/platform/db.types.ts'
import type { RectifiableField, RectifiableKind } from './rectification.ts'

export type RectificationRow = Selectable<Rectifications>

const tables: Record<RectifiableKind, string> = { user: 'merchant_users', person: 'people', payer: 'payers' }

/** As it stands; empty where nothing is known. Null: no such row. */
export const readValue = async (db: ReadDb, kind: RectifiableKind, subjectId: string, field: RectifiableField): Promise<string | null> =>
  (await sql<{ value: string }>`select coalesce(t.${sql.ref(field)}::text, '') as value from ${sql.table(tables[kind])} t where t.id = ${subjectId}`
    .execute(db))
    .rows[0]
    ?.value ?? null

export const insertRectification = (db: WritableDb, row: Insertable<Rectifications>): Promise<unknown> =>
  db.insertInto('rectifications').values(row).execute()
export const lockRectification = async (db: WritableDb, id: string): Promise<RectificationRow | null> =>
  (await db.selectFrom('rectifications').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null
export const findRectification = async (db: ReadDb, id: string): Promise<RectificationRow | null> =>
  (await db.selectFrom('rectifications').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
export const changeRectification = (db: WritableDb, id: string, change: Partial<Insertable<Rectifications>>): Promise<unknown> =>
  db.updateTable('rectifications').set(change).where('id', '=', id).execute()
export const listRectifications = (db: ReadDb, requestId: string): Promise<RectificationRow[]> =>
  db.selectFrom('rectifications').selectAll().where('request_id', '=', requestId).orderBy('id').execute()
export const keepVersion = (
  db: WritableDb,
  { id, subject_id, field, value_before, value_after }: RectificationRow,
  at: Date,
): Promise<unknown> =>
  db.insertInto('rectified_values').values({ rectification_id: id, subject_id, field, value_before, value_after, at }).execute()
