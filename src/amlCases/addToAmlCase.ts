import { inspectFiles, type Inspected, type SentFile } from '#src/documents/receiveDocument.ts'
import { handlerOf } from '#src/alerts/handler.ts'
import { invalid, notFound } from '#src/kernel/errors.ts'
import { isId, newId } from '#src/kernel/ids.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { findMerchantKey } from '#src/platform/merchant-keys.ts'
import { record } from '#src/platform/record.ts'
import { getFile, putFile, removeFile } from '#src/platform/storage.ts'
import { takeTicket } from '#src/platform/submission.ts'
import { mostPieces, type AmlQuestion, type AmlSource } from './amlCase.ts'
import { findAmlPiece, insertAmlNote, insertAmlPiece, insertAnswer, listAmlPieces, replaceAnswer, type AmlCaseRow,
  type PieceRow } from './amlCases.sql.ts'
import { lockedLiving } from './moveAmlCase.ts'

/** What we say of a case among ourselves: not in the merchant's file, which more people read. The same form sent twice is one note. */
export const addAmlNote = (ctx: Ctx, id: string, { body, ticket }: { body: string; ticket?: string | undefined }): Promise<void> =>
  unit(ctx, async (tx) => {
    const { me } = await lockedLiving(tx, id)
    if (!(await takeTicket(tx, ticket))) return
    await insertAmlNote(tx.db, { id: newId('note', tx.now), case_id: id, body, author_id: me.id, at: tx.now })
    await record(tx, 'aml_case.noted', { subject: id })
  })

const keep = async (
  tx: Tx,
  one: AmlCaseRow,
  key: Buffer,
  { bytes, file: { fileName, mime, byteCount, sha256 } }: Inspected,
): Promise<void> => {
  const id = newId('acpc', tx.now)
  tx.onRollback(async (db) => {
    if (!(await findAmlPiece(db, id))) await removeFile(id)
  })
  const isNew = await insertAmlPiece(tx.db, {
    id,
    case_id: one.id,
    merchant_id: one.merchant_id,
    file_name: fileName,
    mime,
    byte_count: byteCount,
    sha256: Buffer.from(sha256, 'hex'),
    storage_key: id,
    added_by: tx.actor.id,
    added_at: tx.now,
  })
  if (!isNew) throw invalid({ file: 'amlCases:field.same_file' })
  await putFile(id, key, bytes)
  await record(tx, 'aml_case.piece_added', { subject: one.id, data: { pieceId: id } })
}

/** Files brought to a case, sealed under the merchant's key. 403, 404; 409 once it is concluded; 422 names a bad `file`. */
export const addAmlPieces = async (ctx: Ctx, id: string, files: readonly SentFile[]): Promise<void> => {
  handlerOf(ctx.actor)
  if (files.length === 0) throw invalid({ file: 'web:field.missing' })
  const inspected = await inspectFiles(files)
  await unit(ctx, async (tx) => {
    const { one } = await lockedLiving(tx, id)
    const key = await findMerchantKey(tx.db, one.merchant_id)
    if (!key) throw notFound()
    if ((await listAmlPieces(tx.db, id)).length + inspected.length > mostPieces) throw invalid({ file: 'amlCases:field.too_many' })
    for (const file of inspected) await keep(tx, one, key, file)
  })
}

/** The clear bytes of a piece; its reading is recorded. 404. */
export const openAmlPiece = async (ctx: Ctx, id: string, pieceId: string): Promise<{ piece: PieceRow; bytes: Buffer }> => {
  const piece = isId('acpc', pieceId) ? await findAmlPiece(ctx.db, pieceId) : null
  const key = piece && (await findMerchantKey(ctx.db, piece.merchant_id))
  if (!piece || piece.case_id !== id || !key) throw notFound()
  const bytes = await getFile(piece.storage_key, key, piece.sha256)
  await unit(ctx, (tx) => record(tx, 'aml_case.piece_read', { subject: id, data: { pieceId } }))
  return { piece, bytes }
}

export type Answering = {
  question: AmlQuestion
  isEstablished: boolean
  words: string
  source: AmlSource
  sourceWords: string
  pieceId: string
  ticket?: string | undefined
}

/**
 * An answer to a question of L561-10-2, with where it comes from. It takes the place of the one before, which is kept. Only in the enhanced
 * examination: 409 otherwise. 422 `words`, `source` (what is established comes from somewhere), `piece_id`.
 */
export const answerQuestion = (ctx: Ctx, id: string, said: Answering): Promise<void> =>
  unit(ctx, async (tx) => {
    const { one, me } = await lockedLiving(tx, id)
    if (one.state !== 'examination') throw invalid({ question: 'amlCases:field.not_begun' })
    if (!said.words.trim()) throw invalid({ words: 'web:field.missing' })
    if (said.isEstablished && said.source === 'none') throw invalid({ source: 'amlCases:field.source_needed' })
    const piece = said.pieceId ? await findAmlPiece(tx.db, said.pieceId) : null
    if (said.pieceId && piece?.case_id !== id) throw invalid({ piece_id: 'web:field.bad_choice' })
    if (!(await takeTicket(tx, said.ticket))) return
    await replaceAnswer(tx.db, id, said.question, tx.now)
    await insertAnswer(tx.db, {
      id: newId('aans', tx.now),
      case_id: id,
      question: said.question,
      is_established: said.isEstablished,
      words: said.words,
      source: said.source,
      source_words: said.sourceWords,
      piece_id: piece?.id ?? null,
      answered_by: me.id,
      answered_at: tx.now,
    })
    await record(tx, 'aml_case.answered', {
      subject: id,
      data: { question: said.question, isEstablished: said.isEstablished, source: said.source },
    })
  })
