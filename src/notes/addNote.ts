import { notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { inspectFiles, type Inspected, type SentFile } from '#src/documents/receiveDocument.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { findMerchantKey } from '#src/platform/merchant-keys.ts'
import { record } from '#src/platform/record.ts'
import { putFile, removeFile } from '#src/platform/storage.ts'
import { takeTicket } from '#src/platform/submission.ts'
import { findAttachment, insertAttachment, insertNote } from './notes.sql.ts'

export type NewNote = {
  merchantId: string
  /** The case it is written on. */
  subjectId: string
  body: string
  files: readonly SentFile[]
  ticket?: string
}

const attach = async (tx: Tx, noteId: string, merchantId: string, { bytes, file }: Inspected): Promise<void> => {
  const id = newId('natt', tx.now)
  const key = await findMerchantKey(tx.db, merchantId)
  if (!key) throw notFound()
  tx.onRollback(async (db) => {
    if (!(await findAttachment(db, id))) await removeFile(id)
  })
  await putFile(id, key, bytes)
  const { fileName, type, mime, byteCount, sha256 } = file
  await insertAttachment(tx.db, {
    id,
    note_id: noteId,
    merchant_id: merchantId,
    file_name: fileName,
    type,
    mime,
    byte_count: byteCount,
    sha256: Buffer.from(sha256, 'hex'),
    storage_key: id,
  })
}

const write = async (tx: Tx, note: NewNote, inspected: Inspected[]): Promise<void> => {
  if (!(await takeTicket(tx, note.ticket))) return
  const id = newId('note', tx.now)
  await insertNote(tx.db, {
    id,
    merchant_id: note.merchantId,
    subject_id: note.subjectId,
    body: note.body,
    author_id: tx.actor.id,
    at: tx.now,
  })
  for (const one of inspected) await attach(tx, id, note.merchantId, one)
  await record(tx, 'note.added', {
    subject: id,
    merchantId: note.merchantId,
    data: { caseId: note.subjectId, attachments: inspected.length },
  })
}

/**
 * Writes a note on a case, with its files sealed under the merchant's key. The same form sent twice is one note. 422 names a bad `file`.
 */
export const addNote = async (ctx: Ctx | Tx, note: NewNote): Promise<void> => {
  const inspected = await inspectFiles(note.files)
  await unit(ctx, (tx) => write(tx, note, inspected))
}
