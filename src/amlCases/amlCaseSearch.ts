import { askedDay, askedOf, askedText } from '#src/kernel/asked.ts'
import { isDay, type Day } from '#src/kernel/calendar.ts'

/** `living`: what is to be concluded; `mine` and `late` of it; a state; everything. */
export const amlShelves = ['living', 'mine', 'late', 'open', 'examination', 'concluded', 'all'] as const
export type AmlShelf = (typeof amlShelves)[number]
/** `due`: the nearest date first. */
export const amlSorts = ['due', 'newest', 'oldest'] as const
export type AmlSort = (typeof amlSorts)[number]

/** The last line of the page before: by what the list is sorted, and its id. */
export type AmlPlace = { at: string; id: string }
/** `owner`: a colleague's id. `from`, `to`: days of Paris on which it was opened, both included. */
export type AmlCaseQuery = {
  shelf: AmlShelf
  owner: string | null
  from: Day | null
  to: Day | null
  sort: AmlSort
  search: string
  after: AmlPlace | null
}

const placeOf = (said: string): AmlPlace | null => {
  const [at = '', id = ''] = said.split('~')
  return (isDay(at) || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(at) && !Number.isNaN(Date.parse(at))) &&
      /^amlc_[0-9A-Za-z]{24}$/.test(id)
    ? { at, id }
    : null
}

export const usualSort = (shelf: AmlShelf): AmlSort => (shelf === 'concluded' || shelf === 'all' ? 'newest' : 'due')

/** What is no answer of ours is as if it were not there. */
export const readAmlQuery = (query: Record<string, unknown>): AmlCaseQuery => {
  const shelf = askedOf(amlShelves, askedText(query['view'], 20)) ?? 'living'
  const owner = askedText(query['owner'], 40)
  const sort = askedOf(amlSorts, askedText(query['sort'], 20)) ?? usualSort(shelf)
  const after = placeOf(askedText(query['after'], 70))
  return {
    shelf,
    owner: /^staf_[0-9A-Za-z]{24}$/.test(owner) ? owner : null,
    from: askedDay(query['from']),
    to: askedDay(query['to']),
    sort,
    search: askedText(query['q'], 200),
    after: after && isDay(after.at) === (sort === 'due') ? after : null,
  }
}

export const isNarrowed = ({ owner, from, to, search }: AmlCaseQuery): boolean =>
  owner !== null || from !== null || to !== null || search !== ''
export const everyCase = { owner: null, from: null, to: null, search: '', after: null } as const satisfies Partial<AmlCaseQuery>

/** As an address; what is not set is left out. */
export const amlAddress = (path: string, { shelf, owner, from, to, sort, search, after }: AmlCaseQuery): string => {
  const said = new URLSearchParams({
    ...(search ? { q: search } : {}),
    ...(shelf === 'living' ? {} : { view: shelf }),
    ...(owner ? { owner } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(sort === usualSort(shelf) ? {} : { sort }),
    ...(after ? { after: `${after.at}~${after.id}` } : {}),
  })
  return said.size > 0 ? `${path}?${said}` : path
}
