import { parisDay } from '#src/kernel/calendar.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { RiskLevel } from '#src/platform/db.types.ts'
import { record } from '#src/platform/record.ts'
import { lockPeriodicReview, savePeriodicReview, updatePeriodicReview } from './periodicReviews.sql.ts'
import { reviewDueOn } from './reviewInterval.ts'

type ReviewedDossier = { id: string; merchant_id: string; risk: RiskLevel }

/** The file was looked at whole, today: the next look is 12, 36 or 60 months away by its risk (rules.md §1.7). */
export const scheduleReview = async (tx: Tx, { id, merchant_id: merchantId, risk }: ReviewedDossier): Promise<void> => {
  const today = parisDay(tx.now)
  const dueOn = reviewDueOn(today, risk, today)
  await savePeriodicReview(tx.db, {
    dossier_id: id,
    merchant_id: merchantId,
    risk,
    last_reviewed_on: today,
    due_on: dueOn,
    request_id: null,
    opened_at: null,
    is_dormant: false,
  })
  await record(tx, 'dossier.review_scheduled', { subject: id, merchantId, data: { risk, dueOn } })
}

/**
 * The risk changed: the interval counts anew from the last look, so that a file that became high risk may be due at once. It never comes
 * later without a look: a lower risk counts from the end of the review that was due. Nothing before the first validation; a review that is
 * under way goes on, and its end counts with the new risk.
 */
export const rescheduleReview = async (tx: Tx, { id, merchant_id: merchantId, risk }: ReviewedDossier): Promise<void> => {
  const review = await lockPeriodicReview(tx.db, id)
  if (!review || review.risk === risk) return
  const counted = reviewDueOn(review.last_reviewed_on, risk, parisDay(tx.now))
  const dueOn = review.request_id || counted > review.due_on ? review.due_on : counted
  await updatePeriodicReview(tx.db, id, { risk, due_on: dueOn })
  await record(tx, 'dossier.review_rescheduled', {
    subject: id,
    merchantId,
    data: { changes: [{ field: 'risk', before: review.risk, after: risk }], wasDueOn: review.due_on, dueOn },
  })
}
