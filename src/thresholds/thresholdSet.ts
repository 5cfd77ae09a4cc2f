import type { FieldErrors } from '#src/kernel/errors.ts'
import { sha256 } from '#src/platform/crypto.ts'
import type { Scenario, Thresholds } from '#src/monitoring/scenario.ts'
import { tradeGroups, type TradeGroupName } from '#src/monitoring/tradeGroups.ts'

/** The thresholds of a scenario: those of everybody, and what is otherwise for a group of trades. `isOn`: whether it runs at all. */
export type ThresholdSet = { isOn: boolean; usual: Thresholds; byGroup: Readonly<Partial<Record<TradeGroupName, Thresholds>>> }

export const limitsFor = ({ usual, byGroup }: ThresholdSet, group: TradeGroupName): Thresholds => ({ ...usual, ...byGroup[group] })

/** The lowest there is of one threshold, whatever the trade. */
export const lowestOf = ({ usual, byGroup }: ThresholdSet, name: string): number =>
  Math.min(usual[name] ?? Infinity, ...Object.values(byGroup).map((some) => some[name] ?? Infinity))

const sorted = (some: Thresholds): [string, number][] => Object.entries(some).sort(([a], [b]) => (a < b ? -1 : 1))

/** These very values in one word, however they were written down: a decision names what was tried, not something like it. */
export const digestOf = ({ isOn, usual, byGroup }: ThresholdSet): string =>
  sha256(JSON.stringify([
    isOn,
    sorted(usual),
    tradeGroups.flatMap((group) => (byGroup[group] && Object.keys(byGroup[group]).length > 0 ? [[group, sorted(byGroup[group])]] : [])),
  ]))
    .toString('hex')

const ceilings: readonly [ending: RegExp, most: number][] = [[/Cents$/, 100_000_000_000], [/Bps$/, 10_000_000], [/./, 100_000]]

const faultOf = ({ least }: Scenario, name: string, value: number): string | null => {
  if (!Number.isSafeInteger(value)) return 'thresholds:field.bad'
  if (value < Math.max(least[name] ?? 0, /Cents$|Bps$/.test(name) ? 0 : 1)) return 'thresholds:field.too_low'
  return value > ceilings.find(([ending]) => ending.test(name))![1] ? 'thresholds:field.too_high' : null
}

/** The name of a threshold in a form: `countFrom`, `nightlife.nightBps`. */
export const fieldOf = (name: string, group: TradeGroupName | null): string => (group ? `${group}.${name}` : name)

/** Which values nobody may set, by the name of their field; empty where all is well. */
export const faultsOf = (one: Scenario, { usual, byGroup }: ThresholdSet): FieldErrors => {
  const faults: FieldErrors = {}
  const check = (group: TradeGroupName | null, some: Thresholds): void => {
    for (const [name, value] of Object.entries(some)) {
      const fault = name in one.defaults ? faultOf(one, name, value) : 'thresholds:field.bad'
      if (fault) faults[fieldOf(name, group)] = fault
    }
  }
  check(null, usual)
  for (const group of tradeGroups) check(group, byGroup[group] ?? {})
  for (const name of Object.keys(one.defaults)) if (!(name in usual)) faults[name] = 'thresholds:field.bad'
  return faults
}
