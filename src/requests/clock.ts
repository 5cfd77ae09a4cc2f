import { addDays, type Day, endOfParisDay, parisDay, parisTime } from '#src/kernel/calendar.ts'
import { dayOfClock, merchantDaysThrough, nthMerchantDay, ourDaysThrough, ourSpans, segmentsThrough } from './merchantDays.ts'
import type { OurSpan, Segment, Suspension } from './merchantDays.ts'

export type { Segment, Suspension } from './merchantDays.ts'

// The clock of a document request (rules.md §1.9). It starts when the letter leaves; that day is not counted (CAL-01). Thirty days of
// the merchant later it ends, at 24:00 in Paris, week-ends and holidays included. A day on any part of which the complete answer was
// with us is ours and does not count: in doubt for the other party (X-02 b).

/** A refused piece reopens the request with what was left, but never with fewer days than these. */
export type Floor = { reopenedAt: Date; days: number }

export type ClockFacts = {
  /** When the letter left. */
  startedAt: Date
  baseDays: number
  extensionDays: number
  suspensions: readonly Suspension[]
  floors: readonly Floor[]
}

/** A reminder: on which day of the merchant, when, and the date of it. */
export type Rung = { day: number; at: Date; on: Day }

export type Clock = {
  startedOn: Day
  lastDay: Day
  /** 24:00 of the last day; from this instant on the request may lapse. While paused: as if given back now. */
  endsAt: Date
  isPaused: boolean
  /** Which day of the merchant it is: his days so far, today among them unless it is ours; 0 on the day of sending, at most totalDays. */
  merchantDays: number
  /** Days so far that did not count, today among them once it is ours. */
  ourDays: number
  /** Days of the merchant from sending to the end: base and extension, or more where a floor moved the end. */
  totalDays: number
  /** Whole days of the merchant after today: totalDays − merchantDays. 0 on the last day, when the hours say what is left. */
  daysLeft: number
  /** Whole hours until endsAt, elapsed time (§7.3). */
  hoursLeft: number
  isLate: boolean
  rungs: Rung[]
  /** Whose the days were so far, in order; their sum is merchantDays + ourDays. */
  segments: Segment[]
}

export const maxExtensionDays = 30
/** What a reopened request leaves at least. */
export const minDaysAfterRefusal = 10
/**
 * Reminders on these days of the merchant, at `reminderTime` in Paris; and, where the end was moved, one more `lastReminderDays` before
 * it, unless another is nearer to it than `leastBetween` (docs/decisions, 2026-11-26).
 */
export const reminderRungs = [7, 21, 28] as const
const lastReminderDays = 2
const leastBetween = 5
const reminderTime = '09:00'
const mostDays = 3_660

const wholeDays = (days: number, most: number): number => Math.min(Math.max(Math.trunc(days), 0), most)

/** The floor says when the end may come at the earliest: its n-th day of the merchant after the day of reopening. */
const endOfFloor = ({ reopenedAt, days }: Floor, spans: readonly OurSpan[], startedAt: Date): number =>
  nthMerchantDay(spans, dayOfClock(startedAt, parisDay(startedAt), reopenedAt.getTime()), wholeDays(days, mostDays))

/** The last day, counted from the day of sending. */
const lastDayOf = ({ startedAt, baseDays, extensionDays, floors }: ClockFacts, spans: readonly OurSpan[]): number => {
  const granted = wholeDays(baseDays, mostDays) + wholeDays(extensionDays, maxExtensionDays)
  return Math.max(nthMerchantDay(spans, 0, granted), ...floors.map((floor) => endOfFloor(floor, spans, startedAt)))
}

const isPausedBy = ({ suspensions }: ClockFacts): boolean => suspensions.some(({ to }) => to === null)

const rungsOf = (startedOn: Day, spans: readonly OurSpan[], totalDays: number): Rung[] => {
  const [usual, extra] = [reminderRungs.filter((day) => day < totalDays), totalDays - lastReminderDays]
  const isApart = extra > 0 && usual.every((day) => Math.abs(day - extra) >= leastBetween)
  return [...usual, ...(isApart ? [extra] : [])]
    .sort((a, b) => a - b)
    .map((day) => {
      const on = addDays(startedOn, nthMerchantDay(spans, 0, day))
      return { day, at: parisTime(on, reminderTime), on }
    })
}

/** Everything there is to say about a request's time, as of `now`. Costs the number of suspensions, not the number of days. */
export const readClock = (facts: ClockFacts, now: Date): Clock => {
  const startedOn = parisDay(facts.startedAt)
  const spans = ourSpans(facts.startedAt, facts.suspensions, now)
  const last = lastDayOf(facts, spans)
  const lastDay = addDays(startedOn, last)
  const endsAt = endOfParisDay(lastDay)
  const today = dayOfClock(facts.startedAt, startedOn, now.getTime())
  const totalDays = merchantDaysThrough(spans, last)
  const lived = Math.min(today, last)
  const merchantDays = merchantDaysThrough(spans, lived)
  return {
    startedOn,
    lastDay,
    endsAt,
    isPaused: isPausedBy(facts),
    merchantDays,
    ourDays: ourDaysThrough(spans, lived),
    totalDays,
    daysLeft: totalDays - merchantDays,
    hoursLeft: Math.max(0, Math.floor((endsAt.getTime() - now.getTime()) / 3_600_000)),
    isLate: now >= endsAt,
    rungs: rungsOf(startedOn, spans, totalDays),
    segments: segmentsThrough(spans, lived),
  }
}

/** The column a sweep looks at: when the clock ends; null while it is paused. */
export const dueAt = (facts: ClockFacts): Date | null => {
  if (isPausedBy(facts)) return null
  const spans = ourSpans(facts.startedAt, facts.suspensions, facts.startedAt)
  return endOfParisDay(addDays(parisDay(facts.startedAt), lastDayOf(facts, spans)))
}

/** The next reminder to send; null while paused and after the last. A rung that was passed over for a later one does not come back. */
export const nextReminder = (facts: ClockFacts, sentRungs: readonly number[]): { day: number; at: Date } | null => {
  if (isPausedBy(facts)) return null
  const next = readClock(facts, facts.startedAt).rungs.find(({ day }) => day > Math.max(0, ...sentRungs))
  return next ? { day: next.day, at: next.at } : null
}
