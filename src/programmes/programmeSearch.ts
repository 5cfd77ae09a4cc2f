import { askedMonth, askedOf, askedText } from '#src/kernel/asked.ts'
import type { Day } from '#src/kernel/calendar.ts'
import { standings, type Programme, type Standing } from './programme.ts'

export const merchantProgrammes = ['vamp', 'ecm', 'hecm', 'efm'] as const satisfies readonly Programme[]
export const rankSorts = ['furthest', 'nearest', 'most', 'fewest'] as const
export type RankSort = (typeof rankSorts)[number]
/** The last line of the page before: what it was sorted by, and its number. */
export type RankPlace = { value: number; id: number }
/** `month`: its first day, of UTC; null: the newest. `from`: from which standing on. */
export type RankQuery = {
  month: Day | null
  programme: Programme | null
  from: Standing
  search: string
  sort: RankSort
  after: RankPlace | null
}

const placeOf = (said: string): RankPlace | null => {
  const found = /^(\d{1,9})\.(\d{1,15})$/.exec(said)
  return found ? { value: Number(found[1]), id: Number(found[2]) } : null
}

/** What is no answer of ours is as if it were not there. */
export const readRankQuery = (query: Record<string, unknown>): RankQuery => ({
  month: askedMonth(query['month']),
  programme: askedOf(merchantProgrammes, askedText(query['programme'], 20)),
  from: askedOf(standings, askedText(query['from'], 20)) ?? 'half',
  search: askedText(query['q'], 200),
  sort: askedOf(rankSorts, askedText(query['sort'], 20)) ?? 'furthest',
  after: placeOf(askedText(query['after'], 40)),
})

export const isNarrowed = ({ programme, search }: RankQuery): boolean => programme !== null || search !== ''

/** As an address; what is not set is left out. */
export const rankAddress = (path: string, { month, programme, from, search, sort, after }: RankQuery): string => {
  const said = new URLSearchParams({
    ...(search ? { q: search } : {}),
    ...(month ? { month: month.slice(0, 7) } : {}),
    ...(programme ? { programme } : {}),
    ...(from === 'half' ? {} : { from }),
    ...(sort === 'furthest' ? {} : { sort }),
    ...(after ? { after: `${after.value}.${after.id}` } : {}),
  })
  return said.size > 0 ? `${path}?${said}` : path
}
