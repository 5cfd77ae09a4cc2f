import { sql, type Insertable, type Selectable, type Updateable } from 'kysely'
import { notFound } from '#src/kernel/errors.ts'
import type { Documents } from '#src/platform/db.types.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'

export type DocumentRow = Selectable<Documents>

export const findDocument = async (db: ReadDb, id: string): Promise<DocumentRow | null> =>
  (await db.selectFrom('documents').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

/** The pieces of a dossier, in the order of the checklist's lines and of their sending. What the merchant took back is not among them. */
export const listDocuments = (db: ReadDb, dossierId: string): Promise<DocumentRow[]> =>
  db.selectFrom('documents').selectAll().where('dossier_id', '=', dossierId).where('state', '<>', 'withdrawn').orderBy('requirement_key').orderBy('id').execute()

/** Throws 404. Lock the dossier first. */
export const lockDocument = async (db: WritableDb, id: string): Promise<DocumentRow> => {
  const row = await db.selectFrom('documents').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw notFound()
  return row
}

/** False when this merchant sent the very same bytes before: the unique index decides, two uploads at once included. */
export const insertDocument = async (db: WritableDb, row: Insertable<Documents>): Promise<boolean> => {
  const written = await db
    .insertInto('documents')
    .values(row)
    .onConflict((oc) => oc.columns(['merchant_id', 'sha256']).where('state', '<>', 'withdrawn').doNothing())
    .executeTakeFirst()
  return Number(written.numInsertedOrUpdatedRows) === 1
}

export const updateDocument = async (db: WritableDb, id: string, change: Updateable<Documents>): Promise<void> => {
  await db.updateTable('documents').set(change).where('id', '=', id).execute()
}

/** Pieces of one line of the checklist in one of these states. */
export const listPieces = (db: ReadDb, dossierId: string, requirementKey: string, states: readonly DocumentRow['state'][]): Promise<DocumentRow[]> =>
  db
    .selectFrom('documents').selectAll()
    .where('dossier_id', '=', dossierId).where('requirement_key', '=', requirementKey).where('state', 'in', states)
    .orderBy('id').execute()

/** Whether a document's row is there: asked before its file is thrown away. */
export const isDocumentKept = async (db: ReadDb, id: string): Promise<boolean> =>
  (await db.selectFrom('documents').select(sql`1`.as('one')).where('id', '=', id).executeTakeFirst()) !== undefined

export const deletePages = async (db: WritableDb, documentId: string): Promise<void> => {
  await db.deleteFrom('document_pages').where('document_id', '=', documentId).execute()
}
