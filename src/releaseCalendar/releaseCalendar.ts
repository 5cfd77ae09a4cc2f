import type { HoldTitle } from '#src/holds/hold.ts'
import { addDays, addMonths, type Day } from '#src/kernel/calendar.ts'

/** A sum that is kept until a day. */
export type Kept = { title: HoldTitle; releaseOn: Day | null; cents: number }
/** A month of the grid, 'YYYY-MM': what ends in it by title, and what is still kept at its end. Cents. */
export type Month = { month: string; from: Day; to: Day; byTitle: Partial<Record<HoldTitle, number>>; cents: number; leftCents: number }

/** Months shown from this one on: a reserve of a termination ends within them. */
export const shownMonths = 14

const monthOf = (day: Day): string => day.slice(0, 7)

/** What is due before this month is late, and counts in it; what has no term never ends. */
export const monthGrid = (today: Day, kept: readonly Kept[]): Month[] => {
  const first = `${monthOf(today)}-01`
  const total = kept.reduce((sum, { cents }) => sum + cents, 0)
  let left = total
  return Array.from({ length: shownMonths }, (_, i) => {
    const from = addMonths(first, i)
    const month = monthOf(from)
    const ending = kept.filter(({ releaseOn }) =>
      releaseOn !== null && (i === 0 ? monthOf(releaseOn) <= month : monthOf(releaseOn) === month)
    )
    const byTitle: Month['byTitle'] = {}
    for (const { title, cents } of ending) byTitle[title] = (byTitle[title] ?? 0) + cents
    const cents = ending.reduce((sum, one) => sum + one.cents, 0)
    left -= cents
    return { month, from, to: addDays(addMonths(from, 1), -1), byTitle, cents, leftCents: left }
  })
}

/** A step of the curve: from that day on so much is kept. */
export type Step = { on: Day; cents: number }

/** Today's total, then each last day, in their order; what is late ends today. */
export const curveSteps = (today: Day, kept: readonly Kept[]): Step[] => {
  const ends = new Map<Day, number>()
  for (const { releaseOn, cents } of kept)
    if (releaseOn !== null) ends.set(releaseOn < today ? today : releaseOn, (ends.get(releaseOn < today ? today : releaseOn) ?? 0) + cents)
  let left = kept.reduce((sum, { cents }) => sum + cents, 0)
  const steps: Step[] = [{ on: today, cents: left }]
  for (const [on, cents] of [...ends].toSorted(([a], [b]) => (a < b ? -1 : 1))) steps.push({ on, cents: left -= cents })
  return steps
}
