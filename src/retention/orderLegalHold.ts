import { isUsualDay, parisDay, type Day } from '#src/kernel/calendar.ts'
import { forbidden, invalid } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { takeTicket } from '#src/platform/submission.ts'
import { lastReviewOn, type LegalHoldGround, type LegalHoldScope } from './legalHold.ts'
import { findOwner, insertLegalHold } from './legalHolds.sql.ts'
import { noteLegalHold } from './noteLegalHold.ts'

export type Order = {
  scope: LegalHoldScope
  subjectId: string
  ground: LegalHoldGround
  reference: string
  reason: string
  reviewOn: Day
  ticket?: string | undefined
}

/**
 * From this instant nothing in its scope is erased, whatever its period says; one officer is enough to hold, two are needed to lift. Null
 * for a form that was sent before. 403; 422 `subject` for what there is none of, `review_on` for a day that is over or more than six months
 * off.
 */
export const orderLegalHold = (ctx: Ctx, order: Order): Promise<string | null> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'legal_holds.decide')) throw forbidden()
    const today = parisDay(tx.now)
    if (!isUsualDay(order.reviewOn) || order.reviewOn <= today || order.reviewOn > lastReviewOn(today))
      throw invalid({ review_on: 'retention:field.bad_review' })
    // an examination may be named by whoever may know of it
    const mayName = !order.subjectId.startsWith('amlc_') || isAllowed(tx.actor.roles, 'alerts.read')
    const owner = mayName ? await findOwner(tx.db, order.scope, order.subjectId) : undefined
    if (owner === undefined)
      throw invalid({ subject: 'retention:field.no_subject' })
    if (!(await takeTicket(tx, order.ticket))) return null
    const id = newId('lhld', tx.now)
    await insertLegalHold(tx.db, {
      id,
      scope: order.scope,
      subject_id: order.subjectId,
      merchant_id: owner,
      ground: order.ground,
      reference: order.reference || null,
      reason: order.reason,
      ordered_by: tx.actor.id,
      ordered_at: tx.now,
      review_on: order.reviewOn,
    })
    await noteLegalHold(tx, { id, ground: order.ground }, 'legal_hold.ordered', {
      scope: order.scope,
      ground: order.ground,
      reviewOn: order.reviewOn,
    })
    return id
  })
