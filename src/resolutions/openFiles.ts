import { notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { findMerchantKey } from '#src/platform/merchant-keys.ts'
import { record } from '#src/platform/record.ts'
import { getFile } from '#src/platform/storage.ts'
import { mustBeTheirs } from './lockFile.ts'
import { findAnyDispute } from '#src/disputes/disputes.sql.ts'
import { findEvidenceFile, findPiece, findResolution, type EvidenceFileRow } from './resolutions.sql.ts'

export type Opened = { bytes: Buffer; mime: string; fileName: string }

/** A merchant his own; of the staff, whoever got through the door of the page. */
const mustSee = async (ctx: Ctx, resolutionId: string): Promise<void> => {
  const resolution = await findResolution(ctx.db, resolutionId)
  const dispute = resolution && (await findAnyDispute(ctx.db, resolution.dispute_id))
  if (!dispute) throw notFound()
  if (ctx.actor.kind !== 'staff') mustBeTheirs(ctx.actor, dispute)
}

const open = async (db: ReadDb, merchantId: string, storageKey: string, digest: Buffer): Promise<Buffer> => {
  const key = await findMerchantKey(db, merchantId)
  if (!key) throw notFound()
  return getFile(storageKey, key, digest)
}

/** The clear bytes of a piece; the reading is recorded. */
export const openPiece = async (ctx: Ctx, id: string): Promise<Opened> => {
  const row = await findPiece(ctx.db, id)
  if (!row || row.removed_at !== null) throw notFound()
  await mustSee(ctx, row.resolution_id)
  const bytes = await open(ctx.db, row.merchant_id, row.storage_key, row.sha256)
  await unit(
    ctx,
    (tx) => record(tx, 'resolution.piece_read', { subject: row.resolution_id, merchantId: row.merchant_id, data: { pieceId: id } }),
  )
  return { bytes, mime: row.mime, fileName: row.file_name }
}

/** What is sent: for the program alone. 404 for what was erased. */
export const readEvidenceFile = async (db: ReadDb, id: string): Promise<{ row: EvidenceFileRow; bytes: Buffer }> => {
  const row = await findEvidenceFile(db, id)
  if (!row) throw notFound()
  return { row, bytes: await open(db, row.merchant_id, id, row.sha256) }
}

/** The evidence file as it was built; recorded. Only for the staff. */
export const openEvidenceFile = async (ctx: Ctx, id: string): Promise<Opened> => {
  const row = ctx.actor.kind === 'staff' ? await findEvidenceFile(ctx.db, id) : null
  if (!row) throw notFound()
  const bytes = await open(ctx.db, row.merchant_id, id, row.sha256)
  await unit(
    ctx,
    (tx) => record(tx, 'resolution.file_read', { subject: row.resolution_id, merchantId: row.merchant_id, data: { fileId: id } }),
  )
  return { bytes, mime: 'application/pdf', fileName: `${row.resolution_id}.pdf` }
}
