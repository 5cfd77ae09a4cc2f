import { askedOf, askedText } from '#src/kernel/asked.ts'
import type { Day } from '#src/kernel/calendar.ts'
import { isDay } from '#src/kernel/calendar.ts'
import { requesters, rightsKinds, type RightsKind, type RightsRequester } from './rightsRequest.ts'

export const rightsShelves = ['living', 'soon', 'late', 'suspended', 'closed', 'all'] as const
export type RightsShelf = (typeof rightsShelves)[number]
export const rightsSorts = ['due', 'newest', 'oldest'] as const
export type RightsSort = (typeof rightsSorts)[number]

/** The last line of the page before. */
export type RightsPlace = { id: string; dueOn: Day }
export type RightsQuery = {
  shelf: RightsShelf
  kind: RightsKind | null
  requester: RightsRequester | null
  sort: RightsSort
  search: string
  after: RightsPlace | null
}

const placeOf = (said: string): RightsPlace | null => {
  const found = /^(\d{4}-\d{2}-\d{2})\.(rght_[0-9A-Za-z]{24})$/.exec(said)
  return found && isDay(found[1]!) ? { dueOn: found[1]!, id: found[2]! } : null
}

/** What is no answer of ours is as if it were not there. */
export const readRightsQuery = (query: Record<string, unknown>): RightsQuery => ({
  shelf: askedOf(rightsShelves, query['shelf']) ?? 'living',
  kind: askedOf(rightsKinds, query['kind']),
  requester: askedOf(requesters, query['requester']),
  sort: askedOf(rightsSorts, query['sort']) ?? 'due',
  search: askedText(query['q'], 200),
  after: placeOf(askedText(query['after'], 60)),
})

export const isNarrowed = ({ kind, requester, search }: RightsQuery): boolean => kind !== null || requester !== null || search !== ''

export const rightsAddress = (path: string, { shelf, kind, requester, sort, search, after }: RightsQuery): string => {
  const said = new URLSearchParams({
    ...(shelf === 'living' ? {} : { shelf }),
    ...(kind ? { kind } : {}),
    ...(requester ? { requester } : {}),
    ...(sort === 'due' ? {} : { sort }),
    ...(search ? { q: search } : {}),
    ...(after ? { after: `${after.dueOn}.${after.id}` } : {}),
  })
  return said.size > 0 ? `${path}?${said}` : path
}
