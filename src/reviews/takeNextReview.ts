import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { reviewerOf } from './review.ts'
import { takeNextRow } from './reviews.sql.ts'

/** The most urgent file that nobody holds becomes this person's. Null: nothing waits. */
export const takeNextReview = (ctx: Ctx): Promise<{ id: string; dossierId: string } | null> =>
  unit(ctx, async (tx) => {
    const staff = reviewerOf(tx.actor)
    const item = await takeNextRow(tx.db, staff.id, tx.now)
    if (!item) return null
    await record(tx, 'review.claimed', { subject: item.id, merchantId: item.merchant_id, data: { dossierId: item.dossier_id, from: null, isNext: true } })
    return { id: item.id, dossierId: item.dossier_id }
  })
