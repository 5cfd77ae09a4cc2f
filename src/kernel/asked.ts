import { isUsualDay, type Day } from './calendar.ts'
import { invalid } from './errors.ts'

// What an address asks for, as it was typed: what is no answer of ours is as if it were not there.

/** On one line, at most `max` signs; nothing where it is no text. */
export const askedText = (
  value: unknown,
  max: number,
): string => (typeof value === 'string' ? value.normalize('NFC').replace(/[\u0000-\u001f\u007f]/g, ' ').trim().slice(0, max) : '')

export const askedOf = <T extends string>(all: readonly T[], value: unknown): T | null => all.find((one) => one === value) ?? null

export const askedDay = (value: unknown): Day | null => {
  const said = askedText(value, 10)
  return isUsualDay(said) ? said : null
}

/** `2026-11`, as a field of months and an address write it: the first day of that month. */
export const askedMonth = (value: unknown): Day | null => {
  const said = askedText(value, 7)
  return /^\d{4}-\d{2}$/.test(said) && isUsualDay(`${said}-01`) ? `${said}-01` : null
}

/** Where there is one answer alone, an address that names it twice names none. */
export const isAskedTwice = (value: unknown): boolean => value !== undefined && typeof value !== 'string'

/**
 * The day gone by, or today, that an address names; today where it names none. 422 `not_a_date`, `day_to_come`: nobody is shown today under
 * a day that was mistyped or has not come.
 */
export const askedPastDay = (value: unknown, today: Day): Day => {
  const said = askedText(value, 10)
  if (said === '' && !isAskedTwice(value)) return today
  if (!isUsualDay(said)) throw invalid({ on: 'web:field.bad_date' }, 'not_a_date')
  if (said > today) throw invalid({ on: 'web:field.day_to_come' }, 'day_to_come')
  return said
}
