import type { Insertable, Selectable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { ClosedPieces } from '#src/platform/db.types.ts'

export type PieceRow = Selectable<ClosedPieces>

export const insertPiece = async (db: WritableDb, row: Insertable<ClosedPieces>): Promise<void> =>
  void (await db.insertInto('closed_pieces').values(row).execute())
export const findPiece = async (db: ReadDb, id: string): Promise<PieceRow | null> =>
  (await db.selectFrom('closed_pieces').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
export const listPieceRows = (db: ReadDb, declarationId: string): Promise<PieceRow[]> =>
  db
    .selectFrom('closed_pieces')
    .selectAll()
    .where('declaration_id', '=', declarationId)
    .where('removed_at', 'is', null)
    .orderBy('id')
    .execute()
export const markRemoved = async (db: WritableDb, id: string, at: Date): Promise<void> =>
  void (await db.updateTable('closed_pieces').set({ removed_at: at }).where('id', '=', id).execute())
