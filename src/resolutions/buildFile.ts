import { findRule } from '#src/disputeRules/disputeRules.sql.ts'
import { findAnyDispute } from '#src/disputes/disputes.sql.ts'
import { conflict, forbidden, notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { sha256 } from '#src/platform/crypto.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { findMerchantKey } from '#src/platform/merchant-keys.ts'
import type { DocumentType } from '#src/platform/ocr.ts'
import { record } from '#src/platform/record.ts'
import { getFile, putFile, removeFile } from '#src/platform/storage.ts'
import { assembleFile, type Assembled, type CoverWords, type FilePiece } from './assembleFile.ts'
import { lockFile } from './lockFile.ts'
import { findEvidenceFile, findResolution, insertEvidenceFile, listPieces, type EvidenceFileRow, type PieceRow,
  type ResolutionRow } from './resolutions.sql.ts'

/** In the order of the slots of its category, the most telling first; within one, as they were sent. */
export const inOrder = (pieces: readonly PieceRow[], slots: readonly string[]): PieceRow[] => {
  const place = (slot: string): number => (slots.includes(slot) ? slots.indexOf(slot) : slots.length)
  return pieces.toSorted((a, b) => place(a.slot) - place(b.slot) || (a.id < b.id ? -1 : 1))
}

/** What a file was made of: one that was made of something else is not the one to send. */
export const digestOf = ({ statement }: Pick<ResolutionRow, 'statement'>, pieces: readonly Pick<PieceRow, 'id' | 'slot'>[]): Buffer =>
  sha256(JSON.stringify([statement, ...pieces.map(({ id, slot }) => [id, slot]).sort()]))

const keyOf = async (db: ReadDb, merchantId: string): Promise<Buffer> => {
  const key = await findMerchantKey(db, merchantId)
  if (!key) throw notFound()
  return key
}

const openPieces = async (
  db: ReadDb,
  merchantId: string,
  rows: readonly PieceRow[],
  label: (slot: string) => string,
): Promise<FilePiece[]> => {
  const key = await keyOf(db, merchantId)
  const pieces: FilePiece[] = []
  for (const row of rows)
    pieces.push({
      id: row.id,
      label: label(row.slot),
      name: row.file_name,
      type: row.type as DocumentType,
      bytes: await getFile(row.storage_key, key, row.sha256),
    })
  return pieces
}

const keep = async (
  tx: Tx,
  resolution: ResolutionRow,
  digest: Buffer,
  { bytes, pageCount, level }: Assembled,
): Promise<EvidenceFileRow> => {
  const id = newId('evdf', tx.now)
  const { merchant_id: merchantId, id: resolutionId } = resolution
  tx.onRollback(async (db) => {
    if (!(await findEvidenceFile(db, id))) await removeFile(id)
  })
  await putFile(id, await keyOf(tx.db, merchantId), bytes)
  await insertEvidenceFile(tx.db, {
    id,
    resolution_id: resolutionId,
    merchant_id: merchantId,
    page_count: pageCount,
    byte_count: bytes.length,
    sha256: sha256(bytes),
    pieces_digest: digest,
    built_by: tx.actor.id,
    built_at: tx.now,
  })
  await record(tx, 'resolution.file_built', {
    subject: resolutionId,
    merchantId,
    data: { fileId: id, pageCount, byteCount: bytes.length, level },
  })
  return (await findEvidenceFile(tx.db, id))!
}

/** `words`: what is written on it; `label`: the name of a slot. Both in the language of the network. */
export type FileWords = { cover: CoverWords; label: (slot: string) => string }

/**
 * Builds the evidence file of a resolution that is with us, outside any lock: it may take a while. It is kept under the merchant's key and
 * waits to be sent; one whose pieces changed meanwhile is refused. 404, 403; 409 `state_has_changed`, `evidence_has_changed`, and what
 * `assembleFile` refuses.
 */
export const buildFile = async (ctx: Ctx, resolutionId: string, { cover, label }: FileWords): Promise<EvidenceFileRow> => {
  if (ctx.actor.kind !== 'staff' || !isAllowed(ctx.actor.roles, 'disputes.work')) throw forbidden()
  const resolution = await findResolution(ctx.db, resolutionId)
  const dispute = resolution && (await findAnyDispute(ctx.db, resolution.dispute_id))
  if (!resolution || !dispute) throw notFound()
  if (dispute.state !== 'under_review') throw conflict('state_has_changed')
  const { evidence, fileLimitBytes } = await findRule(ctx.db, dispute.rule_id)
  const rows = inOrder(await listPieces(ctx.db, resolutionId), evidence)
  const digest = digestOf(resolution, rows)
  const assembled = await assembleFile(cover, await openPieces(ctx.db, resolution.merchant_id, rows, label), fileLimitBytes, ctx.now)
  return unit(ctx, async (tx) => {
    const { dispute: now, resolution: locked } = await lockFile(tx, resolutionId)
    if (now.state !== 'under_review') throw conflict('state_has_changed')
    if (!digestOf(locked, await listPieces(tx.db, resolutionId)).equals(digest)) throw conflict('evidence_has_changed')
    return keep(tx, locked, digest, assembled)
  })
}
