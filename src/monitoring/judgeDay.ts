import { addDays, daysBetween, type Day } from '#src/kernel/calendar.ts'
import type { Facts } from './facts.ts'
import type { AlertLevel, Found, Scenario, ScenarioId, Thresholds } from './scenario.ts'
import type { TradeGroupName } from './tradeGroups.ts'

/** A scenario with what is in force of it. `version`: of its thresholds. */
export type InForce = { scenario: Scenario; version: number; limitsFor: (group: TradeGroupName) => Thresholds }

/** What may become an alert. */
export type Candidate = { scenario: Scenario; version: number; merchantId: string; from: Day; to: Day; found: Found }

/** Every scenario over every merchant, of a day. */
export const judgeDay = (all: readonly Facts[], inForce: readonly InForce[], day: Day): Candidate[] =>
  inForce.flatMap(({ scenario, version, limitsFor }) =>
    all.flatMap((facts) =>
      scenario.findings(facts, limitsFor(facts.group)).map((found): Candidate => ({
        scenario,
        version,
        merchantId: facts.merchantId,
        from: addDays(day, 1 - scenario.days),
        to: day,
        found,
      }))
    )
  )

/** What was raised before of the same scenario, merchant and subject: the last of each level. */
export type Raised = { on: Day; level: AlertLevel }
export const keyOf = (scenario: ScenarioId, merchantId: string, subject: string): string => `${scenario} ${merchantId} ${subject}`

const rank = { warn: 0, high: 1 } as const satisfies Record<AlertLevel, number>

/**
 * Somebody was told of this a short while ago: the same is not raised again before its quiet days are over, unless it got worse. It depends
 * on what was raised and on nothing anybody did about it since, so that a day looked at later, or tried again, finds the same.
 */
export const isQuiet = ({ scenario: { quietDays }, to, found }: Candidate, before: readonly Raised[]): boolean =>
  before.some(({ on, level }) => on <= to && rank[level] >= rank[found.level] && (quietDays === null || daysBetween(on, to) < quietDays))
