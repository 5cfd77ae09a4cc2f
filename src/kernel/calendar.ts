import { Temporal } from 'temporal-polyfill'

/** A legal date of the Europe/Paris calendar, 'YYYY-MM-DD' (rules.md §7.3). Two days compare as text. */
export type Day = string

const zone = 'Europe/Paris'
const millisecondsPerDay = 86_400_000
const millisecondsPerHour = 3_600_000

/** The instant at which UTC begins that date; NaN where there is no such date (JavaScript takes 30 February for 2 March). */
const utcMidnight = (text: string): number => {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text) ? at : Number.NaN
}

/** A real date of the calendar: '2026-02-29' is none. */
export const isDay = (text: string): boolean => !Number.isNaN(utcMidnight(text))

/**
 * A real date of the years 1900 to 2200: what an address or a form may name. Beyond them the calendar and the database each have their own
 * ends.
 */
export const isUsualDay = (text: string): boolean => isDay(text) && text >= '1900-01-01' && text <= '2200-12-31'

/** An instant of such a day, as a key of a page writes it: UTC, to the millisecond or the microsecond. */
export const isUsualInstant = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3,6}Z$/.test(text) && isUsualDay(text.slice(0, 10))

/** Days since 1970-01-01. Throws on what is no date: a wrong deadline is worse than none. */
const dayNumber = (day: Day): number => {
  const at = utcMidnight(day)
  if (Number.isNaN(at)) throw new RangeError(`not a day: ${day}`)
  return at / millisecondsPerDay
}

const dayAt = (number: number): Day => {
  const text = new Date(number * millisecondsPerDay).toISOString()
  if (!/^\d/.test(text)) throw new RangeError('outside the years 0000 to 9999')
  return text.slice(0, 10)
}

/** The day n days later; n may be negative. */
export const addDays = (day: Day, n: number): Day => dayAt(dayNumber(day) + n)

/** Days from a to b; negative where b is earlier. */
export const daysBetween = (a: Day, b: Day): number => dayNumber(b) - dayNumber(a)

/** Below 0 where the first is earlier, above where it is later: as dates, also of years that are longer than four figures. */
export const compareDays = (a: Day, b: Day): number => Temporal.PlainDate.compare(a, b)

/** 1 Monday … 7 Sunday. */
export const weekday = (day: Day): number => ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1

/** Same day of the month n months later, or the last of that month (CAL-02). Always count from the origin, never step by step (CAL-05). */
export const addMonths = (day: Day, n: number): Day => Temporal.PlainDate.from(day).add({ months: n }, { overflow: 'constrain' }).toString()

/** Midnights already asked of the time zone, by day number: a million clocks need a few hundred of them. Cleared when full. */
const midnights = new Map<number, number>()
const mostMidnights = 20_000

const midnight = (number: number): number => {
  const known = midnights.get(number)
  if (known !== undefined) return known
  const found = Temporal.PlainDate.from(dayAt(number)).toZonedDateTime(zone).epochMilliseconds
  if (midnights.size >= mostMidnights) midnights.clear()
  midnights.set(number, found)
  return found
}

/** The day it is in Paris at that instant; never the day of UTC (§7.3). */
export const parisDay = (at: Date): Day => {
  const number = Math.floor((at.getTime() + millisecondsPerHour) / millisecondsPerDay)
  if (at.getTime() >= midnight(number + 1)) return dayAt(number + 1)
  return dayAt(at.getTime() < midnight(number) ? number - 1 : number)
}

/** 00:00 in Paris. */
export const startOfParisDay = (day: Day): Date => new Date(midnight(dayNumber(day)))

/** 24:00 in Paris, where a term of days ends (CAL-03): the first instant that is too late. */
export const endOfParisDay = (day: Day): Date => new Date(midnight(dayNumber(day) + 1))

const minutesOf = (time: string): number => {
  const found = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time)
  if (!found) throw new RangeError(`not a time: ${time}`)
  return Number(found[1]) * 60 + Number(found[2])
}

/**
 * The instant a Paris clock shows 'HH:MM' that day. On the two days of the year when clocks change: the hour that is skipped in spring is
 * read an hour later, the hour that comes twice in autumn is its first (§7.3).
 */
export const parisTime = (day: Day, time: string): Date => {
  const minutes = minutesOf(time)
  const number = dayNumber(day)
  // a day of 24 hours has one offset from end to end
  if (midnight(number + 1) - midnight(number) === millisecondsPerDay) return new Date(midnight(number) + minutes * 60_000)
  return new Date(Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds)
}
