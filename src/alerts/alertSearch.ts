import { askedDay, askedOf, askedText } from '#src/kernel/asked.ts'
import { isUsualInstant, type Day } from '#src/kernel/calendar.ts'
import { scenarioIds, type AlertLevel, type ScenarioId } from '#src/monitoring/scenario.ts'
import { alertLevels } from './alert.ts'

/** `waiting`: what is to be decided; `free` and `mine` of it; what was decided, by how; everything. */
export const alertShelves = ['waiting', 'free', 'mine', 'closed', 'escalated', 'all'] as const
export type AlertShelf = (typeof alertShelves)[number]
/** `due`: the most urgent first. */
export const alertSorts = ['due', 'newest', 'oldest'] as const
export type AlertSort = (typeof alertSorts)[number]

/** The last line of the page before. */
export type AlertPlace = { at: string; id: string }
/** `owner`: a colleague's id. `from`, `to`: days of Paris on which it was raised, both included. */
export type AlertQuery = {
  shelf: AlertShelf
  scenario: ScenarioId | null
  level: AlertLevel | null
  owner: string | null
  from: Day | null
  to: Day | null
  sort: AlertSort
  search: string
  after: AlertPlace | null
}

const placeOf = (said: string): AlertPlace | null => {
  const [at = '', id = ''] = said.split('~')
  return isUsualInstant(at) && /^alrt_[0-9A-Za-z]{24}$/.test(id) ? { at, id } : null
}

/** What is over is read from its end, what waits by its urgency. */
export const usualSort = (shelf: AlertShelf): AlertSort => (shelf === 'waiting' || shelf === 'free' || shelf === 'mine' ? 'due' : 'newest')

/** What is no answer of ours is as if it were not there. */
export const readAlertQuery = (query: Record<string, unknown>): AlertQuery => {
  const shelf = askedOf(alertShelves, askedText(query['view'], 20)) ?? 'waiting'
  const owner = askedText(query['owner'], 40)
  return {
    shelf,
    scenario: askedOf(scenarioIds, askedText(query['scenario'], 5)),
    level: askedOf(alertLevels, askedText(query['level'], 5)),
    owner: /^staf_[0-9A-Za-z]{24}$/.test(owner) ? owner : null,
    from: askedDay(query['from']),
    to: askedDay(query['to']),
    sort: askedOf(alertSorts, askedText(query['sort'], 20)) ?? usualSort(shelf),
    search: askedText(query['q'], 200),
    after: placeOf(askedText(query['after'], 70)),
  }
}

export const isNarrowed = ({ scenario, level, owner, from, to, search }: AlertQuery): boolean =>
  scenario !== null || level !== null || owner !== null || from !== null || to !== null || search !== ''
export const everyAlert = {
  scenario: null,
  level: null,
  owner: null,
  from: null,
  to: null,
  search: '',
  after: null,
} as const satisfies Partial<AlertQuery>

/** As an address; what is not set is left out. */
export const alertAddress = (path: string, { shelf, scenario, level, owner, from, to, sort, search, after }: AlertQuery): string => {
  const said = new URLSearchParams({
    ...(search ? { q: search } : {}),
    ...(shelf === 'waiting' ? {} : { view: shelf }),
    ...(scenario ? { scenario } : {}),
    ...(level ? { level } : {}),
    ...(owner ? { owner } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(sort === usualSort(shelf) ? {} : { sort }),
    ...(after ? { after: `${after.at}~${after.id}` } : {}),
  })
  return said.size > 0 ? `${path}?${said}` : path
}
