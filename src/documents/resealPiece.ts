import { lockDossier } from '#src/dossiers/dossiers.sql.ts'
import { isDryRun, unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { findLivingKey, personKeyFor } from '#src/platform/person-keys.ts'
import { record } from '#src/platform/record.ts'
import { putFile } from '#src/platform/storage.ts'
import { listPiecesToReseal, lockDocument, updateDocument, type PieceToReseal } from './documents.sql.ts'
import { sealPages } from './pages.sql.ts'
import { openPieceFile } from './pieceFile.ts'

/** Persons' pieces of before, which lie under their merchant's key; each person has a key of his own when this answers. */
export const takePiecesToReseal = async (ctx: Ctx, after: string, limit: number): Promise<PieceToReseal[]> => {
  const pieces = await listPiecesToReseal(ctx.db, after, limit)
  // kept before any file is sealed with them: a key that is rolled back would take its file along
  await unit(ctx, async (tx) => {
    for (const { person_id: subject, dossier_id: within, merchant_id: merchantId } of pieces)
      await personKeyFor(tx, { subject, within, merchantId })
  })
  return pieces
}

/**
 * The file of one piece goes under its person's key, and with the row what was read of it; the file in place: whole before or whole after
 * (`putFile`), then its row says so. Killed between the two, it is read all the same, and done again. The dossier is locked as a purge
 * locks it.
 */
export const resealPiece = async (
  tx: Tx,
  { id, person_id: personId, dossier_id: dossierId }: PieceToReseal,
): Promise<'done' | 'skipped'> => {
  await lockDossier(tx.db, dossierId)
  const [piece, own] = [await lockDocument(tx.db, id), await findLivingKey(tx.db, personId)]
  if (piece.key_id !== null || piece.state === 'withdrawn' || !own) return 'skipped'
  const bytes = await openPieceFile(tx.db, piece)
  if (!bytes) return 'skipped'
  if (!isDryRun(tx)) await putFile(piece.storage_key, own.key, bytes)
  await updateDocument(tx.db, id, { key_id: own.id })
  await sealPages(tx.db, id)
  await record(tx, 'document.resealed', { subject: id, merchantId: piece.merchant_id, data: { dossierId, personId } })
  return 'done'
}
