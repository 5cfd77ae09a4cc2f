import { addDays, type Day, parisTime } from '#src/kernel/calendar.ts'
import { addWorkingDays, isFrWorking } from '#src/kernel/holidays.ts'
import { between, type Dice, oneOf } from './pieces/seed.ts'

const minute = 60_000
const twoDigits = (n: number): string => String(n).padStart(2, '0')

/** So many minutes after midnight on a Paris clock, and a second that is nobody's round number. */
const atMinute = (day: Day, minutes: number, roll: Dice): Date =>
  new Date(parisTime(day, `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`).getTime() + between(roll, 3, 57) * 1_000)

type Span = readonly [from: number, to: number]
const hours = (from: number, to: number): Span => [from * 60, to * 60]

/** Our people: mornings and afternoons, never at lunch. */
const desks: readonly Span[] = [hours(9.25, 12), hours(13.75, 17)]
/** Shopkeepers: between two customers, and in the evening. */
const shops: readonly Span[] = [hours(8, 11.5), hours(13.5, 18), hours(13.5, 18), hours(19, 20.5)]

/** A letter that must leave on a closed day is sent by whoever is on duty, in the morning. */
const onDuty: Span = hours(9.5, 11.5)

const within = (day: Day, [from, to]: Span, roll: Dice): Date => atMinute(day, between(roll, from, to), roll)

/** A moment of that day at which somebody of the staff sits down to a file. */
export const deskTime = (day: Day, roll: Dice): Date => within(day, isFrWorking(day) ? oneOf(roll, desks) : onDuty, roll)

/** A moment of that day at which a merchant sits down to his file. */
export const shopTime = (day: Day, roll: Dice): Date => within(day, oneOf(roll, shops), roll)

/** So many minutes later, give or take a few seconds. */
export const minutesAfter = (at: Date, minutes: number, roll: Dice): Date =>
  new Date(at.getTime() + minutes * minute + between(roll, 1, 55) * 1_000)

export const minutesBefore = (at: Date, minutes: number): Date => new Date(at.getTime() - minutes * minute)

/** The n-th working day of the staff after that day. */
export const workingDaysAfter = (day: Day, n: number): Day => addWorkingDays(day, n, (one) => isFrWorking(one))

export const daysBefore = (day: Day, n: number): Day => addDays(day, -n)
