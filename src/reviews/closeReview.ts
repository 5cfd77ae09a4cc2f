import { step } from '#src/kernel/lifecycle.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { reviewLifecycle } from './review.ts'
import { lockLivingReview, updateReview } from './reviews.sql.ts'

/** How a stay in the queue ended. */
export type ReviewOutcome = 'validated' | 'rejected' | 'completed' | 'lapsed' | 'withdrawn'

/** Ends the dossier's stay in the queue; who held it last stays written. Nothing where there is none. */
export const closeReview = async (tx: Tx, dossierId: string, outcome: ReviewOutcome): Promise<void> => {
  const item = await lockLivingReview(tx.db, dossierId)
  if (!item) return
  const { to, event } = step(reviewLifecycle, item.state, 'close', tx.actor)
  await updateReview(tx.db, item.id, { state: to, closed_at: tx.now, outcome })
  await record(tx, event, { subject: item.id, merchantId: item.merchant_id, data: { dossierId, from: item.state, to, outcome } })
}
