import type { Day } from '#src/kernel/calendar.ts'
import { slotsOf, type Period, type Slot } from './period.ts'

type DayCount = { day: Day; arrived: number; stayed: number; decided: number }
export type SlotCount = Slot & { arrived: number; decided: number; open: number }

/**
 * Arrivals and decisions of each day or week, and how many were open as it ended: those of now, less what came since, and what went since.
 * `days`: of every day since the period began, also past its end.
 */
export const trendOf = (period: Period, days: readonly DayCount[], openNow: number): SlotCount[] => {
  const sum = (of: keyof Omit<DayCount, 'day'>, isIn: (day: Day) => boolean): number =>
    days.reduce((all, one) => (isIn(one.day) ? all + one[of] : all), 0)
  return slotsOf(period).map(({ from, to }) => {
    const isIn = (day: Day): boolean => day >= from && day <= to
    const isLater = (day: Day): boolean => day > to
    return {
      from,
      to,
      arrived: sum('arrived', isIn),
      decided: sum('decided', isIn),
      open: Math.max(0, openNow - sum('stayed', isLater) + sum('decided', isLater)),
    }
  })
}
