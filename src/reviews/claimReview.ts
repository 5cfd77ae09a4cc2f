import { conflict, notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { reviewerOf } from './review.ts'
import { claimRow, findReview, type ReviewRow } from './reviews.sql.ts'

/** Why the conditional update found nothing: the file is no longer to be taken, or somebody holds it. */
const refusal = (item: ReviewRow | null): Error =>
  item && (item.state === 'open' || item.state === 'proposed') ? conflict('review_held') : conflict('state_has_changed')

/**
 * Takes a file: one conditional update, so that two people never hold it; the loser is 409 `review_held`. A lock that fell idle is taken
 * over at once. Taking what one holds already changes nothing.
 */
export const claimReview = (ctx: Ctx, id: string): Promise<{ dossierId: string }> =>
  unit(ctx, async (tx) => {
    const staff = reviewerOf(tx.actor)
    const item = await findReview(tx.db, id)
    if (!item) throw notFound()
    if (item.owner_id === staff.id && item.state !== 'closed') return { dossierId: item.dossier_id }
    const held = await claimRow(tx.db, id, staff.id, tx.now)
    if (!held) throw refusal(await findReview(tx.db, id))
    await record(tx, 'review.claimed', {
      subject: id,
      merchantId: held.merchant_id,
      data: { dossierId: held.dossier_id, from: item.owner_id },
    })
    return { dossierId: held.dossier_id }
  })
