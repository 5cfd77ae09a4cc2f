import type { Day } from '#src/kernel/calendar.ts'
import { factorOf, riskAxes, type FactorId, type RiskAxis, type RiskFacts, type Says } from '#src/riskTables/factor.ts'
import { decidedByLaw, type RiskTable, type Rules, type TableFactor } from '#src/riskTables/riskTable.ts'

export const riskLevels = ['low', 'medium', 'high'] as const
export type RiskLevel = (typeof riskLevels)[number]

/** `points`: on its axis. `says`: the fact it rests on. */
export type Reason = { id: FactorId; axis: RiskAxis; points: number; isDecisive: boolean; says: Says }
/** Without this reason: how many points of the score go, and where that leads. */
export type WhatIf = { id: FactorId; points: number; score: number; level: RiskLevel }

export type Rating = {
  /** Out of 100, each. */
  axes: Record<RiskAxis, number>
  /** 0 to 100. */
  score: number
  level: RiskLevel
  overrides: FactorId[]
  reasons: Reason[]
  whatWouldChangeIt: WhatIf[]
}

/** The points of one axis, 100 at most; what decides fills it. */
const pointsOf = (axis: RiskAxis, found: readonly TableFactor[]): number =>
  Math.min(
    100,
    found.filter(({ id }) => factorOf(id).axis === axis).reduce((sum, { points, isDecisive }) => sum + (isDecisive ? 100 : points), 0),
  )

export const levelOf = (
  score: number,
  { mediumFrom, highFrom }: RiskTable,
): RiskLevel => (score >= highFrom ? 'high' : score >= mediumFrom ? 'medium' : 'low')

/** One that decides lifts the score to high, so that sorting by score never puts such a file below an ordinary one. */
const weigh = (found: readonly TableFactor[], table: RiskTable): Pick<Rating, 'axes' | 'score' | 'level'> => {
  const axes = Object.fromEntries(riskAxes.map((axis) => [axis, pointsOf(axis, found)])) as Record<RiskAxis, number>
  const weighted = Math.floor(riskAxes.reduce((sum, axis) => sum + table.axes[axis] * axes[axis], 0) / 100)
  const score = found.some(({ isDecisive }) => isDecisive) ? Math.max(weighted, table.highFrom) : weighted
  return { axes, score, level: levelOf(score, table) }
}

/**
 * Rates a client on the five axes of L561-4-1 by a table and a list of countries (§1.7); each reason with its points, the fact it rests on,
 * and what would be without it.
 */
export const rate = (facts: RiskFacts, { table, countries, today }: Pick<Rules, 'table' | 'countries' | 'today'>): Rating => {
  const scaleOf = ({ from }: TableFactor) => ({ today, countries, mccs: table.mccs, from: from ?? 0 })
  const found = table.factors.filter((one) => (one.points > 0 || one.isDecisive) && factorOf(one.id).holds(facts, scaleOf(one)))
  const weighed = weigh(found, table)
  return {
    ...weighed,
    overrides: found.filter(({ isDecisive }) => isDecisive).map(({ id }) => id),
    reasons: found.map((one) => ({
      id: one.id,
      axis: factorOf(one.id).axis,
      points: one.isDecisive ? 100 : one.points,
      isDecisive: one.isDecisive,
      says: factorOf(one.id).says?.(facts, scaleOf(one)) ?? {},
    })),
    whatWouldChangeIt: found.map(({ id }) => {
      const { score, level } = weigh(found.filter((one) => one.id !== id), table)
      return { id, points: weighed.score - score, score, level }
    }),
  }
}

const rank = (level: RiskLevel): number => riskLevels.indexOf(level)
export const isHigher = (one: RiskLevel, other: RiskLevel): boolean => rank(one) > rank(other)

/**
 * What a person decided beside the table. `known`: the reasons there were when a lowering was asked for; `expiresOn`: from that day on it
 * no longer counts.
 */
export type Override = { id: string; level: RiskLevel; isRaise: boolean; known: readonly string[]; expiresOn: Day | null }

/** What the law decides is lowered by nobody. */
export const mayBeLowered = ({ overrides }: Pick<Rating, 'overrides'>): boolean => !overrides.some((id) => decidedByLaw.includes(id))

/**
 * A lowering counts until its day, and only for the reasons that were known to whoever signed it: another one, and the table speaks again.
 */
const counts = (rating: Rating, { isRaise, known, expiresOn }: Override, today: Day): boolean =>
  isRaise || ((expiresOn === null || today < expiresOn) && mayBeLowered(rating) && rating.reasons.every(({ id }) => known.includes(id)))

/** The level that holds: the table's, or a person's where that still counts. */
export const settle = (rating: Rating, override: Override | null, today: Day): { level: RiskLevel; overrideId: string | null } => {
  if (!override || !counts(rating, override, today)) return { level: rating.level, overrideId: null }
  const isBeyond = override.isRaise ? isHigher(override.level, rating.level) : isHigher(rating.level, override.level)
  return isBeyond ? { level: override.level, overrideId: override.id } : { level: rating.level, overrideId: null }
}

/** What a rating is compared by: the same, and nothing new is kept. */
export type Settled = {
  tableId: string
  countriesOn: Day
  score: number
  level: RiskLevel
  overrideId: string | null
  reasons: readonly string[]
  facts: RiskFacts /** Screening found the exposed person, and nobody had declared him. */
  isPepOfScreening?: boolean
}
export type RatingTrigger = 'first' | 'dossier' | 'screening' | 'volume' | 'programme' | 'note' | 'decision' | 'table' | 'countries'
  | 'expiry'

export const isSame = (one: Settled, other: Settled): boolean =>
  one.tableId === other.tableId && one.countriesOn === other.countriesOn && one.score === other.score && one.level === other.level &&
  one.overrideId === other.overrideId && one.reasons.join() === other.reasons.join()

/** What came or went. */
const changed = (
  one: readonly string[],
  other: readonly string[],
): string[] => [...one.filter((id) => !other.includes(id)), ...other.filter((id) => !one.includes(id))]

/** What of it made the new one: read from the two, so that it is true whoever noticed. */
export const triggerOf = (before: Settled | null, now: Settled): RatingTrigger => {
  if (!before) return 'first'
  if (before.tableId !== now.tableId) return 'table'
  if (before.countriesOn !== now.countriesOn) return 'countries'
  const moved = changed(before.reasons, now.reasons)
  if (before.overrideId !== now.overrideId) return now.overrideId === null && moved.length === 0 ? 'expiry' : 'decision'
  if (changed(before.facts.noted, now.facts.noted).length > 0) return 'note'
  if (moved.includes('volume_beyond_declared') && before.facts.expectedMonthlyCents === now.facts.expectedMonthlyCents) return 'volume'
  if (moved.includes('pep') && before.facts.hasPep !== now.facts.hasPep && now.isPepOfScreening) return 'screening'
  return moved.includes('dispute_programme') ? 'programme' : 'dossier'
}
