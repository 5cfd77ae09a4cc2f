import { daysBetween, type Day } from '#src/kernel/calendar.ts'
import { isQuiet, keyOf, type Candidate, type Raised } from '#src/monitoring/judgeDay.ts'

/** What would have been raised: day by day, quiet days and all, from a past of which nobody was told anything. */
export type Trial = { raise: (candidates: readonly Candidate[]) => void; raised: readonly Candidate[] }

export const openTrial = (): Trial => {
  const before = new Map<string, Raised[]>()
  const raised: Candidate[] = []
  return {
    raised,
    raise: (candidates) => {
      for (const one of candidates) {
        const key = keyOf(one.scenario.id, one.merchantId, one.found.subject)
        const known = before.get(key) ?? []
        if (isQuiet(one, known)) continue
        before.set(key, [...known, { on: one.to, level: one.found.level }])
        raised.push(one)
      }
    },
  }
}

export type Difference = { kept: number; gained: Candidate[]; lost: Candidate[] }

const isSameAlert = (quietDays: number | null) => (a: Day, b: Day): boolean =>
  a === b || quietDays === null || Math.abs(daysBetween(a, b)) < quietDays

/**
 * Two trials of one past. An alert of one is kept where the other has it too, of the same merchant and subject and no further off than its
 * quiet days: a threshold that is lower tells of the same thing some days earlier. Each is one alert of the other at most.
 */
export const compareTrials = (old: readonly Candidate[], next: readonly Candidate[]): Difference => {
  const waiting = new Map<string, Candidate[]>()
  for (const one of old) {
    const key = keyOf(one.scenario.id, one.merchantId, one.found.subject)
    waiting.set(key, [...(waiting.get(key) ?? []), one])
  }
  const gained: Candidate[] = []
  for (const one of next) {
    const isSame = isSameAlert(one.scenario.quietDays)
    const others = waiting.get(keyOf(one.scenario.id, one.merchantId, one.found.subject)) ?? []
    const at = others.findIndex(({ to }) => isSame(to, one.to))
    if (at < 0) gained.push(one)
    else others.splice(at, 1)
  }
  const lost = [...waiting.values()].flat().sort((a, b) => (a.to < b.to ? -1 : a.to > b.to ? 1 : 0))
  return { kept: old.length - lost.length, gained, lost }
}
