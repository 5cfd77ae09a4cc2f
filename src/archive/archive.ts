import { addMonths, type Day } from '#src/kernel/calendar.ts'
import { archivedOn, type Policy } from '#src/retention/policy.ts'

/** What follows from an end (letters, bookings, questions) is done within a month: until then a file stays at hand, whatever its policy says [P]. */
const graceMonths = 1
/** How long one reason opens a file: a day's work. */
export const openHours = 8

/** The first day on which a file is opened with a reason alone: after its active time, and a month after its end; null: it has not ended, or never leaves the working screens. */
export const inArchiveFrom = (policy: Pick<Policy, 'active'>, endedOn: Day | null): Day | null => {
  const day = endedOn === null ? null : archivedOn(policy, endedOn)
  if (day === null || endedOn === null) return null
  const atHandUntil = addMonths(endedOn, graceMonths)
  return day > atHandUntil ? day : atHandUntil
}
