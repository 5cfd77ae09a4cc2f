import { oppositionEnds } from '#src/holds/hold.ts'
import type { Day } from '#src/kernel/calendar.ts'

type Ends = { sooner_on: Day; later_on: Day; extended_to: Day | null }

/** Both counts (CAL-07): the sooner is the day we must have acted by, the later the one we keep the money to. */
export const endsOf = (notifiedOn: Day): { sooner_on: Day; later_on: Day } => {
  const { mondayToSaturday, mondayToFriday } = oppositionEnds(notifiedOn)
  return { sooner_on: mondayToSaturday, later_on: mondayToFriday }
}

/** The last day of it, the court's where it was extended (AML-07). */
export const lastDayOf = ({ later_on: laterOn, extended_to: extendedTo }: Ends): Day => extendedTo ?? laterOn
export const isOver = (ends: Ends, today: Day): boolean => lastDayOf(ends) < today
