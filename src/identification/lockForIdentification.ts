import { conflict } from '#src/kernel/errors.ts'
import { lockDossier, type DossierRow } from '#src/dossiers/dossiers.sql.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { isBeforeUs } from '#src/reviews/beforeUs.ts'
import { findLivingReview } from '#src/reviews/reviews.sql.ts'
import { holdReview } from '#src/reviews/touchReview.ts'

/** The dossier, locked, before us and in this person's hands: 404 where there is none, 409 `state_has_changed`, `review_held`, as for a verdict on a piece. */
export const lockForIdentification = async (tx: Tx, dossierId: string): Promise<DossierRow> => {
  const dossier = await lockDossier(tx.db, dossierId)
  if (!isBeforeUs({ dossier }, await findLivingReview(tx.db, dossierId))) throw conflict('state_has_changed')
  await holdReview(tx, dossierId)
  return dossier
}
