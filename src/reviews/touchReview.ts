import { conflict } from '#src/kernel/errors.ts'
import { lockDossier, type DossierRow } from '#src/dossiers/dossiers.sql.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { isBeforeUs } from './beforeUs.ts'
import { reviewerOf } from './review.ts'
import { claimRow, findLivingReview, lockLivingReview, notePresence, updateReview, type ReviewRow } from './reviews.sql.ts'

/** The owner did something on the file: his lock lives on. Somebody else's act changes nothing. The act leaves its own event. */
export const touchReview = async (tx: Tx, dossierId: string): Promise<void> => {
  const item = await lockLivingReview(tx.db, dossierId)
  if (item && item.owner_id === tx.actor.id) await updateReview(tx.db, item.id, { owner_active_at: tx.now })
}

/**
 * Makes the file this person's for an act of his: nobody's becomes his, his own lives on, somebody else's is 409 `review_held`. Null
 * where the dossier has no item before us.
 */
export const holdReview = async (tx: Tx, dossierId: string): Promise<ReviewRow | null> =>
  holdItem(tx, await lockLivingReview(tx.db, dossierId))

const holdItem = async (tx: Tx, item: ReviewRow | null): Promise<ReviewRow | null> => {
  const staff = reviewerOf(tx.actor)
  if (!item || item.state === 'waiting') return null
  const held = await claimRow(tx.db, item.id, staff.id, tx.now)
  if (!held) throw conflict('review_held')
  if (item.owner_id !== staff.id)
    await record(tx, 'review.claimed', {
      subject: item.id,
      merchantId: item.merchant_id,
      data: { dossierId: item.dossier_id, from: item.owner_id },
    })
  return held
}

/** The dossier, locked, before us and in this person's hands: 404 where there is none, 409 `state_has_changed` or `review_held`. */
export const holdDossier = async (tx: Tx, dossierId: string): Promise<DossierRow> => {
  const dossier = await lockDossier(tx.db, dossierId)
  const item = await lockLivingReview(tx.db, dossierId)
  if (!isBeforeUs({ dossier }, item)) throw conflict('state_has_changed')
  await holdItem(tx, item)
  return dossier
}

/** The page of the file is open before its owner: said by the page itself, it keeps the lock and leaves no event. */
export const keepReview = (ctx: Ctx, dossierId: string): Promise<boolean> =>
  unit(ctx, async (tx) => {
    const item = await findLivingReview(tx.db, dossierId)
    const isMine = item?.owner_id === tx.actor.id
    if (item && isMine) await notePresence(tx.db, item.id, tx.actor.id, tx.now)
    return isMine
  })
