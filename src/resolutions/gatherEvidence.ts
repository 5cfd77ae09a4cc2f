import { findRule } from '#src/disputeRules/disputeRules.sql.ts'
import { inspectFiles, type Inspected, type SentFile } from '#src/documents/receiveDocument.ts'
import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isSame } from '#src/platform/crypto.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { findMerchantKey } from '#src/platform/merchant-keys.ts'
import { record } from '#src/platform/record.ts'
import { putFile, removeFile } from '#src/platform/storage.ts'
import { lockFile, mustBeInTime, mustBeOpen, type File } from './lockFile.ts'
import { mostPages, mostPieces, otherSlot } from './resolution.ts'
import { changeResolution, dropPiece, findPiece, insertPiece, listPieces } from './resolutions.sql.ts'

/** His account of what happened, in his own words; kept as a draft as often as he likes. */
export const saveStatement = (ctx: Ctx, resolutionId: string, statement: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const { dispute, resolution } = await lockFile(tx, resolutionId)
    mustBeOpen(tx, dispute)
    mustBeInTime(tx, dispute)
    if (resolution.statement === statement) return
    await changeResolution(tx.db, resolutionId, { statement })
    await record(tx, 'resolution.saved', { subject: resolutionId, merchantId: resolution.merchant_id, data: { length: statement.length } })
  })

const keep = async (tx: Tx, { resolution }: File, slot: string, { bytes, file }: Inspected): Promise<void> => {
  const id = newId('rpce', tx.now)
  const { merchant_id: merchantId, id: resolutionId } = resolution
  const key = await findMerchantKey(tx.db, merchantId)
  if (!key) throw notFound()
  tx.onRollback(async (db) => {
    if (!(await findPiece(db, id))) await removeFile(id)
  })
  await putFile(id, key, bytes)
  await insertPiece(tx.db, {
    id,
    resolution_id: resolutionId,
    merchant_id: merchantId,
    slot,
    file_name: file.fileName,
    type: file.type,
    mime: file.mime,
    byte_count: file.byteCount,
    page_count: file.pageCount,
    sha256: Buffer.from(file.sha256, 'hex'),
    storage_key: id,
    sent_by_kind: tx.actor.kind === 'merchant' ? 'merchant' : 'staff',
    sent_by: tx.actor.id,
    sent_at: tx.now,
  })
  await record(tx, 'resolution.piece_added', {
    subject: resolutionId,
    merchantId,
    data: { pieceId: id, slot, type: file.type, byteCount: file.byteCount, pageCount: file.pageCount },
    personal: { fileName: file.fileName },
  })
}

/**
 * Pieces for one slot of the file, sealed under the merchant's key. The very file sent again to that slot is kept once. 422 names a bad
 * `file` or `slot`; 409 where the file has left, or the date has passed.
 */
export const addPieces = async (ctx: Ctx, resolutionId: string, slot: string, files: readonly SentFile[]): Promise<void> => {
  if (files.length === 0) throw invalid({ file: 'web:field.missing' })
  const inspected = await inspectFiles(files)
  await unit(ctx, async (tx) => {
    const file = await lockFile(tx, resolutionId)
    mustBeOpen(tx, file.dispute)
    mustBeInTime(tx, file.dispute)
    const { evidence } = await findRule(tx.db, file.dispute.rule_id)
    if (slot !== otherSlot && !evidence.includes(slot)) throw invalid({ slot: 'web:field.bad_value' })
    const known = await listPieces(tx.db, resolutionId)
    const news = inspected.filter(({ file: one }) =>
      !known.some((piece) => piece.slot === slot && isSame(piece.sha256, Buffer.from(one.sha256, 'hex')))
    )
    const pages = known.reduce((sum, one) => sum + one.page_count, 0) + news.reduce((sum, one) => sum + one.file.pageCount, 0)
    if (known.length + news.length > mostPieces || pages > mostPages) throw invalid({ file: 'disputes:own.too_many_pieces' })
    for (const one of news) await keep(tx, file, slot, one)
  })
}

/** Taken out of the file; the bytes stay with the case. Twice is once. */
export const removePiece = (ctx: Ctx, pieceId: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const piece = await findPiece(tx.db, pieceId)
    if (!piece) throw notFound()
    const { dispute } = await lockFile(tx, piece.resolution_id)
    mustBeOpen(tx, dispute)
    if (tx.actor.kind === 'merchant' && piece.sent_by_kind !== 'merchant') throw conflict('state_has_changed')
    const gone = await dropPiece(tx.db, pieceId, tx.actor.id, tx.now)
    if (gone)
      await record(tx, 'resolution.piece_removed', {
        subject: piece.resolution_id,
        merchantId: piece.merchant_id,
        data: { pieceId, slot: piece.slot },
      })
  })
