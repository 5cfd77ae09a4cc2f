import { askedDay, askedOf, askedText } from '#src/kernel/asked.ts'
import type { Day } from '#src/kernel/calendar.ts'
import { isId } from '#src/kernel/ids.ts'
import { askedOwner } from '#src/owners/owner.ts'
import { disputeStates, networks, type DisputeCategory, type DisputeState } from './dispute.ts'

export const categories = [
  'fraud',
  'authorization',
  'duplicate',
  'processing_error',
  'consumer',
  'invalid_account',
  'closed_account',
  'blocked_account',
  'forbidden',
  'insufficient',
  'no_mandate',
  'unauthorised',
  'refund_request',
  'deceased',
  'refused_by_debtor',
  'unspecified',
  'technical',
  'other',
] as const satisfies readonly DisputeCategory[]
export const disputeSorts = ['due', 'newest', 'oldest', 'largest', 'smallest'] as const
export type DisputeSort = (typeof disputeSorts)[number]
/** `alarm`: its network's date is within a week and nothing was sent. `overrun`: its resolution will likely take longer than 30 days. */
export type DisputeShelf = 'living' | 'alarm' | 'overrun' | 'all' | DisputeState
export const disputeShelves = ['living', 'alarm', 'overrun', ...disputeStates, 'all'] as const satisfies readonly DisputeShelf[]

/** The last line of the page before. */
export type DisputePlace = { id: string; dueOn: Day; cents: number }
/**
 * `owner`: a colleague's id, or `nobody`. `from`, `to`: days on which the network's date falls, both included. `world`: test payments are
 * looked at when asked for.
 */
export type DisputeQuery = {
  shelf: DisputeShelf
  world: 'live' | 'test'
  network: string | null
  category: DisputeCategory | null
  owner: string | null
  from: Day | null
  to: Day | null
  sort: DisputeSort
  search: string
  after: DisputePlace | null
}

const placeOf = (said: string): DisputePlace | null => {
  const found = /^(\d{4}-\d{2}-\d{2})\.(\d{1,13})\.(dspt_[0-9A-Za-z]{24})$/.exec(said)
  return found && askedDay(found[1]) ? { dueOn: found[1]!, cents: Number(found[2]), id: found[3]! } : null
}

/** What is no answer of ours is as if it were not there. */
export const readDisputeQuery = (query: Record<string, unknown>): DisputeQuery => ({
  shelf: askedOf(disputeShelves, askedText(query['state'], 20)) ?? 'living',
  world: query['world'] === 'test' ? 'test' : 'live',
  network: askedOf(networks, askedText(query['network'], 20)),
  category: askedOf(categories, askedText(query['category'], 30)),
  owner: askedOwner(query),
  from: askedDay(query['from']),
  to: askedDay(query['to']),
  sort: askedOf(disputeSorts, askedText(query['sort'], 20)) ?? 'due',
  search: askedText(query['q'], 200),
  after: placeOf(askedText(query['after'], 60)),
})

export const isNarrowed = ({ network, category, owner, from, to, search, world }: DisputeQuery): boolean =>
  network !== null || category !== null || owner !== null || from !== null || to !== null || search !== '' || world === 'test'

/** As an address; what is not set is left out. */
export const disputeAddress = (
  path: string,
  { shelf, world, network, category, owner, from, to, sort, search, after }: DisputeQuery,
): string => {
  const said = new URLSearchParams({
    ...(search ? { q: search } : {}),
    ...(shelf === 'living' ? {} : { state: shelf }),
    ...(world === 'test' ? { world } : {}),
    ...(network ? { network } : {}),
    ...(category ? { category } : {}),
    ...(owner ? { owner } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(sort === 'due' ? {} : { sort }),
    ...(after ? { after: `${after.dueOn}.${after.cents}.${after.id}` } : {}),
  })
  return said.size > 0 ? `${path}?${said}` : path
}

/** By its id, its payment's, its resolution's or its merchant's; by the network's reference, or a part of the merchant's name. */
export const lookedForDispute = (
  search: string,
): { column: 'id' | 'payment_id' | 'merchant_id'; id: string } | { resolutionId: string } | { words: string } | null => {
  if (search === '') return null
  if (isId('dspt', search)) return { column: 'id', id: search }
  if (isId('paym', search)) return { column: 'payment_id', id: search }
  if (isId('rslv', search)) return { resolutionId: search }
  return isId('mrch', search) ? { column: 'merchant_id', id: search } : { words: search }
}
