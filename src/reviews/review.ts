import type { Actor, StaffActor } from '#src/kernel/actor.ts'
import { forbidden } from '#src/kernel/errors.ts'
import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import type { ReviewState } from '#src/platform/db.types.ts'

export type { ReviewKind, ReviewState } from '#src/platform/db.types.ts'
export type ReviewAction = 'park' | 'ready' | 'propose' | 'return' | 'close'

/**
 * One stay of a dossier in the review queue.
 * - open: waits for us. waiting: waits for the merchant. proposed: waits for the second person.
 * - closed: decided, or switched off by the clock; it never stays open behind a deactivated account.
 */
export const reviewLifecycle: Lifecycle<ReviewState, ReviewAction> = {
  open: {
    park: { to: 'waiting', event: 'review.parked', by: ['analyst', 'officer', 'system'] },
    propose: { to: 'proposed', event: 'review.proposed', by: ['analyst', 'officer'] },
    close: { to: 'closed', event: 'review.closed', by: ['analyst', 'officer', 'system'] },
  },
  waiting: {
    ready: { to: 'open', event: 'review.ready', by: ['merchant', 'analyst', 'officer', 'system'] },
    close: { to: 'closed', event: 'review.closed', by: ['analyst', 'officer', 'system'] },
  },
  proposed: {
    return: { to: 'open', event: 'review.returned', by: ['analyst', 'officer', 'merchant', 'system'] },
    close: { to: 'closed', event: 'review.closed', by: ['officer', 'system'] },
  },
  closed: {},
}

/** A held file whose owner gave no sign for so long is anybody's again [P]. */
export const idleLockMinutes = 30

export const idleCutoff = (now: Date): Date => new Date(now.getTime() - idleLockMinutes * 60_000)

/** Who may hold a file of the queue (`queue.work`). Throws 403. */
export const reviewerOf = (actor: Actor): StaffActor => {
  if (actor.kind !== 'staff' || !isAllowed(actor.roles, 'queue.work')) throw forbidden()
  return actor
}
