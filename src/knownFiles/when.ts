import { endOfParisDay, isUsualDay, isUsualInstant, parisDay, type Day } from '#src/kernel/calendar.ts'
import { invalid } from '#src/kernel/errors.ts'

/** Up to which instant the file is told, and how it was asked: by a day, whole, or by an instant, itself included. */
export type When = { until: Date; day: Day; isInstant: boolean; isNow: boolean }

const atMost = (at: Date, now: Date): Date => (at > now ? new Date(now.getTime() + 1) : at)

/** A day that is over, or today as it stands; an instant as an address writes it. What is none, and what is still to come, is now. */
export const readWhen = (on: string, at: string, now: Date): When => {
  if (isUsualInstant(at)) {
    const until = atMost(new Date(Date.parse(at) + 1), now)
    return { until, day: parisDay(new Date(until.getTime() - 1)), isInstant: true, isNow: until > now }
  }
  const until = isUsualDay(on) ? atMost(endOfParisDay(on), now) : atMost(endOfParisDay(parisDay(now)), now)
  return { until, day: parisDay(new Date(until.getTime() - 1)), isInstant: false, isNow: until > now }
}

/**
 * 422 where something was asked that is no day, or no instant, or has not come: a file as it stands today is not what it was on a date that
 * was mistyped, nor what it will be.
 */
export const mustBeWhen = (on: string, at: string, now: Date): void => {
  if ((on !== '' && !isUsualDay(on)) || (at !== '' && !isUsualInstant(at))) throw invalid({ on: 'knownFiles:field.bad_day' }, 'not_a_day')
  if (on > parisDay(now) || (at !== '' && Date.parse(at) > now.getTime())) throw invalid({ on: 'knownFiles:field.to_come' }, 'day_to_come')
}

/** Of the days on which something changed: the one before this, and the one after. */
export const stepsAround = (days: readonly Day[], day: Day): { previous: Day | null; next: Day | null } => ({
  previous: days.findLast((one) => one < day) ?? null,
  next: days.find((one) => one > day) ?? null,
})
