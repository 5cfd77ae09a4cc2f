import type { Day } from '#src/kernel/calendar.ts'
import { type Dated, inForce, oldestKept } from '#src/kernel/datedRules.ts'
import { riskAxes, type RiskAxis, type RiskFacts, type RiskFinding, riskFindings, type RiskReasonKey } from './riskFindings.ts'
import { eeaCountries, highRiskCountries, highRiskMccs } from './riskLists.ts'

export type { RiskAxis, RiskFacts, RiskReasonKey } from './riskFindings.ts'

export const riskLevels = ['low', 'medium', 'high'] as const
export type RiskLevel = (typeof riskLevels)[number]

/** The sentence of a reason is `dossiers:risk.<key>`. */
export type RiskReason = { key: `dossiers:risk.${RiskReasonKey}`; axis: RiskAxis }

export type RiskRating = {
  level: RiskLevel
  /** 0 to 100. */
  score: number
  reasons: RiskReason[]
  /** Versions of the weights and of each list that was read. */
  ruleVersion: string
}

export type RatingRule = Dated & {
  /** Share of each axis in the score, in per cent. */
  axes: Record<RiskAxis, number>
  mediumFrom: number
  highFrom: number
  findings: readonly RiskFinding[]
}

export const ratingRules: readonly RatingRule[] = [
  {
    version: 'rating-1',
    validFrom: oldestKept,
    validTo: null,
    axes: { product: 25, transactions: 20, channel: 10, client: 25, geography: 20 },
    mediumFrom: 20,
    highFrom: 60,
    findings: riskFindings,
  },
]

/** The points of one axis, 100 at most; a finding that decides fills it. */
const pointsOf = (axis: RiskAxis, found: readonly RiskFinding[]): number =>
  Math.min(100, found.filter((finding) => finding.axis === axis).reduce((sum, { weight }) => sum + (weight === 'high' ? 100 : weight), 0))

const weighted = (found: readonly RiskFinding[], { axes }: RatingRule): number =>
  Math.floor(riskAxes.reduce((sum, axis) => sum + axes[axis] * pointsOf(axis, found), 0) / 100)

const levelOf = (score: number, { mediumFrom, highFrom }: RatingRule): RiskLevel =>
  score >= highFrom ? 'high' : score >= mediumFrom ? 'medium' : 'low'

const versionsOn = (today: Day): string =>
  [ratingRules, highRiskCountries, highRiskMccs, eeaCountries].map((versions) => inForce<Dated>(versions, today).version).join(' ')

/**
 * Rates a client on the five axes of L561-4-1, as of a day. One hard override is enough for 'high' (§1.7), and lifts the score to that
 * level, so that sorting by score never puts such a file below an ordinary one of a lower level.
 */
export const rateRisk = (facts: RiskFacts, today: Day): RiskRating => {
  const rule = inForce(ratingRules, today)
  const found = rule.findings.filter(({ holds }) => holds(facts, today))
  const isDecided = found.some(({ weight }) => weight === 'high')
  const score = isDecided ? Math.max(weighted(found, rule), rule.highFrom) : weighted(found, rule)
  const reasons = found.map(({ key, axis }): RiskReason => ({ key: `dossiers:risk.${key}`, axis }))
  return { level: levelOf(score, rule), score, reasons, ruleVersion: versionsOn(today) }
}
