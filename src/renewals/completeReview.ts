import { parisDay } from '#src/kernel/calendar.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { findRequest } from '#src/requests/requests.sql.ts'
import { lockPeriodicReview, updatePeriodicReview, type PeriodicReviewRow } from './periodicReviews.sql.ts'
import { reviewDueOn } from './reviewInterval.ts'

type Ended = { id: string; dossier_id: string; merchant_id: string }

/** Its own request; or, once that one lapsed, whichever was asked in its place. */
const isOf = async (tx: Tx, { request_id: requestId }: PeriodicReviewRow, ended: Ended): Promise<boolean> => {
  if (!requestId || requestId === ended.id) return requestId !== null
  return (await findRequest(tx.db, requestId))?.state === 'lapsed'
}

/**
 * The request of a periodic review ended: satisfied, or given up by a person, whose reason is kept. The file was looked at; the next look
 * counts from today (rules.md §1.7). One that lapsed leaves the review open: it ends when it is satisfied late. Nothing for other requests.
 */
export const completeReview = async (tx: Tx, ended: Ended, how: 'satisfied' | 'withdrawn', reason = ''): Promise<void> => {
  const { dossier_id: dossierId, merchant_id: merchantId } = ended
  const review = await lockPeriodicReview(tx.db, dossierId)
  if (!review || !(await isOf(tx, review, ended))) return
  const today = parisDay(tx.now)
  const dueOn = reviewDueOn(today, review.risk, today)
  await updatePeriodicReview(tx.db, dossierId, { last_reviewed_on: today, due_on: dueOn, request_id: null, opened_at: null })
  await record(tx, 'dossier.review_completed', {
    subject: dossierId,
    merchantId,
    data: { requestId: ended.id, how, dueOn },
    ...(reason ? { personal: { reason } } : {}),
  })
}
