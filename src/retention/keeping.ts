import { addDays, type Day } from '#src/kernel/calendar.ts'
import type { Origin } from './claims.sql.ts'
import { endOf, inForceOn, policyOn, type Claim, type Policy } from './policy.ts'

/**
 * A claim with the day on which the purge takes it: of the versions that hold until then, and not before a day of its own. `policy`: the
 * version that will hold on that day.
 */
export type Kept = Claim & { on: Day | null; notBefore: Day | null; isKept: boolean }

const later = (a: Day, b: Day | null): Day => (b !== null && b > a ? b : a)

/** Versions of a category from a day on, each with the last day on which it holds; null: no other is to come. */
const spansFrom = (signed: readonly Policy[], { category }: Policy, today: Day): { from: Day; to: Day | null }[] => {
  const starts = [
    today,
    ...new Set(signed.filter((one) => one.category === category && one.validFrom > today).map(({ validFrom }) => validFrom)),
  ]
    .sort()
  return starts.map((from, i) => ({ from, to: starts[i + 1] ? addDays(starts[i + 1]!, -1) : null }))
}

/** On what is over already, the day on which that was; else the first day on which a version that holds then ends it. */
export const keptUntil = (
  signed: readonly Policy[],
  { category, origin, notBefore = null, isKept = false, isKeeper = false }: Origin,
  today: Day,
): Kept => {
  const now = policyOn(signed, category, today)
  const told = (policy: Policy, on: Day | null): Kept => ({ policy, origin, on, notBefore, isKept, isKeeper })
  if (origin === null) return told(now, null)
  for (const { from, to } of spansFrom(signed, now, today)) {
    const policy = inForceOn(signed, category, from)!
    const end = endOf(policy, origin)
    if (end === null) continue
    const on = later(end, notBefore)
    if (from === today && on <= today) return told(policy, on)
    if (to === null || later(on, from) <= to) return told(policy, later(on, from))
  }
  return told(now, null)
}

/** Signed versions of these rules that do not hold yet, the nearest first. */
export const comingOf = (signed: readonly Policy[], kept: readonly Kept[], today: Day): Policy[] => {
  const asked = new Set(kept.map(({ policy }) => policy.category))
  return signed.filter(({ category, validFrom }) => asked.has(category) && validFrom > today).toSorted((
    a,
    b,
  ) => (a.validFrom < b.validFrom ? -1 : a.validFrom > b.validFrom ? 1 : a.version - b.version))
}
