import { addDays, addMonths, type Day } from '#src/kernel/calendar.ts'
import { conflict } from '#src/kernel/errors.ts'
import type { RetentionAction, RetentionBound, RetentionOrigin, RetentionUnit } from '#src/platform/db.types.ts'

export type { RetentionAction, RetentionBound, RetentionOrigin, RetentionUnit } from '#src/platform/db.types.ts'

/** Every category of data there is (rules.md §3.2). Each personal column of the database belongs to one: `dataMap.ts`. */
export const categories = [
  'prospect_contact',
  'incomplete_dossier',
  'rejected_dossier',
  'rejected_dossier_marker',
  'rejected_dossier_aml',
  'merchant_file',
  'payment',
  'accounting',
  'card_number',
  'card_number_deferred',
  'card_secret',
  'authentication_evidence',
  'device',
  'dispute_file',
  'mandate',
  'fraud_alert',
  'fraud_case',
  'declaration',
  'asset_freeze',
  'systematic_report',
  'security_log',
  'internal_control_log',
  'audit_trail',
  'support',
  'mail',
  'notice',
  'derived',
  'call_log',
  'account_login',
  'rights_request',
  'cross_border_report',
  'screening_cleared',
  'backup',
  'monitoring_alert',
  'backtest',
  'unused_means',
  'payout_statement',
  'ledger_year',
  'house_entry',
  'published_list',
] as const
export type Category = (typeof categories)[number]

/** So long, in one unit: never turned into another (CAL-06). */
export type Period = { length: number; unit: RetentionUnit }

export type Policy = {
  id: string
  category: Category
  version: number
  bound: RetentionBound
  /** Null where nothing is kept at all, or as long as its source. */
  period: Period | null
  /** How long of it on the working screens; null: until its origin. */
  active: Period | null
  origin: RetentionOrigin
  action: RetentionAction
  basis: string
  source: string
  confidence: string
  validFrom: Day
}

/** From the origin in one step, never month by month (CAL-05). */
const after = (origin: Day, { length, unit }: Period): Day => (unit === 'day' ? addDays(origin, length) : addMonths(origin, length))

/**
 * The first day on which it may go, or must be gone. A minimum ends when its last day has wholly passed (X-02 c): the day after. A maximum
 * must end on or before (X-02 d): the day itself. Kept `never`: its first. Null: as long as its source.
 */
export const endOf = ({ bound, period }: Pick<Policy, 'bound' | 'period'>, origin: Day): Day | null => {
  if (bound === 'with_source') return null
  if (bound === 'never' || !period) return origin
  return bound === 'minimum' ? addDays(after(origin, period), 1) : after(origin, period)
}

/** The day on which it leaves the working screens for the archive; null: it stays there to its end. */
export const archivedOn = ({ active }: Pick<Policy, 'active'>, origin: Day): Day | null => (active ? after(origin, active) : null)

/**
 * One rule that applies to a record, with the origin it counts from; null: that has not happened yet, and nothing ends. `on`: the day where
 * more than this version says it (another to come, a day of its own). `isKeeper`: it holds the record whatever its bound is.
 */
export type Claim = { policy: Policy; origin: Day | null; on?: Day | null; isKeeper?: boolean }
/** `on`: the day; null: it has no end yet. `by`: the claim that decides. */
export type Ending<C extends Claim = Claim> = { on: Day | null; by: C }

const endOfClaim = ({ policy, origin, on }: Claim): Day | null => (on !== undefined ? on : origin === null ? null : endOf(policy, origin))

/**
 * When a record ends that several rules claim: the longest of the legal minimums; where none is, the shortest of the maximums (rules.md
 * §3.1). A minimum whose period has not begun has no end, and outlasts the others. Null where nothing claims it.
 */
export const endingOf = <C extends Claim>(claims: readonly C[]): Ending<C> | null => {
  const ends = claims.filter(({ policy }) => policy.bound !== 'with_source').map((claim) => ({ on: endOfClaim(claim), by: claim }))
  const minimums = ends.filter(({ by }) => by.policy.bound === 'minimum' || by.isKeeper)
  const open = minimums.find(({ on }) => on === null)
  if (open) return open
  const later = (a: Ending<C>, b: Ending<C>): Ending<C> => ((a.on ?? '') >= (b.on ?? '') ? a : b)
  if (minimums.length > 0) return minimums.reduce(later)
  const begun = ends.filter(({ on }) => on !== null)
  return begun.length > 0 ? begun.reduce((a, b) => (later(a, b) === a ? b : a)) : (ends[0] ?? null)
}

/** The version that holds on a day, of those that were signed. */
export const inForceOn = (policies: readonly Policy[], category: Category, day: Day): Policy | null =>
  policies.filter((one) => one.category === category && one.validFrom <= day).reduce<Policy | null>(
    (
      best,
      one,
    ) => (!best || one.validFrom > best.validFrom || (one.validFrom === best.validFrom && one.version > best.version) ? one : best),
    null,
  )

/**
 * The same, where one must hold. 409 `no_policy_in_force`: of a day before the first version nothing is known, and nothing is erased by it.
 */
export const policyOn = (policies: readonly Policy[], category: Category, day: Day): Policy => {
  const found = inForceOn(policies, category, day)
  if (!found) throw conflict('no_policy_in_force')
  return found
}

/** The version that will take the place of the one in force, the next of those that were signed; null: none is to come. */
export const nextAfter = (policies: readonly Policy[], category: Category, day: Day): Policy | null => {
  const coming = policies.filter((one) => one.category === category && one.validFrom > day).map(({ validFrom }) => validFrom).sort()[0]
  return coming ? inForceOn(policies, category, coming) : null
}

/** Marked K or P in the rules, and unchanged since: it waits for the data protection officer. */
export const isAwaitingOfficer = ({ confidence, version }: Pick<Policy, 'confidence' | 'version'>): boolean =>
  version === 1 && (confidence === 'K' || confidence === 'P')
