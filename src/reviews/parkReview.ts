import { step } from '#src/kernel/lifecycle.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { reviewLifecycle } from './review.ts'
import { lockLivingReview, updateReview } from './reviews.sql.ts'

/** The dossier waits for the merchant: its item leaves our queue and nobody holds it. Nothing where there is none, or it waits already. */
export const parkReview = async (tx: Tx, dossierId: string): Promise<void> => {
  const item = await lockLivingReview(tx.db, dossierId)
  if (!item || item.state === 'waiting') return
  const { to, event } = step(reviewLifecycle, item.state, 'park', tx.actor)
  await updateReview(tx.db, item.id, { state: to, owner_id: null, owner_active_at: null })
  await record(tx, event, {
    subject: item.id,
    merchantId: item.merchant_id,
    data: { dossierId, from: item.state, to, ownerId: item.owner_id },
  })
}
