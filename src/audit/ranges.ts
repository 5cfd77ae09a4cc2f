/** Whole numbers from `from` up to, but not with, `to`. */
export type Range = { from: number; to: number }

/** Rising ids, as the ranges they fill. */
export const rangesOf = (ids: readonly number[]): Range[] => {
  const ranges: Range[] = []
  for (const id of ids) {
    const last = ranges.at(-1)
    if (last && last.to === id) last.to++
    else ranges.push({ from: id, to: id + 1 })
  }
  return ranges
}

/** The text of an int8multirange, as PostgreSQL writes it. */
export const writeRanges = (ranges: readonly Range[]): string => `{${ranges.map(({ from, to }) => `[${from},${to})`).join(',')}}`

export const readRanges = (text: string): Range[] =>
  [...text.matchAll(/\[(\d+),(\d+)\)/g)].map(([, from, to]) => ({ from: Number(from), to: Number(to) }))

export const countOf = (ranges: readonly Range[]): number => ranges.reduce((sum, { from, to }) => sum + to - from, 0)

/**
 * Ids seen so far, as disjoint ranges in order. Blocks follow each other closely, so that a history of millions is a handful of ranges:
 * what is missing between them are the numbers of transactions that were rolled back.
 */
export type Coverage = { ranges: Range[] }

/** Where in the list the first range ends after `id`. */
const placeOf = ({ ranges }: Coverage, id: number): number => {
  let [low, high] = [0, ranges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (ranges[middle]!.to > id) high = middle
    else low = middle + 1
  }
  return low
}

export const covers = (coverage: Coverage, id: number): boolean => {
  const found = coverage.ranges[placeOf(coverage, id)]
  return found !== undefined && found.from <= id
}

/** Adds a range; answers the first id that was there already, or null. */
export const cover = (coverage: Coverage, { from, to }: Range): number | null => {
  const { ranges } = coverage
  const at = placeOf(coverage, from)
  const next = ranges[at]
  if (next && next.from < to) return Math.max(next.from, from)
  const [before, joinsBefore, joinsNext] = [ranges[at - 1], ranges[at - 1]?.to === from, next?.from === to]
  if (joinsBefore && joinsNext) ranges.splice(at - 1, 2, { from: before!.from, to: next!.to })
  else if (joinsBefore) before!.to = to
  else if (joinsNext) next!.from = from
  else ranges.splice(at, 0, { from, to })
  return null
}

/** What lies between the ranges, before the first and after the last. */
export const gapsOf = ({ ranges }: Coverage): Range[] => {
  const starts = [0, ...ranges.map(({ to }) => to)]
  const ends = [...ranges.map(({ from }) => from), Number.MAX_SAFE_INTEGER]
  return starts.map((from, at) => ({ from, to: ends[at]! })).filter(({ from, to }) => from < to)
}
