import { addMonths, type Day } from '#src/kernel/calendar.ts'
import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import type { LegalHoldGround, LegalHoldScope, LegalHoldState } from '#src/platform/db.types.ts'

export type { LegalHoldGround, LegalHoldScope, LegalHoldState } from '#src/platform/db.types.ts'
export type LegalHoldAction = 'review' | 'propose_lift' | 'confirm_lift' | 'decline_lift'

export const legalHoldGrounds = [
  'litigation',
  'authority',
  'supervisor',
  'opposition',
  'arbitration',
  'pending_request',
] as const satisfies readonly LegalHoldGround[]
export const legalHoldScopes = ['person', 'merchant', 'case', 'payment'] as const satisfies readonly LegalHoldScope[]

/** Of an opposition of Tracfin nobody outside the circle may learn, nor infer it (rules.md X-06, §3.3): he sees no such hold at all. */
export const isSecretGround = (ground: LegalHoldGround): boolean => ground === 'opposition'

const officer = ['officer'] as const

/**
 * - active: nothing in its scope is erased; reading it is as restricted as before. lift_proposed: it still holds, and one person asks that
 *   it end.
 * - lifted: two people ended it.
 */
export const legalHoldLifecycle: Lifecycle<LegalHoldState, LegalHoldAction> = {
  active: {
    review: { to: 'active', event: 'legal_hold.reviewed', by: officer },
    propose_lift: { to: 'lift_proposed', event: 'legal_hold.lift_proposed', by: officer, comment: 'required' },
  },
  lift_proposed: {
    confirm_lift: { to: 'lifted', event: 'legal_hold.lifted', by: officer, fourEyes: true },
    decline_lift: { to: 'active', event: 'legal_hold.lift_declined', by: officer, fourEyes: true },
  },
  lifted: {},
}

/** How far off its review may be (§3.3 [P]). */
const mostMonths = 6

export const lastReviewOn = (today: Day): Day => addMonths(today, mostMonths)
