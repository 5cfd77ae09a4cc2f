import { addDays, addMonths, daysBetween, endOfParisDay, parisDay, type Day } from '#src/kernel/calendar.ts'
import { rollForwardToWorkingDay } from '#src/kernel/holidays.ts'

/** What a request's clock is made of: the day it came, whether it was made longer, and how long it stood still. */
export type RightsClock = { received_on: Day; extended_at: Date | null; suspended_on: Day | null; suspended_days: number }

const months = { first: 1, extended: 3 } as const

/**
 * The last day of the answer, counted from the receipt in one step (CAL-02, CAL-05): 31 January → 28 February, or 30 April once extended.
 * Months first, then the days it stood still. Strict (X-02 a).
 */
export const answerBy = (receivedOn: Day, { isExtended = false, suspendedDays = 0 } = {}): Day =>
  addDays(addMonths(receivedOn, isExtended ? months.extended : months.first), suspendedDays)

/**
 * The same as the law would still admit it: a last day that is no working day ends with the next one (Reg. 1182/71 art. 3(4)). We work by
 * the strict one.
 */
export const legalLimit = (answerOn: Day): Day => rollForwardToWorkingDay(answerOn)

/** A suspension that runs counts up to the day it is asked about. */
const stoodStill = ({ suspended_on: since, suspended_days: days }: RightsClock, today: Day): number =>
  days + (since === null ? 0 : Math.max(0, daysBetween(since, today)))

export type Standing = {
  dueOn: Day
  limitOn: Day
  endsAt: Date
  daysLeft: number
  isLate: boolean
  isSuspended: boolean
  isExtended: boolean
  mayExtend: boolean
}

/** Where it stands. `mayExtend`: the person can still be told within the first month (GDPR 12(3)). */
export const standingOn = (clock: RightsClock, now: Date): Standing => {
  const today = parisDay(now)
  const [isExtended, suspendedDays] = [clock.extended_at !== null, stoodStill(clock, today)]
  const dueOn = answerBy(clock.received_on, { isExtended, suspendedDays })
  const isSuspended = clock.suspended_on !== null
  return {
    dueOn,
    limitOn: legalLimit(dueOn),
    endsAt: endOfParisDay(dueOn),
    daysLeft: daysBetween(today, dueOn),
    isLate: today > dueOn,
    isSuspended,
    isExtended,
    mayExtend: !isExtended && !isSuspended && today <= dueOn,
  }
}

/** Days before the date on which it is brought to mind; from the second last on, to the officer as well. 0: it is late. */
export const alertDays = [7, 3, 1, 0] as const
export const escalationDays = 1

/** The nearest alert that is due; null: none yet. */
export const alertDue = (
  daysLeft: number,
): (typeof alertDays)[number] | null => (daysLeft < 0 ? 0 : (alertDays.filter((days) => days >= daysLeft && days > 0).at(-1) ?? null))

/**
 * Why a request cannot be extended, where it cannot: it is over, was extended, stands still, or its first month has passed (GDPR 12(3)).
 */
export const whyNotExtended = (
  clock: RightsClock & { closed_at: Date | null },
  now: Date,
): 'closed' | 'already' | 'suspended' | 'too_late' | null => {
  const { isExtended, isSuspended, mayExtend } = standingOn(clock, now)
  return clock.closed_at ? 'closed' : isExtended ? 'already' : isSuspended ? 'suspended' : mayExtend ? null : 'too_late'
}
