import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import type { ClosedSeatState } from '#src/platform/db.types.ts'

export type SeatAction = 'confirm' | 'decline' | 'end'

const officer = ['officer'] as const

/**
 * Who is of the closed circle (rules.md AML-11): persons by name, each from a day on, by two officers, of whom the second is not the one
 * who is named either.
 * - proposed: opens nothing. held: from its first day. declined, ended: closes at once; one officer is enough to close.
 */
export const seatLifecycle: Lifecycle<ClosedSeatState, SeatAction> = {
  proposed: {
    confirm: { to: 'held', event: 'seat.confirmed', by: officer, fourEyes: true },
    decline: { to: 'declined', event: 'seat.declined', by: officer, fourEyes: true },
  },
  held: { end: { to: 'ended', event: 'seat.ended', by: officer, comment: 'required' } },
  declined: {},
  ended: {},
}
