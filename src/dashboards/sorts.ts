import type { KeyCount, PersonCount, Totals } from './figures.sql.ts'

/**
 * How the list behind a figure is sorted: by when a thing came, by its clock, by when it was decided. Whatever has no such instant stands
 * last.
 */
export const itemSorts = ['oldest', 'newest', 'due', 'due_last', 'decided', 'decided_last'] as const
export type ItemSort = (typeof itemSorts)[number]

/** A column by which a table of figures sorts: the most first, or (`_up`) the least. */
export type Sort<Column extends string> = Column | `${Column}_up`
const sortsOf = <Column extends string>(columns: readonly Column[]): readonly Sort<Column>[] =>
  columns.flatMap((one): Sort<Column>[] => [one, `${one}_up`])

/** What a column sorts by next, where the table stands at `sort`: the most; then the least; then the house's own order again. */
export const nextSort = <Column extends string>(
  sort: Sort<Column> | null,
  by: Column,
): Sort<Column> | null => (sort === by ? `${by}_up` : sort === `${by}_up` ? null : by)

/** What has no such figure stands last either way; equals stay in the house's own order. */
const sorted = <Line, Column extends string>(
  lines: readonly Line[],
  measures: Record<Column, (line: Line) => number | null>,
  sort: Sort<Column> | null,
): Line[] => {
  if (sort === null) return [...lines]
  const measure = measures[sort.replace('_up', '') as Column]
  const sign = sort.endsWith('_up') ? 1 : -1
  return lines.toSorted((a, b) => {
    const [first, second] = [measure(a), measure(b)]
    return first === null || second === null ? Number(first === null) - Number(second === null) : sign * (first - second)
  })
}

/** Of the queues' table. */
export const totalColumns = ['open', 'late', 'oldest', 'arrived', 'decided', 'median', 'p90', 'wrong'] as const
export type TotalColumn = (typeof totalColumns)[number]
export type TotalSort = Sort<TotalColumn>
export const totalSorts = sortsOf(totalColumns)

/** Of a queue whose ends are not counted nobody says how many were decided; of one without a verdict, how many came to nothing. */
type Line = { totals: Totals; hasNoEnd: boolean; hasVerdict: boolean }

const measures: Record<TotalColumn, (line: Line) => number | null> = {
  open: ({ totals }) => totals.open,
  late: ({ totals }) => totals.late,
  arrived: ({ totals }) => totals.arrived,
  decided: ({ totals, hasNoEnd }) => (hasNoEnd ? null : totals.decided),
  median: ({ totals }) => totals.medianMs,
  p90: ({ totals }) => totals.p90Ms,
  // the longest there is the one that came first
  oldest: ({ totals }) => (totals.oldestAt ? -new Date(totals.oldestAt).getTime() : null),
  wrong: ({ totals, hasVerdict }) => (hasVerdict && totals.judged > 0 ? totals.wrong / totals.judged : null),
}

export const sortTotals = <L extends Line>(lines: readonly L[], sort: TotalSort | null): L[] =>
  sorted<L, TotalColumn>(lines, measures, sort)

/** Of the table of scenarios or lists of one queue, and of that of its people. */
export const keyColumns = ['open', 'judged', 'wrong', 'rate'] as const
export type KeyColumn = (typeof keyColumns)[number]
export type KeySort = Sort<KeyColumn>
export const keySorts = sortsOf(keyColumns)

export const personColumns = ['held', 'decided', 'median'] as const
export type PersonColumn = (typeof personColumns)[number]
export type PersonSort = Sort<PersonColumn>
export const personSorts = sortsOf(personColumns)

const keyMeasures: Record<KeyColumn, (line: KeyCount) => number | null> = {
  open: ({ open }) => open,
  judged: ({ judged }) => judged,
  wrong: ({ wrong }) => wrong,
  rate: ({ judged, wrong }) => (judged > 0 ? wrong / judged : null),
}
const personMeasures: Record<PersonColumn, (line: PersonCount) => number | null> = {
  held: ({ held }) => held,
  decided: ({ decided }) => decided,
  median: ({ medianMs }) => medianMs,
}

export const sortKeys = (lines: readonly KeyCount[], sort: KeySort | null): KeyCount[] => sorted(lines, keyMeasures, sort)
export const sortPeople = (lines: readonly PersonCount[], sort: PersonSort | null): PersonCount[] => sorted(lines, personMeasures, sort)
