import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { reviewerOf } from './review.ts'
import { findReview, handOverRow, listReviewers } from './reviews.sql.ts'

export type HandOver = { to: string; reason: string }

/**
 * Gives a file to a colleague who may work it. Its owner may, anybody may with a file that nobody holds, and an officer with any.
 * 409 where somebody else holds it, 422 where the colleague may not work it.
 */
export const handOverReview = (ctx: Ctx, id: string, { to, reason }: HandOver): Promise<{ dossierId: string }> =>
  unit(ctx, async (tx) => {
    const staff = reviewerOf(tx.actor)
    const item = await findReview(tx.db, id)
    if (!item) throw notFound()
    const reviewers = await listReviewers(tx.db)
    if (!reviewers.some((one) => one.id === to) || to === item.owner_id) throw invalid({ to: 'reviews:hand_over.bad_colleague' })
    const isHanded = await handOverRow(tx.db, { id, to, from: staff.roles.includes('officer') ? null : staff.id, now: tx.now })
    if (!isHanded) throw conflict('review_held')
    const data = { dossierId: item.dossier_id, from: item.owner_id, to }
    await record(tx, 'review.handed_over', { subject: id, merchantId: item.merchant_id, data, personal: reason ? { reason } : {} })
    return { dossierId: item.dossier_id }
  })
