import { notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { findMerchantKey } from '#src/platform/merchant-keys.ts'
import { record } from '#src/platform/record.ts'
import { getFile } from '#src/platform/storage.ts'
import { findAttachment } from './notes.sql.ts'

/** The clear bytes of a note's file; the reading is recorded. */
export const downloadAttachment = async (ctx: Ctx, id: string): Promise<{ bytes: Buffer; mime: string; fileName: string }> => {
  const row = await findAttachment(ctx.db, id)
  const key = row && (await findMerchantKey(ctx.db, row.merchant_id))
  if (!row || !key) throw notFound()
  const bytes = await getFile(row.storage_key, key, row.sha256)
  await unit(
    ctx,
    (tx) => record(tx, 'note.attachment_downloaded', { subject: row.note_id, merchantId: row.merchant_id, data: { attachmentId: id } }),
  )
  return { bytes, mime: row.mime, fileName: row.file_name }
}
