import fc from 'fast-check'
import { addDays, endOfParisDay, parisDay, startOfParisDay } from '#src/kernel/calendar.ts'
import type { ClockFacts, Floor, Suspension } from '#src/requests/clock.ts'

const hour = 3_600_000

export const at = (text: string): Date => new Date(text)

/** The clock of a letter that left then, with nothing special about it. */
export const clockOf = (startedAt: string, more: Partial<ClockFacts> = {}): ClockFacts => ({
  startedAt: at(startedAt),
  baseDays: 30,
  extensionDays: 0,
  suspensions: [],
  floors: [],
  ...more,
})

export const withUs = (from: string, to: string | null): Suspension => ({ from: at(from), to: to ? at(to) : null, why: 'answered' })

export const anyStart = fc.date({ min: at('2024-01-01T00:00:00Z'), max: at('2030-12-31T00:00:00Z'), noInvalidDate: true })

/** Suspensions that begin up to ten days before the letter and up to seventy after, for an instant or for weeks. */
export const anySuspensions = (startedAt: Date): fc.Arbitrary<Suspension[]> => {
  const suspension = fc.tuple(fc.integer({ min: -240, max: 70 * 24 }), fc.integer({ min: 0, max: 400 })).map(([after, length]) => {
    const from = new Date(startedAt.getTime() + after * hour)
    return { from, to: new Date(from.getTime() + length * hour), why: 'answered' }
  })
  return fc.array(suspension, { maxLength: 5 })
}

const anyFloors = (startedAt: Date): fc.Arbitrary<Floor[]> =>
  fc.array(fc.integer({ min: 0, max: 60 * 24 }).map((after) => ({ reopenedAt: new Date(startedAt.getTime() + after * hour), days: 10 })), {
    maxLength: 2,
  })

export const anyFacts: fc.Arbitrary<ClockFacts> = anyStart.chain((startedAt) =>
  fc.record({
    startedAt: fc.constant(startedAt),
    baseDays: fc.integer({ min: 1, max: 45 }),
    extensionDays: fc.integer({ min: 0, max: 30 }),
    suspensions: anySuspensions(startedAt),
    floors: anyFloors(startedAt),
  })
)

/** Whether any instant of that day lies in the suspension; asked the slow way, from the instants themselves. */
const touches = ({ from, to }: Suspension, day: string): boolean =>
  to !== null && from < endOfParisDay(day) && (to > startOfParisDay(day) || from >= startOfParisDay(day))

const isOurs = (facts: ClockFacts, day: string): boolean => facts.suspensions.some((suspension) => touches(suspension, day))

/** Walks the calendar day by day until the n-th day of the merchant: what `readClock` must find by arithmetic. */
export const walkToDay = (facts: ClockFacts, after: string, n: number): string => {
  let day = after
  for (let left = n; left > 0;) {
    day = addDays(day, 1)
    if (!isOurs(facts, day)) left--
  }
  return day
}

export const walkToLastDay = (facts: ClockFacts): string => {
  const startedOn = parisDay(facts.startedAt)
  const ends = facts.floors.map(({ reopenedAt, days }) => walkToDay(facts, parisDay(reopenedAt), days))
  return [walkToDay(facts, startedOn, facts.baseDays + facts.extensionDays), ...ends].sort().at(-1)!
}
