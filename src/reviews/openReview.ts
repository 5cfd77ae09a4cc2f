import { newId } from '#src/kernel/ids.ts'
import { step } from '#src/kernel/lifecycle.ts'
import type { ReviewKind } from '#src/platform/db.types.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { reviewLifecycle } from './review.ts'
import { findRisk, insertReview, lockLivingReview, updateReview, type ReviewRow } from './reviews.sql.ts'
import { serviceDueAt } from './serviceLevel.ts'

type Opening = { dossierId: string; merchantId: string; kind: ReviewKind }

const openNew = async (tx: Tx, { dossierId, merchantId, kind }: Opening): Promise<string> => {
  const id = newId('revw', tx.now)
  const dueAt = serviceDueAt(kind, tx.now)
  await insertReview(tx.db, {
    id,
    dossier_id: dossierId,
    merchant_id: merchantId,
    kind,
    risk: await findRisk(tx.db, dossierId),
    ready_at: tx.now,
    due_at: dueAt,
    opened_at: tx.now,
  })
  await record(tx, 'review.opened', { subject: id, merchantId, data: { dossierId, kind, dueAt: dueAt.toISOString() } })
  return id
}

const makeReady = async (tx: Tx, item: ReviewRow, kind: ReviewKind): Promise<string> => {
  const { to, event } = step(reviewLifecycle, item.state, 'ready', tx.actor)
  const dueAt = serviceDueAt(kind, tx.now)
  await updateReview(tx.db, item.id, { state: to, kind, risk: await findRisk(tx.db, item.dossier_id), ready_at: tx.now, due_at: dueAt })
  await record(tx, event, {
    subject: item.id,
    merchantId: item.merchant_id,
    data: { dossierId: item.dossier_id, kind, from: item.state, to, dueAt: dueAt.toISOString() },
  })
  return item.id
}

/**
 * Puts a dossier before us: a new item, or the one that waited for the merchant made ready with what it now is. One that is before us
 * already keeps its place. Lock the dossier first.
 */
export const openReview = async (tx: Tx, opening: Opening): Promise<{ id: string }> => {
  const item = await lockLivingReview(tx.db, opening.dossierId)
  if (!item) return { id: await openNew(tx, opening) }
  return { id: item.state === 'waiting' ? await makeReady(tx, item, opening.kind) : item.id }
}
