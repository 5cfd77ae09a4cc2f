import { notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { findDocument, wasOpenedBy, type DocumentRow } from './documents.sql.ts'
import { openPieceFile } from './pieceFile.ts'

export type OpenedDocument = { bytes: Buffer; mime: string; fileName: string }

/** The clear bytes of a piece, without a word to anybody: for what an opening already recorded covers. */
export const readBytes = async (ctx: Ctx, piece: DocumentRow): Promise<Buffer> => {
  const bytes = piece.state === 'withdrawn' ? null : await openPieceFile(ctx.db, piece)
  if (!bytes) throw notFound()
  return bytes
}

const readRecorded = async (ctx: Ctx, id: string, event: 'document.opened' | 'document.downloaded'): Promise<OpenedDocument> => {
  const piece = await findDocument(ctx.db, id)
  if (!piece) throw notFound()
  const bytes = await readBytes(ctx, piece)
  await unit(ctx, (tx) =>
    record(tx, event, {
      subject: id,
      merchantId: piece.merchant_id,
      data: { dossierId: piece.dossier_id, requirementKey: piece.requirement_key },
    }))
  return { bytes, mime: piece.mime, fileName: piece.file_name }
}

/** Somebody looks at a piece: recorded. Whose it is, and who may, the face has made sure of. */
export const openDocument = (ctx: Ctx, id: string): Promise<OpenedDocument> => readRecorded(ctx, id, 'document.opened')

/** Somebody takes a copy away: recorded as such. */
export const downloadDocument = (ctx: Ctx, id: string): Promise<OpenedDocument> => readRecorded(ctx, id, 'document.downloaded')

/** Somebody has the piece before him, its pictures and its text: recorded, once for all of them. */
export const noteOpening = (
  ctx: Ctx,
  { id, merchant_id: merchantId, dossier_id: dossierId, requirement_key: requirementKey }: DocumentRow,
): Promise<void> => unit(ctx, (tx) => record(tx, 'document.opened', { subject: id, merchantId, data: { dossierId, requirementKey } }))

const openingHours = 4

/**
 * What is seen of a piece after it was opened (a page turned, its picture, the text as it comes) belongs to that opening, for a few hours:
 * half a day's work with a pause in it. Whoever asks for it by its address alone leaves an opening of his own.
 */
export const coverOpening = async (ctx: Ctx, piece: DocumentRow): Promise<void> => {
  const since = new Date(ctx.now.getTime() - openingHours * 3_600_000)
  if (await wasOpenedBy(ctx.db, { documentId: piece.id, actorId: ctx.actor.id, since })) return
  await noteOpening(ctx, piece)
}
