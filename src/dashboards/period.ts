import { askedMonth, askedText } from '#src/kernel/asked.ts'
import { addDays, addMonths, daysBetween, startOfParisDay, weekday, type Day } from '#src/kernel/calendar.ts'

/**
 * `said`: as an address says it: `7`, `30`, `90` days back, today included, or a month, `2026-11`. `from` to `to`: days of Paris, both
 * included.
 */
export type Period = { said: string; from: Day; to: Day }
export const lengths = ['7', '30', '90'] as const
export const monthsShown = 12

export const monthOf = (day: Day): string => day.slice(0, 7)

/** What is no answer of ours, and a month that has not begun, is thirty days. */
export const readPeriod = (asked: unknown, today: Day): Period => {
  const text = askedText(asked, 7)
  const month = askedMonth(asked)
  if (month && month <= today) {
    const last = addDays(addMonths(month, 1), -1)
    return { said: text, from: month, to: last < today ? last : today }
  }
  const days = lengths.find((one) => one === text) ?? '30'
  return { said: days, from: addDays(today, 1 - Number(days)), to: today }
}

/** The instants it lies between: not before the first, before the second. */
export const boundsOf = ({ from, to }: Pick<Period, 'from' | 'to'>): { since: Date; until: Date } => ({
  since: startOfParisDay(from),
  until: startOfParisDay(addDays(to, 1)),
})

export type Slot = { from: Day; to: Day }
/** By day; longer periods by week, from Monday, the first and the last cut to the period. */
export const slotsOf = ({ from, to }: Period): Slot[] => {
  const length = daysBetween(from, to) + 1
  if (length <= 31) return Array.from({ length }, (_, i) => ({ from: addDays(from, i), to: addDays(from, i) }))
  const slots: Slot[] = []
  for (let start = from; start <= to;) {
    const end = addDays(start, 7 - weekday(start))
    slots.push({ from: start, to: end < to ? end : to })
    start = addDays(end, 1)
  }
  return slots
}
