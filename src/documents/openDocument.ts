import { notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { findMerchantKey } from '#src/platform/merchant-keys.ts'
import { record } from '#src/platform/record.ts'
import { getFile } from '#src/platform/storage.ts'
import { findDocument, type DocumentRow } from './documents.sql.ts'

export type OpenedDocument = { bytes: Buffer; mime: string; fileName: string }

/** The clear bytes of a piece, without a word to anybody: for what an opening already recorded covers. */
export const readBytes = async (ctx: Ctx, piece: DocumentRow): Promise<Buffer> => {
  const key = await findMerchantKey(ctx.db, piece.merchant_id)
  if (!key || piece.state === 'withdrawn') throw notFound()
  return getFile(piece.storage_key, key, piece.sha256)
}

const readRecorded = async (ctx: Ctx, id: string, event: 'document.opened' | 'document.downloaded'): Promise<OpenedDocument> => {
  const piece = await findDocument(ctx.db, id)
  if (!piece) throw notFound()
  const bytes = await readBytes(ctx, piece)
  await unit(ctx, (tx) => record(tx, event, { subject: id, merchantId: piece.merchant_id, data: { dossierId: piece.dossier_id } }))
  return { bytes, mime: piece.mime, fileName: piece.file_name }
}

/** Somebody looks at a piece: recorded. Whose it is, and who may, the face has made sure of. */
export const openDocument = (ctx: Ctx, id: string): Promise<OpenedDocument> => readRecorded(ctx, id, 'document.opened')

/** Somebody takes a copy away: recorded as such. */
export const downloadDocument = (ctx: Ctx, id: string): Promise<OpenedDocument> => readRecorded(ctx, id, 'document.downloaded')
