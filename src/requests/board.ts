import { isUsualInstant } from '#src/kernel/calendar.ts'
import type { RequestPurpose, RequestState, RiskLevel } from '#src/platform/db.types.ts'

/** Tonight's board: running clocks by when they end, then those that are paused, and letters that have not left. */
export const runningGroups = ['late', 'day', 'week', 'month', 'later'] as const
export const boardGroups = [...runningGroups, 'paused', 'leaving'] as const
export type BoardGroup = (typeof boardGroups)[number]

export const boardSorts = ['due', 'far', 'old', 'new'] as const
export type BoardSort = (typeof boardSorts)[number]

export type BoardFilter = { purpose: RequestPurpose | null; risk: RiskLevel | null; openedBy: string | null }

const hour = 3_600_000
const day = 24 * hour
const ends: Record<(typeof runningGroups)[number], number> = {
  late: 0,
  day,
  week: 7 * day,
  month: 30 * day,
  later: Number.POSITIVE_INFINITY,
}

export type Bounds = { state: RequestState; after: Date | null; upTo: Date | null }

const isRunning = (group: BoardGroup): group is (typeof runningGroups)[number] => (runningGroups as readonly string[]).includes(group)

/** Which requests a group holds. Nobody is in two: each begins where the one before it ends. */
export const boundsOf = (group: BoardGroup, now: Date): Bounds => {
  if (!isRunning(group)) return { state: group === 'paused' ? 'answered' : 'leaving', after: null, upTo: null }
  const at = (ms: number): Date => new Date(now.getTime() + ms)
  const previous = runningGroups[runningGroups.indexOf(group) - 1]
  return { state: 'open', after: previous ? at(ends[previous]) : null, upTo: Number.isFinite(ends[group]) ? at(ends[group]) : null }
}

/** A running clock is sorted by its end; one that does not run has none, and is sorted by its age. Either has an index. */
export const sortsOf = (
  group: BoardGroup | null,
): readonly BoardSort[] => (group === null || isRunning(group) ? ['due', 'far'] : ['old', 'new'])
export const sortOf = (group: BoardGroup, sort: BoardSort): BoardSort => {
  const isReversed = sort === 'far' || sort === 'new'
  return sortsOf(group)[isReversed ? 1 : 0]!
}

/** A place in the sorted list. `at` is null where the list is sorted by age: ids are in order of time. */
export type BoardPlace = { at: Date | null; id: string }
export type BoardCursor = { direction: 'after' | 'before'; place: BoardPlace }

export const encodePlace = ({ at, id }: BoardPlace): string => `${at?.toISOString() ?? ''}~${id}`

/** What is no place of ours is none: the list begins at its beginning. */
export const decodePlace = (text: unknown): BoardPlace | null => {
  const found = typeof text === 'string' ? /^([^~]*)~(dreq_[0-9A-Za-z]{24})$/.exec(text) : null
  if (!found || (found[1] !== '' && !isUsualInstant(found[1]!))) return null
  return { at: found[1] === '' ? null : new Date(found[1]!), id: found[2]! }
}
