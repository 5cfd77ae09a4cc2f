import { addMonths, type Day } from '#src/kernel/calendar.ts'
import { type Dated, inForce, oldestKept } from '#src/kernel/datedRules.ts'
import type { RiskLevel } from '#src/platform/db.types.ts'

type IntervalRule = Dated & { months: Record<RiskLevel, number> }

/** Months from one look at a validated file to the next (rules.md §1.7 [P]; within what AMLR art. 26 allows from 2027-07-10: 12 and 60). */
export const intervalRules: readonly IntervalRule[] = [
  { version: 'review-interval-1', validFrom: oldestKept, validTo: null, months: { high: 12, medium: 36, low: 60 } },
]

/** When the file is to be looked at again: so many months after the last look, by the rule in force today (CAL-02, CAL-05). */
export const reviewDueOn = (lastReviewedOn: Day, risk: RiskLevel, today: Day): Day =>
  addMonths(lastReviewedOn, inForce(intervalRules, today).months[risk])
