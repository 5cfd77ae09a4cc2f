import { type Day, daysBetween, parisDay } from '#src/kernel/calendar.ts'

/** Time during which the complete answer was with us. `to` is null while it still is. */
export type Suspension = { from: Date; to: Date | null; why: string }

/** Days in a row that are ours, counted from the day of sending, which is day 0. */
export type OurSpan = { first: number; last: number }

/** Nothing is looked at beyond a century: an absurd date costs nothing and moves no clock to the end of time. */
const horizonMilliseconds = 36_525 * 86_400_000

/** On which day after the day of sending an instant falls; before the sending: day 0. */
export const dayOfClock = (startedAt: Date, startedOn: Day, at: number): number => {
  const clipped = Math.min(Math.max(at, startedAt.getTime()), startedAt.getTime() + horizonMilliseconds)
  return daysBetween(startedOn, parisDay(new Date(clipped)))
}

/** An instant of midnight that ends a suspension takes nothing from the day it begins. */
const spanOf = (startedAt: Date, startedOn: Day, { from, to }: Suspension, now: Date): OurSpan => {
  const end = to ?? new Date(Math.max(from.getTime(), now.getTime()))
  const isReversed = end < from
  const lastInstant = Math.max(from.getTime(), end.getTime() - 1)
  const first = dayOfClock(startedAt, startedOn, from.getTime())
  return { first: Math.max(1, first), last: isReversed ? 0 : dayOfClock(startedAt, startedOn, lastInstant) }
}

/**
 * The days on any part of which the answer was with us, in order, each once however many suspensions touch it. The day of sending is
 * never counted, whoever had the file (CAL-01). An open suspension runs to now.
 */
export const ourSpans = (startedAt: Date, suspensions: readonly Suspension[], now: Date): OurSpan[] => {
  const startedOn = parisDay(startedAt)
  const spans = suspensions.map((suspension) => spanOf(startedAt, startedOn, suspension, now)).filter(({ first, last }) => first <= last)
  const merged: OurSpan[] = []
  for (const span of spans.sort((a, b) => a.first - b.first)) {
    const previous = merged.at(-1)
    if (previous && span.first <= previous.last + 1) previous.last = Math.max(previous.last, span.last)
    else merged.push({ ...span })
  }
  return merged
}

/** Our days from day 1 to that day, both counted. */
export const ourDaysThrough = (spans: readonly OurSpan[], day: number): number =>
  spans.reduce((sum, { first, last }) => sum + Math.max(0, Math.min(last, day) - first + 1), 0)

/** The merchant's days from day 1 to that day, both counted. */
export const merchantDaysThrough = (spans: readonly OurSpan[], day: number): number => Math.max(0, day) - ourDaysThrough(spans, day)

export type Segment = { owner: 'merchant' | 'ours'; days: number }

/** Days 1 to that day, cut where they change hands. */
export const segmentsThrough = (spans: readonly OurSpan[], day: number): Segment[] => {
  const segments: Segment[] = []
  let next = 1
  for (const { first, last } of spans.filter((span) => span.first <= day)) {
    segments.push({ owner: 'merchant', days: first - next }, { owner: 'ours', days: Math.min(last, day) - first + 1 })
    next = last + 1
  }
  segments.push({ owner: 'merchant', days: day - next + 1 })
  return segments.filter(({ days }) => days > 0)
}

/** The day on which the n-th day of the merchant falls, counted from the day after `after`. */
export const nthMerchantDay = (spans: readonly OurSpan[], after: number, n: number): number => {
  let reached = after + n
  for (const { first, last } of spans) {
    const from = Math.max(first, after + 1)
    if (from > reached) break
    reached += Math.max(0, last - from + 1)
  }
  return reached
}
