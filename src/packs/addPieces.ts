import { findDeclaration } from '#src/declarations/declarations.sql.ts'
import { lockEntered, mustEnter } from '#src/declarations/enter.ts'
import { keyOf } from '#src/declarations/sealed.ts'
import { findDocument } from '#src/documents/documents.sql.ts'
import { readBytes } from '#src/documents/openDocument.ts'
import { inspectFiles, type Inspected, type SentFile } from '#src/documents/receiveDocument.ts'
import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { isId, newId } from '#src/kernel/ids.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { recordClosed } from '#src/platform/recordClosed.ts'
import { putFile, removeFile } from '#src/platform/storage.ts'
import { mostPieces, type PieceFacts } from './piece.ts'
import { findPiece, insertPiece, listPieceRows, markRemoved } from './pieces.sql.ts'
import { openFacts, sealFacts } from './sealPiece.ts'

type Declaration = Parameters<typeof keyOf>[0]
type Kept = { kind: 'piece' | 'order'; facts: PieceFacts; bytes: Buffer }

/**
 * Seals and keeps one file with a declaration, under the declaration's own key. Whose it is, and whether it may, the caller has made sure
 * of.
 */
export const keepPiece = async (tx: Tx, declaration: Declaration, { kind, facts, bytes }: Kept): Promise<string> => {
  const [id, key] = [newId('dpce', tx.now), keyOf(declaration)]
  tx.onRollback(async (db) => {
    if (!(await findPiece(db, id))) await removeFile(id)
  })
  await putFile(id, key, bytes)
  await insertPiece(tx.db, {
    id,
    declaration_id: declaration.id,
    kind,
    facts: sealFacts(key, id, facts),
    added_by: tx.actor.id,
    added_at: tx.now,
  })
  await recordClosed(tx, kind === 'order' ? 'declaration.order_added' : 'declaration.piece_added', {
    subject: declaration.id,
    data: { pieceId: id },
  })
  return id
}

export const factsOfFile = ({ file }: Inspected, sourceId = ''): PieceFacts => ({
  fileName: file.fileName,
  mime: file.mime,
  byteCount: file.byteCount,
  sha256: file.sha256,
  sourceId,
})

const lockWritten = async (tx: Tx, id: string) => {
  const row = await lockEntered(tx, id, 'declarations.write')
  if (row.state !== 'draft') throw conflict('state_has_changed')
  const key = keyOf(row)
  return { row, pieces: (await listPieceRows(tx.db, id)).map((one) => openFacts(key, one)) }
}

/** Files somebody brings. The very same file is kept once. 422 names a bad `file`; 409 once it is approved. */
export const addPieces = async (ctx: Ctx, id: string, files: readonly SentFile[]): Promise<void> => {
  mustEnter(ctx, 'declarations.write')
  if (files.length === 0) throw invalid({ file: 'web:field.missing' })
  const inspected = await inspectFiles(files)
  await unit(ctx, async (tx) => {
    const { row, pieces } = await lockWritten(tx, id)
    const isFirst = ({ file }: Inspected, i: number): boolean => inspected.findIndex((one) => one.file.sha256 === file.sha256) === i
    const news = inspected.filter((one, i) => isFirst(one, i) && !pieces.some(({ sha256 }) => sha256 === one.file.sha256))
    if (pieces.length + news.length > mostPieces) throw invalid({ file: 'declarations:field.too_many' })
    for (const one of news) await keepPiece(tx, row, { kind: 'piece', facts: factsOfFile(one), bytes: one.bytes })
    if (news.length === 0) await recordClosed(tx, 'declaration.piece_known', { subject: id })
  })
}

/** A copy of a piece of the merchant's file. Its own history, which others read, hears nothing: the register of the compartment does. */
export const takeDocument = async (ctx: Ctx, id: string, documentId: string): Promise<void> => {
  mustEnter(ctx, 'declarations.write')
  const [declaration, piece] = [await findDeclaration(ctx.db, id), isId('docu', documentId) ? await findDocument(ctx.db, documentId) : null]
  if (!declaration) throw notFound()
  if (!piece || piece.merchant_id !== declaration.merchant_id) throw invalid({ document_id: 'web:field.bad_choice' })
  const bytes = await readBytes(ctx, piece)
  await unit(ctx, async (tx) => {
    const { row, pieces } = await lockWritten(tx, id)
    if (pieces.some(({ sourceId }) => sourceId === documentId)) return recordClosed(tx, 'declaration.piece_known', { subject: id })
    if (pieces.length >= mostPieces) throw invalid({ document_id: 'declarations:field.too_many' })
    await keepPiece(tx, row, {
      kind: 'piece',
      bytes,
      facts: {
        fileName: piece.file_name,
        mime: piece.mime,
        byteCount: bytes.length,
        sha256: piece.sha256.toString('hex'),
        sourceId: documentId,
      },
    })
  })
}

/** Out of a draft; the file itself goes with the row's reference to it. Twice is once. */
export const removePiece = (ctx: Ctx, id: string, pieceId: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const { row } = await lockWritten(tx, id)
    const piece = await findPiece(tx.db, pieceId)
    if (!piece || piece.declaration_id !== row.id || piece.kind !== 'piece') throw notFound()
    if (piece.removed_at !== null) return
    await markRemoved(tx.db, pieceId, tx.now)
    await recordClosed(tx, 'declaration.piece_removed', { subject: id, data: { pieceId } })
    tx.afterCommit(() => removeFile(pieceId))
  })
