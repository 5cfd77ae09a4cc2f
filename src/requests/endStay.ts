import { conflict, notFound } from '#src/kernel/errors.ts'
import { listDocuments } from '#src/documents/documents.sql.ts'
import type { DossierRow } from '#src/dossiers/dossiers.sql.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { closeReview } from '#src/reviews/closeReview.ts'
import { findLivingReview } from '#src/reviews/reviews.sql.ts'

/** A piece of the file is still to be looked at. */
export const hasUnjudged = async (tx: Tx, dossierId: string): Promise<boolean> =>
  (await listDocuments(tx.db, dossierId)).some(({ state }) => state === 'received')

/**
 * A validated merchant renewed a piece before we asked for it, and no request is before us: once every piece is judged, the dossier leaves
 * the queue. He is told that it is accepted, unless one of them was refused. 404 where there is no such stay, 409 while a piece is not
 * judged.
 */
export const endStay = async (tx: Tx, { id: dossierId, merchant_id: merchantId, state }: DossierRow): Promise<void> => {
  const review = await findLivingReview(tx.db, dossierId)
  if (state !== 'validated' || !review || review.state === 'waiting') throw notFound()
  const documents = await listDocuments(tx.db, dossierId)
  if (documents.some((piece) => piece.state === 'received')) throw conflict('request_pieces_not_accepted')
  await closeReview(tx, dossierId, 'completed')
  if (documents.some((piece) => piece.state === 'refused')) return
  await writeToMerchant(tx, merchantId, {
    template: 'documents_satisfied',
    subjectId: dossierId,
    dedupeKey: `documents_satisfied:${review.id}`,
    values: {},
  })
}
