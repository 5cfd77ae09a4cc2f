import type { AlertLevel } from '#src/platform/db.types.ts'
import type { Facts, Measure } from './facts.ts'

export type { AlertLevel } from '#src/platform/db.types.ts'

export const scenarioIds = [
  'TM-01',
  'TM-02',
  'TM-03',
  'TM-04',
  'TM-05',
  'TM-06',
  'TM-07',
  'TM-08',
  'TM-09',
  'TM-10',
  'TM-11',
  'TM-12',
  'TM-13',
  'TM-14',
  'TM-15',
  'TM-16',
  'TM-17',
  'TM-18',
  'TM-19',
  'TM-20',
] as const
export type ScenarioId = (typeof scenarioIds)[number]

/** By name; the end of a name says its unit: `…Cents`, `…Bps` (of ten thousand), else a count. */
export type Figures = Readonly<Record<string, number | string>>
export type Thresholds = Readonly<Record<string, number>>

/**
 * Why an alert is raised: what was counted, what follows from it, the thresholds it passed, and the sentence that says it
 * (`monitoring:says.…`, which names any of these).
 */
export type Finding = { level: AlertLevel; says: string; inputs: Figures; values: Figures; limits: Figures }
/** `subject`: the card, the address, the shared thing it is about; empty: the merchant as a whole. */
export type Found = Finding & { subject: string }

/** What a scenario looks at beside the sums of days. */
export type Need = 'cards' | 'declines' | 'devices' | 'tickets' | 'bins' | 'own' | 'accounts' | 'links' | 'statutes' | 'owners' | 'papers'

type Made<Limits extends Thresholds, Aggregate> = {
  id: ScenarioId
  /** Of its code: goes up when the same figures would be judged otherwise. */
  revision: number
  /** How many days its window has, the last of them the one it is run for. */
  days: number
  /** For so many days it is not raised again of the same, unless it got worse; null: never. */
  quietDays: number | null
  /** What can only grow in the course of a day is looked at while it lasts; what may fall again, once the day is over. */
  isLive: boolean
  needs?: readonly Need[]
  /** What its chart draws, day by day. */
  chart: Measure
  defaults: Limits
  /** What the database leaves out before a scenario sees it: below this no threshold may go. */
  least?: Partial<Limits>
  take: (facts: Facts) => readonly Aggregate[]
  judge: (aggregate: Aggregate, limits: Limits) => Finding | null
  subject?: (aggregate: Aggregate) => string
}

export type Scenario = Omit<Made<Thresholds, never>, 'take' | 'judge' | 'subject' | 'needs' | 'least'> & {
  least: Partial<Record<string, number>>
  needs: readonly Need[]
  findings: (facts: Facts, limits: Thresholds) => Found[]
}

/** A scenario is a pure function of aggregates and thresholds; this hides what its aggregates are. */
export const scenario = <Limits extends Thresholds, Aggregate>(
  { take, judge, subject, needs = [], least = {}, ...rest }: Made<Limits, Aggregate>,
): Scenario => ({
  ...rest,
  needs,
  least,
  findings: (facts, limits) =>
    take(facts).flatMap((aggregate) => {
      const finding = judge(aggregate, limits as Limits)
      return finding ? [{ ...finding, subject: subject?.(aggregate) ?? '' }] : []
    }),
})

/** The merchant as a whole. */
export const whole = (facts: Facts): readonly Facts[] => [facts]

/** To the nearest; 0 of nothing. */
export const shareBps = (part: number, of: number): number => (of === 0 ? 0 : Math.round((part * 10_000) / of))

/** Exact, where a rounded share would lie: more than so many in ten thousand. */
export const isAbove = (part: number, of: number, bps: number): boolean => part * 10_000 > of * bps
export const reaches = (part: number, of: number, bps: number): boolean => part * 10_000 >= of * bps && of > 0
