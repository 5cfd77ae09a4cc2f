import type { Insertable, Selectable } from 'kysely'
import type { NoteAttachments, Notes } from '#src/platform/db.types.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'

export type AttachmentRow = Selectable<NoteAttachments>
export type Attachment = { id: string; fileName: string; byteCount: number }
export type NoteOnCase = { id: string; at: Date; authorId: string; authorName: string; body: string; attachments: Attachment[] }

export const insertNote = async (db: WritableDb, row: Insertable<Notes>): Promise<void> => {
  await db.insertInto('notes').values(row).execute()
}

export const insertAttachment = async (db: WritableDb, row: Insertable<NoteAttachments>): Promise<void> => {
  await db.insertInto('note_attachments').values(row).execute()
}

export const findAttachment = async (db: ReadDb, id: string): Promise<AttachmentRow | null> =>
  (await db.selectFrom('note_attachments').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

const listAttachments = (db: ReadDb, noteIds: string[]) =>
  db
    .selectFrom('note_attachments')
    .select(['id', 'note_id', 'file_name', 'byte_count'])
    .where('note_id', 'in', noteIds)
    .orderBy('id')
    .execute()

const longestList = 200

/** The notes on a case, newest first. */
export const listNotes = async (db: ReadDb, subjectId: string): Promise<NoteOnCase[]> => {
  const notes = await db
    .selectFrom('notes')
    .innerJoin('staff', 'staff.id', 'notes.author_id')
    .select(['notes.id', 'notes.at', 'notes.body', 'notes.author_id as authorId', 'staff.name as authorName'])
    .where('notes.subject_id', '=', subjectId)
    .orderBy('notes.id', 'desc')
    .limit(longestList)
    .execute()
  if (notes.length === 0) return []
  const attachments = await listAttachments(db, notes.map(({ id }) => id))
  return notes.map((note) => ({
    ...note,
    attachments: attachments.filter((one) => one.note_id === note.id).map((one) => ({
      id: one.id,
      fileName: one.file_name,
      byteCount: one.byte_count,
    })),
  }))
}
