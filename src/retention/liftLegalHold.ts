import { isUsualDay, parisDay, type Day } from '#src/kernel/calendar.ts'
import { forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { mustBeProposal, proposalMark } from '#src/kernel/proposal.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { removeFile } from '#src/platform/storage.ts'
import { recordClosed } from '#src/platform/recordClosed.ts'
import { dropUnheld } from './closedKept.sql.ts'
import { lastReviewOn, legalHoldLifecycle, type LegalHoldAction } from './legalHold.ts'
import { changeLegalHold, lockLegalHold, type LegalHoldRow } from './legalHolds.sql.ts'
import { noteLegalHold } from './noteLegalHold.ts'

type Change = Partial<LegalHoldRow>

/** The proposal to lift it that a second person has before him. */
export const liftMark = (
  { lift_proposed_by: by, lift_proposed_at: at }: Pick<LegalHoldRow, 'lift_proposed_by' | 'lift_proposed_at'>,
): string => proposalMark({ by, at })

const mustBeLift = (proposal: string, { lift_proposed_by: by, lift_proposed_at: at }: LegalHoldRow): void =>
  mustBeProposal(proposal, { by, at })

/** One step of one hold: 404, 409 `state_has_changed`, 403 (`four_eyes` to whoever proposed). */
const move = (ctx: Ctx | Tx, id: string, action: LegalHoldAction, change: (tx: Tx, hold: LegalHoldRow) => Change): Promise<void> =>
  unit(ctx, async (tx) => {
    const hold = await lockLegalHold(tx.db, id)
    if (!hold) throw notFound()
    const { to, event, fourEyes } = step(legalHoldLifecycle, hold.state, action, tx.actor)
    if (fourEyes && hold.lift_proposed_by === tx.actor.id) throw forbidden('four_eyes')
    await changeLegalHold(tx.db, id, { ...change(tx, hold), state: to })
    await noteLegalHold(tx, hold, event, { from: hold.state, to })
  })

const none: Change = { lift_proposed_by: null, lift_proposed_at: null, lift_reason: null }

/** It is still needed: the next look at it, within six months. */
export const reviewLegalHold = (ctx: Ctx, id: string, { reviewOn }: { reviewOn: Day }): Promise<void> =>
  move(ctx, id, 'review', (tx) => {
    const today = parisDay(tx.now)
    if (!isUsualDay(reviewOn) || reviewOn <= today || reviewOn > lastReviewOn(today))
      throw invalid({ review_on: 'retention:field.bad_review' })
    return { review_on: reviewOn, reviewed_at: tx.now }
  })

export const proposeLift = (ctx: Ctx, id: string, { reason }: { reason: string }): Promise<void> =>
  move(ctx, id, 'propose_lift', (tx) => {
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    return { lift_proposed_by: tx.actor.id, lift_proposed_at: tx.now, lift_reason: reason }
  })

/**
 * From here periods run as if it had never been: what ended meanwhile goes at the next purge; what it kept in the compartment of what went,
 * at once, unless another order holds it. `proposal`: `liftMark`, 409 `proposal_has_changed`.
 */
export const confirmLift = (ctx: Ctx, id: string, { proposal }: { proposal: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    await move(tx, id, 'confirm_lift', (_, hold) => {
      mustBeLift(proposal, hold)
      return { lifted_by: tx.actor.id, lifted_at: tx.now }
    })
    const { rows, files } = await dropUnheld(tx.db)
    if (rows > 0) await recordClosed(tx, 'hold.copies_erased', { subject: id, data: { rows } })
    for (const key of files) await removeFile(key) // last: nothing after it can fail but the commit
  })

/** It goes on holding. 409 `proposal_has_changed`. */
export const declineLift = (ctx: Ctx, id: string, { proposal }: { proposal: string }): Promise<void> =>
  move(ctx, id, 'decline_lift', (_, hold) => {
    mustBeLift(proposal, hold)
    return none
  })
