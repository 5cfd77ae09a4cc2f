import type { Insertable, Selectable, Updateable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { ClosedOppositions } from '#src/platform/db.types.ts'

export type OppositionRow = Selectable<ClosedOppositions>

export const insertOpposition = async (db: WritableDb, row: Insertable<ClosedOppositions>): Promise<void> =>
  void (await db.insertInto('closed_oppositions').values(row).execute())
export const lockOpposition = async (db: WritableDb, id: string): Promise<OppositionRow | null> =>
  (await db.selectFrom('closed_oppositions').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null
export const changeOpposition = async (db: WritableDb, id: string, change: Updateable<ClosedOppositions>): Promise<void> =>
  void (await db.updateTable('closed_oppositions').set(change).where('id', '=', id).execute())
export const listOppositions = (db: ReadDb, declarationId: string): Promise<OppositionRow[]> =>
  db.selectFrom('closed_oppositions').selectAll().where('declaration_id', '=', declarationId).orderBy('id').execute()
