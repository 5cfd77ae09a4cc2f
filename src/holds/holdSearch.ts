import { askedDay, askedOf, askedText } from '#src/kernel/asked.ts'
import type { Day } from '#src/kernel/calendar.ts'
import { isId } from '#src/kernel/ids.ts'
import { holdTitles, type HoldTitle } from './hold.ts'

export const holdSorts = ['newest', 'oldest', 'soonest', 'latest', 'largest', 'smallest'] as const
export type HoldSort = (typeof holdSorts)[number]
/**
 * `living`: money is kept. `waiting`: for a second person. `at_risk`: due within 30 days, or over, and no account can receive it. `over`:
 * let go, moved or declined.
 */
export const holdShelves = ['living', 'waiting', 'at_risk', 'over', 'all'] as const
export type HoldShelf = (typeof holdShelves)[number]

/** The last line of the page before; `key`: its last day, or what it had left. */
export type HoldPlace = { key: string; id: string }
/** `from`, `to`: last days, both included. */
export type HoldQuery = {
  shelf: HoldShelf
  title: HoldTitle | null
  from: Day | null
  to: Day | null
  sort: HoldSort
  search: string
  after: HoldPlace | null
}

/** What has no last day comes after all that has one. */
export const noDay = '9999-12-31'

const placeOf = (said: string): HoldPlace | null => {
  const found = /^(\d{1,15}|\d{4}-\d{2}-\d{2})\.(hold_[0-9A-Za-z]{24})$/.exec(said)
  return found ? { key: found[1]!, id: found[2]! } : null
}

const isDayKey = (sort: HoldSort): boolean => sort === 'soonest' || sort === 'latest'
/** A place of another order is none. */
const placeFor = (sort: HoldSort, place: HoldPlace | null):
  | HoldPlace
  | null => (place && place.key.includes('-') === isDayKey(sort) && (place.key === noDay || !isDayKey(sort) || askedDay(place.key) !== null)
    ? place
    : null)

/** What is no answer of ours is as if it were not there; a title of the closed circle is none of anybody else's. */
export const readHoldQuery = (query: Record<string, unknown>, isCircle: boolean): HoldQuery => {
  const sort = askedOf(holdSorts, askedText(query['sort'], 20)) ?? 'newest'
  return {
    shelf: askedOf(holdShelves, askedText(query['state'], 20)) ?? 'living',
    title: isCircle ? askedOf(holdTitles, askedText(query['title'], 30)) : null,
    from: askedDay(query['from']),
    to: askedDay(query['to']),
    sort,
    search: askedText(query['q'], 200),
    after: placeFor(sort, placeOf(askedText(query['after'], 60))),
  }
}

export const isNarrowed = ({ title, from, to, search }: HoldQuery): boolean =>
  title !== null || from !== null || to !== null || search !== ''

/** As an address; what is not set is left out. */
export const holdAddress = (path: string, { shelf, title, from, to, sort, search, after }: HoldQuery): string => {
  const said = new URLSearchParams({
    ...(search ? { q: search } : {}),
    ...(shelf === 'living' ? {} : { state: shelf }),
    ...(title ? { title } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(sort === 'newest' ? {} : { sort }),
    ...(after ? { after: `${after.key}.${after.id}` } : {}),
  })
  return said.size > 0 ? `${path}?${said}` : path
}

/** A hold by its id; a merchant by his, or by a part of his name. */
export const lookedForHold = (search: string): { holdId: string } | { merchantId: string } | { name: string } | null => {
  if (search === '') return null
  if (isId('hold', search)) return { holdId: search }
  return isId('mrch', search) ? { merchantId: search } : { name: search }
}
