import type { Day } from '#src/kernel/calendar.ts'
import type { ProgrammeStanding } from '#src/platform/db.types.ts'

export const programmes = ['vamp', 'ecm', 'hecm', 'efm', 'vamp_standard', 'vamp_excessive'] as const
export type Programme = (typeof programmes)[number]
export type Standing = ProgrammeStanding
export const standings = ['clear', 'half', 'three_quarters', 'reached'] as const satisfies readonly Standing[]

/**
 * What a network puts a merchant (or us, for all of them) in its programme for: every part of it at once (rules.md §4.4). Null: no such
 * part.
 */
export type ProgrammeRule = {
  id: string
  programme: Programme
  network: 'visa' | 'mastercard'
  scope: 'merchant' | 'portfolio'
  ratioBps: number
  countFrom: number | null
  amountFromCents: number | null
  settledFrom: number | null
  authenticatedBelowBps: number | null
}

/**
 * Of one network, one merchant or all, one month of UTC: how many captured, of these how many authenticated, how many contested, of these
 * how many as frauds.
 */
export type MonthCounts = { settled: number; authenticated: number; disputes: number; frauds: number; fraudCents: number }
export const noCounts: MonthCounts = { settled: 0, authenticated: 0, disputes: 0, frauds: 0, fraudCents: 0 }

export type Figures = { counted: number; countedOnce: number; fraudCents: number; settled: number; authenticated: number }

/**
 * What a programme counts, and the payments it measures them by. VAMP: frauds reported and disputes, by the payments of the month. Sources
 * differ on a fraud that comes as both; it counts twice here, the careful way, and `countedOnce` says the other. ECM: the month's, by the
 * payments of the month before; EFM: of these the frauds alone.
 */
export const figuresOf = (
  { network, programme }: Pick<ProgrammeRule, 'network' | 'programme'>,
  month: MonthCounts,
  before: MonthCounts,
): Figures => {
  if (network === 'visa')
    return {
      counted: month.disputes + month.frauds,
      countedOnce: month.disputes,
      fraudCents: month.fraudCents,
      settled: month.settled,
      authenticated: month.authenticated,
    }
  const counted = programme === 'efm' ? month.frauds : month.disputes
  return { counted, countedOnce: counted, fraudCents: month.fraudCents, settled: before.settled, authenticated: before.authenticated }
}

/** `value` of `from`: basis points, a count or cents. `percent`: how far, 100 and more: this part is reached. */
export type Part = { name: 'ratio' | 'count' | 'amount' | 'settled' | 'authenticated'; value: number; from: number; percent: number }

const most = 999
const share = (value: number, of: number): number => (of === 0 ? (value === 0 ? 0 : most) : Math.min(most, Math.floor((value * 100) / of)))

/** To the nearest: 185 of 7 500 is 247. Where nothing was captured and something contested there is no ratio: it is reached. */
export const ratioBps = (
  counted: number,
  settled: number,
): number => (settled === 0 ? (counted === 0 ? 0 : 10_000) : Math.round((counted * 10_000) / settled))

const ratioPart = ({ ratioBps: from }: ProgrammeRule, { counted, settled }: Figures): Part => ({
  name: 'ratio',
  value: ratioBps(counted, settled),
  from,
  percent: share(counted * 10_000, settled * from),
})

const authenticatedPart = (below: number, { authenticated, settled }: Figures): Part => {
  const value = settled === 0 ? 0 : Math.round((authenticated * 10_000) / settled)
  // a share that must be below: never reached at the threshold itself
  return {
    name: 'authenticated',
    value,
    from: below,
    percent: authenticated * 10_000 < below * settled || settled === 0 ? 100 : Math.min(99, share(below * settled, authenticated * 10_000)),
  }
}

/** Each part apart, so that a ratio that is high and a count that is low are both seen (rules.md §4.4 [P]). */
export const partsOf = (rule: ProgrammeRule, figures: Figures): Part[] => [
  ratioPart(rule, figures),
  ...(rule.countFrom === null
    ? []
    : [{ name: 'count' as const, value: figures.counted, from: rule.countFrom, percent: share(figures.counted, rule.countFrom) }]),
  ...(rule.amountFromCents === null
    ? []
    : [{
      name: 'amount' as const,
      value: figures.fraudCents,
      from: rule.amountFromCents,
      percent: share(figures.fraudCents, rule.amountFromCents),
    }]),
  ...(rule.settledFrom === null
    ? []
    : [{ name: 'settled' as const, value: figures.settled, from: rule.settledFrom, percent: share(figures.settled, rule.settledFrom) }]),
  ...(rule.authenticatedBelowBps === null ? [] : [authenticatedPart(rule.authenticatedBelowBps, figures)]),
]

/** A programme takes all its parts: it stands as far as the one that is least far. */
export const percentOf = (parts: readonly Part[]): number => Math.min(...parts.map(({ percent }) => percent))

/** Our own early warnings, at half and at three quarters of the way [P]. */
export const standingOf = (
  percent: number,
): Standing => (percent >= 100 ? 'reached' : percent >= 75 ? 'three_quarters' : percent >= 50 ? 'half' : 'clear')

export const utcMonth = (at: Date): Day => `${at.toISOString().slice(0, 7)}-01`

/** A programme is left after three months in a row that did not reach it (rules.md §4.4, "Exit"). */
const monthsToLeave = 3

/**
 * Whether the months told, in their order and without a gap, end inside the programme: since when, and how many more months below it takes
 * to leave. Null: not in it. The month that still runs counts once it is reached, never as one below.
 */
export const enrolment = (
  months: readonly { month: Day; standing: Standing; isOver: boolean }[],
): { since: Day; monthsLeft: number } | null => {
  let since: Day | null = null
  let below = 0
  for (const { month, standing, isOver } of months) {
    if (standing === 'reached') {
      since ??= month
      below = 0
    } else if (since && isOver && ++below >= monthsToLeave) since = null
  }
  return since ? { since, monthsLeft: monthsToLeave - below } : null
}
