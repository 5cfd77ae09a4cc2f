import { conflict, notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { reviewerOf } from './review.ts'
import { findReview, freeRow } from './reviews.sql.ts'

/** The owner gives the file back to the queue. 409 where it is not his any more. */
export const releaseReview = (ctx: Ctx, id: string): Promise<{ dossierId: string }> =>
  unit(ctx, async (tx) => {
    const staff = reviewerOf(tx.actor)
    const item = await findReview(tx.db, id)
    if (!item) throw notFound()
    if (!(await freeRow(tx.db, id, staff.id))) throw conflict('review_not_yours')
    await record(tx, 'review.released', { subject: id, merchantId: item.merchant_id, data: { dossierId: item.dossier_id } })
    return { dossierId: item.dossier_id }
  })
