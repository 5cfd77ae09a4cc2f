import { addDays, addMonths, type Day } from '#src/kernel/calendar.ts'
import { archivedOn, type Category, type Policy } from '#src/retention/policy.ts'

/**
 * What follows from an end (letters, bookings, questions) is done within a month: until then a file stays at hand, whatever its policy says
 * [P].
 */
const graceMonths = 1
/** But not one that was refused by vigilance: it belongs to the AML compartment at once (rules.md §3.2). */
const atOnce: readonly Category[] = ['rejected_dossier_aml']
/** How long one reason opens a file: a day's work. */
export const openHours = 8
export const openMs = openHours * 3_600_000

type Rule = Pick<Policy, 'active' | 'category'>

/**
 * The first day on which a file is opened with a reason alone: after its active time, and a month after its end; null: it has not ended, or
 * never leaves the working screens.
 */
export const inArchiveFrom = (policy: Rule, endedOn: Day | null): Day | null => {
  const day = endedOn === null ? null : archivedOn(policy, endedOn)
  if (day === null || endedOn === null || atOnce.includes(policy.category)) return day
  const atHandUntil = addMonths(endedOn, graceMonths)
  return day > atHandUntil ? day : atHandUntil
}

/** The days of a month that may share its last one. */
const slack = 4

/** The first day of which what ended then is at hand on `today`; null: all is. */
export const atHandSince = (policy: Rule, today: Day): Day | null => {
  if (!policy.active) return null
  const { length, unit } = policy.active
  const begun = unit === 'day' ? addDays(today, -length) : addMonths(today, -length)
  let day = addDays([begun, addMonths(today, -graceMonths)].sort()[0]!, -slack)
  while (inArchiveFrom(policy, day)! <= today) day = addDays(day, 1)
  return day
}
