import { askedDay, askedOf, askedText } from '#src/kernel/asked.ts'
import type { Day } from '#src/kernel/calendar.ts'
import { isId } from '#src/kernel/ids.ts'
import { askedOwner } from '#src/owners/owner.ts'
import { fraudReasons, type FraudCaseState, type FraudReason } from './fraudCase.ts'

export const caseSorts = ['newest', 'oldest', 'most', 'fewest'] as const
export type CaseSort = (typeof caseSorts)[number]
/** `living`: what is not over, the queue; a state; or everything. */
export type CaseShelf = 'living' | 'all' | FraudCaseState
export const caseShelves = [
  'living',
  'open',
  'under_review',
  'proposed',
  'confirmed',
  'undone',
  'rejected',
  'withdrawn',
  'all',
] as const satisfies readonly CaseShelf[]

/** The last line of the page before. */
export type CasePlace = { id: string; count: number }
/** `owner`: a colleague's id, or `nobody`. `from`, `to`: days of Paris on which it was opened, both included. */
export type CaseQuery = {
  shelf: CaseShelf
  reason: FraudReason | null
  owner: string | null
  from: Day | null
  to: Day | null
  sort: CaseSort
  search: string
  after: CasePlace | null
}

const placeOf = (said: string): CasePlace | null => {
  const found = /^(\d{1,9})\.(frdc_[0-9A-Za-z]{24})$/.exec(said)
  return found ? { count: Number(found[1]), id: found[2]! } : null
}

/** What waits is read from the oldest, as the next is taken; what else there is, from its end. */
export const usualSort = (
  shelf: CaseShelf,
): CaseSort => (shelf === 'living' || shelf === 'open' || shelf === 'under_review' ? 'oldest' : 'newest')

/** What is no answer of ours is as if it were not there. */
export const readCaseQuery = (query: Record<string, unknown>): CaseQuery => {
  const shelf = askedOf(caseShelves, askedText(query['state'], 20)) ?? 'living'
  return {
    shelf,
    reason: askedOf(fraudReasons, askedText(query['reason'], 20)),
    owner: askedOwner(query),
    from: askedDay(query['from']),
    to: askedDay(query['to']),
    sort: askedOf(caseSorts, askedText(query['sort'], 20)) ?? usualSort(shelf),
    search: askedText(query['q'], 200),
    after: placeOf(askedText(query['after'], 60)),
  }
}

export const isNarrowed = ({ reason, owner, from, to, search }: CaseQuery): boolean =>
  reason !== null || owner !== null || from !== null || to !== null || search !== ''

/** As an address; what is not set is left out. */
export const caseAddress = (path: string, { shelf, reason, owner, from, to, sort, search, after }: CaseQuery): string => {
  const said = new URLSearchParams({
    ...(search ? { q: search } : {}),
    ...(shelf === 'living' ? {} : { state: shelf }),
    ...(reason ? { reason } : {}),
    ...(owner ? { owner } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(sort === usualSort(shelf) ? {} : { sort }),
    ...(after ? { after: `${after.count}.${after.id}` } : {}),
  })
  return said.size > 0 ? `${path}?${said}` : path
}

/** A case by its id, or by a payment that is or was in it; a merchant by his, or by a part of his name. */
export const lookedForCase = (
  search: string,
): { caseId: string } | { paymentId: string } | { merchantId: string } | { name: string } | null => {
  if (search === '') return null
  if (isId('frdc', search)) return { caseId: search }
  if (isId('paym', search)) return { paymentId: search }
  return isId('mrch', search) ? { merchantId: search } : { name: search }
}
