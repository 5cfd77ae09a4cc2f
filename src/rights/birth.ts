import { isDay, type Day } from '#src/kernel/calendar.ts'

/** The oldest birth there is anybody of. */
export const earliestBirth = '1900-01-01'

/** What is wrong with a day of birth: the key of a sentence, one for each way of being wrong; null where somebody may have been born then. */
export const birthProblem = (
  value: string,
  today: Day,
): 'web:field.bad_date' | 'rights:field.born_to_come' | 'rights:field.born_too_early' | null => {
  if (!isDay(value)) return 'web:field.bad_date'
  if (value >= today) return 'rights:field.born_to_come'
  return value < earliestBirth ? 'rights:field.born_too_early' : null
}
