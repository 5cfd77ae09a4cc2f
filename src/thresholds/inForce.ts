import type { Day } from '#src/kernel/calendar.ts'
import type { InForce } from '#src/monitoring/judgeDay.ts'
import type { Scenario, ScenarioId } from '#src/monitoring/scenario.ts'
import { limitsFor, lowestOf, type ThresholdSet } from './thresholdSet.ts'

type Version = { scenario: ScenarioId; version: number; validFrom: Day; set: ThresholdSet }

/** The version of a scenario that holds on a day: the last that began by then. */
export const versionOn = <V extends Version>(versions: readonly V[], scenario: ScenarioId, day: Day): V | undefined =>
  versions.filter((one) => one.scenario === scenario && one.validFrom <= day).reduce<V | undefined>(
    (
      best,
      one,
    ) => (!best || one.validFrom > best.validFrom || (one.validFrom === best.validFrom && one.version > best.version) ? one : best),
    undefined,
  )

/** Scenarios that run on a day, with their thresholds. */
export const inForceOn = (scenarios: readonly Scenario[], versions: readonly Version[], day: Day): InForce[] =>
  scenarios.flatMap((scenario) => {
    const found = versionOn(versions, scenario.id, day)
    return found?.set.isOn ? [{ scenario, version: found.version, limitsFor: (group) => limitsFor(found.set, group) }] : []
  })

/** The lowest floor any of these has for a high ticket: what is below it is not read. */
export const ticketFloorOf = (sets: readonly ThresholdSet[]): number =>
  Math.min(...sets.map((set) => lowestOf(set, 'floorCents')), Number.MAX_SAFE_INTEGER)
