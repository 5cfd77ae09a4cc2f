import { daysBetween } from '#src/kernel/calendar.ts'
import type { Facts } from '../facts.ts'
import { isAbove, scenario, shareBps, whole, type Finding } from '../scenario.ts'

/** A day, or a calendar month so far, that is far above what was usual or declared. */
export const velocity = scenario({
  id: 'TM-04',
  revision: 1,
  days: 1,
  quietDays: 7,
  isLive: true,
  chart: 'capturedCents',
  defaults: { dayBps: 30_000, dayFromCents: 100_000, historyDaysFrom: 7, monthBps: 15_000 },
  take: whole,
  judge: ({ today, before, calendarMonthCents, declaredMonthlyCents }, limits): Finding | null => {
    const meanCents = Math.round(before.capturedCents / 28)
    if (
      before.days >= limits.historyDaysFrom && today.capturedCents >= limits.dayFromCents &&
      today.capturedCents * 28 * 10_000 > before.capturedCents * limits.dayBps
    ) {
      return {
        level: 'warn',
        says: 'velocity_day',
        inputs: { captures: today.captures, capturedCents: today.capturedCents, historyDays: before.days },
        values: { meanCents, timesBps: shareBps(today.capturedCents, meanCents) },
        limits,
      }
    }
    if (today.captures === 0 || declaredMonthlyCents === 0 || !isAbove(calendarMonthCents, declaredMonthlyCents, limits.monthBps))
      return null
    return {
      level: 'warn',
      says: 'velocity_month',
      inputs: { monthCents: calendarMonthCents, declaredCents: declaredMonthlyCents },
      values: { timesBps: shareBps(calendarMonthCents, declaredMonthlyCents) },
      limits,
    }
  },
})

/** How many days nothing was captured before the first capture of the week: since the last one, or since he came to us. */
export const silenceOf = (
  { firstInWeekOn, lastBeforeOn, firstOn, openedOn }: Pick<Facts, 'firstInWeekOn' | 'lastBeforeOn' | 'firstOn' | 'openedOn'>,
): number => {
  if (firstInWeekOn === null) return 0
  if (lastBeforeOn !== null) return daysBetween(lastBeforeOn, firstInWeekOn) - 1
  return firstOn === firstInWeekOn ? daysBetween(openedOn, firstInWeekOn) : 0
}

/** Nothing for months, then much at once. */
export const wakeUp = scenario({
  id: 'TM-05',
  revision: 1,
  days: 7,
  quietDays: 30,
  isLive: true,
  chart: 'capturedCents',
  defaults: { silentDays: 90, weekFromCents: 500_000, yearBps: 5_000 },
  take: whole,
  judge: (facts, limits) => {
    const { week, yearBeforeCents } = facts
    const silentDays = silenceOf(facts)
    const isLarge = week.capturedCents > limits.weekFromCents ||
      (yearBeforeCents > 0 && isAbove(week.capturedCents, yearBeforeCents, limits.yearBps))
    if (silentDays < limits.silentDays || !isLarge) return null
    return {
      level: 'high',
      says: facts.lastBeforeOn === null ? 'wake_up_first' : 'wake_up',
      inputs: { silentDays, captures: week.captures, capturedCents: week.capturedCents },
      values: { yearBeforeCents },
      limits,
    }
  },
})

/** In his first thirty days with us he takes more than twice what he declared for a month. */
export const newcomer = scenario({
  id: 'TM-06',
  revision: 1,
  days: 30,
  quietDays: 30,
  isLive: true,
  chart: 'capturedCents',
  defaults: { firstDays: 30, declaredBps: 20_000, fromCents: 100_000 },
  take: whole,
  judge: ({ day, firstOn, month, declaredMonthlyCents }, limits) => {
    const sinceFirst = firstOn === null ? null : daysBetween(firstOn, day)
    if (
      sinceFirst === null || sinceFirst >= limits.firstDays || declaredMonthlyCents === 0 || month.capturedCents < limits.fromCents ||
      !isAbove(month.capturedCents, declaredMonthlyCents, limits.declaredBps)
    ) return null
    return {
      level: 'warn',
      says: 'newcomer',
      inputs: {
        daysOpen: sinceFirst + 1,
        captures: month.captures,
        capturedCents: month.capturedCents,
        declaredCents: declaredMonthlyCents,
      },
      values: { timesBps: shareBps(month.capturedCents, declaredMonthlyCents) },
      limits,
    }
  },
})
