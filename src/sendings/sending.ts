import { addDays, parisDay, type Day } from '#src/kernel/calendar.ts'
import type { SendingState } from '#src/platform/db.types.ts'

export type { SendingState } from '#src/platform/db.types.ts'

/**
 * - noted: decided, and committed; it has not been put yet.
 * - unknown: put, and nothing came back: it is asked about, and never guessed.
 * - acknowledged: the acquirer has it, under its reference. - refused: it has not, and says why.
 * - dropped: the dispute was over before it left.
 */
export const isOnItsWay = (state: SendingState | null | undefined): boolean => state === 'noted' || state === 'unknown'

const minute = 60_000

/** Soon, then after twice the time each time, a quarter of an hour at most: `tries` times it was put and nothing came back. */
export const askAgainAt = (now: Date, tries: number): Date => new Date(now.getTime() + Math.min(15, 2 ** Math.max(0, tries - 1)) * minute)

/** From the day before the network's last one, what is not acknowledged rings. */
export const alarmFrom = (dueOn: Day): Day => addDays(dueOn, -1)
export const isRinging = (state: SendingState, dueOn: Day, now: Date): boolean => isOnItsWay(state) && parisDay(now) >= alarmFrom(dueOn)
