import { addDays, addMonths, type Day } from '#src/kernel/calendar.ts'
import type { LegalHoldGround } from '#src/platform/db.types.ts'
import { sha256 } from '#src/platform/crypto.ts'
import { archivedOn, endOf, type Category, type Policy } from '#src/retention/policy.ts'

/**
 * Why something stays: the law wants it kept (GDPR 17(3)(b)); it is still in use for what it was taken for; it ends on a date of its own;
 * an order; as long as what it was made from.
 */
export type Why = 'law' | 'in_use' | 'own_end' | 'hold' | 'source'

/**
 * One category of one person: how many records, how many go, how many stay, on which ground, until when. `until` null: what it is counted
 * from has not happened.
 */
export type PlanLine = {
  category: Category
  records: number
  goes: number
  stays: number
  why: Why | null
  basis: string
  origin: Policy['origin']
  until: Day | null
  grounds: readonly LegalHoldGround[]
}
export type Plan = { day: Day; erases: number; lines: PlanLine[] }

/**
 * What is there of a category: how many records, and the days that their periods are counted from; null: not yet. `ends`: days of their own
 * before which some of them do not go, whatever the policy; null: not known yet.
 */
export type Found = {
  category: Category
  records: number
  origins: readonly (Day | null)[]
  ends: readonly (Day | null)[]
  goes: number
  kept: number
  held: number
  grounds: readonly LegalHoldGround[]
  isErasable: boolean
}

/** A last day that only some months have: the four last of a month may share it. */
const slack = 4

/** The latest day of which what began then is no longer in use on `day`. Without a time in use of its own: today's. */
export const lastOutOfUse = (policy: Pick<Policy, 'active'>, day: Day): Day => {
  if (!policy.active || policy.active.length === 0) return day
  const { length, unit } = policy.active
  let origin = addDays(unit === 'day' ? addDays(day, -length) : addMonths(day, -length), slack)
  while (archivedOn(policy, origin)! > day) origin = addDays(origin, -1)
  return origin
}

/** Whether a person may have it erased before it ends: no law wants it kept (a maximum, not a minimum), and we know how. */
export const mayGoEarly = ({ bound }: Pick<Policy, 'bound'>, hasEraser: boolean): boolean => bound === 'maximum' && hasEraser

/** The last of several days; null where one has not come, or there is none. */
const latest = (days: readonly (Day | null)[]): Day | null =>
  days.length === 0 || days.includes(null) ? null : days.reduce((best, one) => (one! > best! ? one : best))

const whyOf = (policy: Policy, { held, stays, isErasable }: { held: number; stays: number; isErasable: boolean }): Why | null => {
  if (stays === 0) return null
  if (held > 0 && held === stays) return 'hold'
  if (policy.bound === 'with_source') return 'source'
  if (policy.bound === 'minimum') return 'law'
  return isErasable ? 'in_use' : 'own_end'
}

/** What is in use goes when that is over; all else when its period is, and no sooner than the days of its own. */
const untilOf = (policy: Policy, why: Why | null, { origins, ends }: Pick<Found, 'origins' | 'ends'>): Day | null => {
  if (why === null || why === 'hold' || why === 'source') return null
  if (why === 'in_use') return latest(origins.map((origin) => origin && archivedOn(policy, origin)))
  return latest([...origins.map((origin) => origin && endOf(policy, origin)), ...ends])
}

export const lineOf = (policy: Policy, { category, records, origins, ends, goes, held, grounds, isErasable }: Found): PlanLine => {
  const stays = records - goes
  const why = whyOf(policy, { held, stays, isErasable })
  return {
    category,
    records,
    goes,
    stays,
    why,
    basis: policy.basis,
    origin: policy.origin,
    until: untilOf(policy, why, { origins, ends }),
    grounds,
  }
}

export const planOf = (day: Day, lines: readonly PlanLine[]): Plan => ({
  day,
  erases: lines.reduce((sum, { goes }) => sum + goes, 0),
  lines: lines.filter(({ records }) => records > 0),
})

/** Of what was seen: two people look at the same. */
export const digestOf = (plan: Plan): string => sha256(JSON.stringify(plan)).toString('hex').slice(0, 32)
