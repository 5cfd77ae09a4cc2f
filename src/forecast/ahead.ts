import { addDays, type Day } from '#src/kernel/calendar.ts'
import type { DueDay } from '#src/kernel/dueDay.ts'
import { endOf, inForceOn, type Category, type Policy } from '#src/retention/policy.ts'

export const daysAhead = 90
export const lastDayAhead = (today: Day): Day => addDays(today, daysAhead - 1)

export const dueKinds = [
  'purge',
  'card_number',
  'deactivation',
  'release',
  'dispute',
  'merchant_dispute',
  'resolution',
  'rights',
  'periodic_review',
  'expiry',
  'hold_review',
] as const
export type DueKind = (typeof dueKinds)[number]

/** What falls on a day. `category`: of a purge. What should have been done before today is today's. */
export type Due = DueDay & { kind: DueKind; category?: Category }

/** Days on which one version holds, of those that are looked at. */
type Span = { policy: Policy; from: Day; to: Day }

const dayBefore = (day: Day): Day => addDays(day, -1)

/** The versions in force between two days, in their order. */
export const spansOf = (signed: readonly Policy[], category: Category, today: Day, until: Day): Span[] => {
  const starts = [
    today,
    ...new Set(
      signed.filter((one) => one.category === category && one.validFrom > today && one.validFrom <= until).map(({ validFrom }) =>
        validFrom
      ),
    ),
  ]
    .sort()
  return starts.flatMap((from, i) => {
    const policy = inForceOn(signed, category, from)
    return policy ? [{ policy, from, to: starts[i + 1] ? dayBefore(starts[i + 1]!) : until }] : []
  })
}

/** Records that began on one day. `notBefore`: a day of their own before which they stay. */
export type Begun = { origin: Day; notBefore: Day | null; count: number }

const latest = (...days: (Day | null)[]): Day => days.reduce<Day>((best, day) => (day !== null && day > best ? day : best), '')

/** The first of these days on which they go; null: none of them. */
export const goesOn = (spans: readonly Span[], { origin, notBefore }: Pick<Begun, 'origin' | 'notBefore'>): Day | null => {
  for (const { policy, from, to } of spans) {
    const end = endOf(policy, origin)
    const day = latest(from, end, notBefore)
    if (end !== null && day <= to) return day
  }
  return null
}

/** By day, in their order; what is late is today's. */
export const byDay = (today: Day, found: readonly DueDay[]): DueDay[] => {
  const days = new Map<Day, DueDay>()
  for (const { on, count, cents } of found) {
    const day = on < today ? today : on
    const sum = days.get(day)
    days.set(day, { on: day, count: (sum?.count ?? 0) + count, ...(cents === undefined ? {} : { cents: (sum?.cents ?? 0) + cents }) })
  }
  return [...days.values()].toSorted((a, b) => (a.on < b.on ? -1 : 1))
}
