import type { Totals } from './figures.sql.ts'

/** How the list behind a figure is sorted: by when a thing came, by its clock, by when it was decided. Whatever has no such instant stands last. */
export const itemSorts = ['oldest', 'newest', 'due', 'due_last', 'decided', 'decided_last'] as const
export type ItemSort = (typeof itemSorts)[number]

/** A column of the queues' table by which it sorts: the most first, or (`_up`) the least. */
export const totalColumns = ['open', 'late', 'oldest', 'arrived', 'decided', 'median', 'p90', 'wrong'] as const
export type TotalColumn = (typeof totalColumns)[number]
export type TotalSort = TotalColumn | `${TotalColumn}_up`
export const totalSorts: readonly TotalSort[] = totalColumns.flatMap((one): TotalSort[] => [one, `${one}_up`])

/** Of a queue whose ends are not counted nobody says how many were decided; of one without a verdict, how many came to nothing. */
type Line = { totals: Totals; hasNoEnd: boolean; hasVerdict: boolean }

const measures: Record<TotalColumn, (line: Line) => number | null> = {
  open: ({ totals }) => totals.open, late: ({ totals }) => totals.late, arrived: ({ totals }) => totals.arrived, decided: ({ totals, hasNoEnd }) => (hasNoEnd ? null : totals.decided), median: ({ totals }) => totals.medianMs, p90: ({ totals }) => totals.p90Ms,
  // the longest there is the one that came first
  oldest: ({ totals }) => (totals.oldestAt ? -new Date(totals.oldestAt).getTime() : null), wrong: ({ totals, hasVerdict }) => (hasVerdict && totals.judged > 0 ? totals.wrong / totals.judged : null),
}

/** What has no such figure stands last either way; equals stay in the house's own order. */
export const sortTotals = <L extends Line>(lines: readonly L[], sort: TotalSort | null): L[] => {
  if (sort === null) return [...lines]
  const measure = measures[sort.replace('_up', '') as TotalColumn]
  const sign = sort.endsWith('_up') ? 1 : -1
  return lines.toSorted((a, b) => {
    const [first, second] = [measure(a), measure(b)]
    return first === null || second === null ? Number(first === null) - Number(second === null) : sign * (first - second)
  })
}
