import { askedOf } from '#src/kernel/asked.ts'
import { isId } from '#src/kernel/ids.ts'
import { decodePlace, encodePlace, queueSorts, reviewKinds, reviewStates, riskLevels, type QueueCursor, type QueueFilter,
  type QueueSort } from './queue.ts'

export type QueueView = { filter: QueueFilter; sort: QueueSort; cursor: QueueCursor | null }

export const everything: QueueFilter = { state: 'open', owner: null, kind: null, risk: null }
export const usualSort: QueueSort = 'service'
const nobody = 'nobody'

/** 'me' is whoever reads; anything that is no person of ours means everyone. */
const ownerOf = (value: unknown, readerId: string): string | null => {
  if (value === 'me') return readerId
  if (value === nobody) return ''
  return typeof value === 'string' && isId('staf', value) ? value : null
}

const cursorOf = (query: Record<string, unknown>): QueueCursor | null => {
  for (const direction of ['after', 'before'] as const) {
    const place = decodePlace(query[direction])
    if (place) return { direction, place }
  }
  return null
}

/** What an address of the queue asks for. What it says wrongly it does not say: a list is never refused. */
export const readQueueAddress = (query: Record<string, unknown>, readerId: string): QueueView => ({
  filter: {
    state: askedOf(reviewStates, query['state']) ?? everything.state,
    owner: ownerOf(query['owner'], readerId),
    kind: askedOf(reviewKinds, query['kind']),
    risk: askedOf(riskLevels, query['risk']),
  },
  sort: askedOf(queueSorts, query['sort']) ?? usualSort,
  cursor: cursorOf(query),
})

const saying = ({ filter, sort, cursor }: QueueView): Record<string, string> => ({
  ...(filter.state === everything.state ? {} : { state: filter.state }),
  ...(filter.owner === null ? {} : { owner: filter.owner || nobody }),
  ...(filter.kind ? { kind: filter.kind } : {}),
  ...(filter.risk ? { risk: filter.risk } : {}),
  ...(sort === usualSort ? {} : { sort }),
  ...(cursor ? { [cursor.direction]: encodePlace(cursor.place) } : {}),
})

/** The address that asks for it; what is usual goes without saying. */
export const queueAddress = (view: QueueView, path = '/console/queue'): string => {
  const said = new URLSearchParams(saying(view)).toString()
  return said ? `${path}?${said}` : path
}
