import { parisDay } from '#src/kernel/calendar.ts'
import { minDaysAfterRefusal, readClock, type Clock, type ClockFacts, type Rung } from './clock.ts'

/** The ledger of a request's clock, as the tables hold it. The end is derived from it, and from nothing else. */
export type Ledger = {
  suspensions: { id: string; from_at: Date; to_at: Date | null; why: string }[]
  floors: { id: string; reopened_at: Date; days: number }[]
  extensions: { id: string; days: number; reason: string; granted_by: string; granted_at: Date }[]
  reminders: { rung: number; state: 'sent' | 'superseded'; at: Date }[]
}

type Started = { started_at: Date | null; base_days: number; extension_days: number; closed_at: Date | null }

/** A clock with what became of each reminder; those passed over for a later one are left out. */
export type RequestClock = Omit<Clock, 'rungs'> & { rungs: (Rung & { sent: boolean })[] }

/** Days granted after a reopening come on top of what the reopening left: an extension always moves the end. */
const daysOfFloor = (floor: Ledger['floors'][number], { extensions }: Ledger): number =>
  extensions.filter(({ granted_at }) => granted_at >= floor.reopened_at).reduce((sum, { days }) => sum + days, floor.days)

/** What the pure clock counts with; null while the letter has not left. */
export const clockFacts = (request: Started, ledger: Ledger): ClockFacts | null =>
  request.started_at && {
    startedAt: request.started_at,
    baseDays: request.base_days,
    extensionDays: request.extension_days,
    suspensions: ledger.suspensions.map(({ from_at: from, to_at: to, why }) => ({ from, to, why })),
    floors: ledger.floors.map((floor) => ({ reopenedAt: floor.reopened_at, days: daysOfFloor(floor, ledger) })),
  }

/** While paused, the end is told as if the request were given back now: with what is left then, never under ten days. */
const asGivenBack = (facts: ClockFacts, now: Date): ClockFacts =>
  facts.suspensions.some(({ to }) => to === null)
    ? { ...facts, floors: [...facts.floors, { reopenedAt: now, days: minDaysAfterRefusal }] }
    : facts

/** The clock as of `now`; of a closed request, as it stood when it was closed. */
export const requestClock = (request: Started, ledger: Ledger, now: Date): RequestClock | null => {
  const facts = clockFacts(request, ledger)
  if (!facts) return null
  const at = request.closed_at ?? now
  const clock = readClock(asGivenBack(facts, at), at)
  const passedOver = new Set(ledger.reminders.filter(({ state }) => state === 'superseded').map(({ rung }) => rung))
  const sentAt = new Map(ledger.reminders.filter(({ state }) => state === 'sent').map((one) => [one.rung, one.at]))
  const rungs = clock.rungs.filter(({ day }) => !passedOver.has(day)).map((rung) => {
    const at = sentAt.get(rung.day)
    return at ? { ...rung, at, on: parisDay(at), sent: true } : { ...rung, sent: false }
  })
  return { ...clock, rungs }
}
