import { unit, type Ctx } from '#src/platform/ctx.ts'
import { recordRows } from '#src/platform/record.ts'
import { reviewerOf } from './review.ts'
import { takingNext } from './reviews.sql.ts'

/** The most urgent file that nobody holds becomes this person's. Null: nothing waits. */
export const takeNextReview = (ctx: Ctx): Promise<{ id: string; dossierId: string } | null> =>
  unit(ctx, async (tx) => {
    const [item] = await recordRows(tx, 'review.claimed', takingNext(reviewerOf(tx.actor).id, tx.now))
    return item ? { id: item.id, dossierId: item.dossier_id } : null
  })
