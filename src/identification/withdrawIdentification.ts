import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { listPeople } from '#src/dossiers/dossiers.sql.ts'
import { touchPieces } from '#src/dossiers/touchDossier.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { reviewerOf } from '#src/reviews/review.ts'
import { findMeasure } from './identification.sql.ts'
import { holdDossier } from '#src/reviews/touchReview.ts'
import { dropMeasure } from './noteMeasure.ts'

/**
 * A measure that was recorded by hand is taken back, with the reason; a proposal that waits is void. 404 for one of another file; 409
 * `identification_of_piece` for the one that goes with the verdict on a piece, `state_has_changed` where it was taken back before; else as
 * in `recordIdentification`.
 */
export const withdrawIdentification = (ctx: Ctx, dossierId: string, { id, reason }: { id: string; reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    reviewerOf(tx.actor)
    if (reason.trim() === '') throw invalid({ reason: 'web:field.missing' })
    const dossier = await holdDossier(tx, dossierId)
    const measure = await findMeasure(tx.db, dossierId, id)
    if (!measure) throw notFound()
    const person = (await listPeople(tx.db, dossierId)).find((one) => one.id === measure.person_id)
    if (!person || measure.withdrawn_at !== null) throw conflict('state_has_changed')
    if (measure.is_automatic) throw conflict('identification_of_piece')
    if (!(await dropMeasure(tx, { dossier, person }, measure, reason.trim()))) throw conflict('state_has_changed')
    await touchPieces(tx, dossierId)
  })
