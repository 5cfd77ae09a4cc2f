import { conflict } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { dossierLifecycle, type DossierAction } from '#src/dossiers/dossier.ts'
import type { DossierFile } from '#src/dossiers/readDossier.sql.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { ReviewRow } from './reviews.sql.ts'
import { holdReview } from './touchReview.ts'

/** The step exists from here and is this person's (409, 403 by the table), and the file is in his hands. */
export const holdForDecision = async (tx: Tx, { dossier }: DossierFile, action: DossierAction): Promise<ReviewRow> => {
  step(dossierLifecycle, dossier.state, action, tx.actor)
  const review = await holdReview(tx, dossier.id)
  if (!review) throw conflict('state_has_changed', { state: dossier.state, action })
  return review
}
