import { askedDay, askedOf, askedText } from '#src/kernel/asked.ts'
import type { Day } from '#src/kernel/calendar.ts'
import { isId } from '#src/kernel/ids.ts'
import { payoutStates, type PayoutState } from './payout.ts'

export const payoutSorts = ['newest', 'oldest', 'largest', 'smallest'] as const
export type PayoutSort = (typeof payoutSorts)[number]

/** The last line of the page before: its amount where amounts are sorted. */
export type PayoutPlace = { id: string; cents: number }
export type PayoutQuery = {
  state: PayoutState | null
  from: Day | null
  to: Day | null
  sort: PayoutSort
  search: string
  after: PayoutPlace | null
}

const placeOf = (said: string): PayoutPlace | null => {
  const found = /^(\d{1,15})\.(pout_[0-9A-Za-z]{24})$/.exec(said)
  return found ? { cents: Number(found[1]), id: found[2]! } : null
}

/** What is no answer of ours is as if it were not there. */
export const readPayoutQuery = (query: Record<string, unknown>): PayoutQuery => ({
  state: askedOf(payoutStates, askedText(query['state'], 20)),
  from: askedDay(query['from']),
  to: askedDay(query['to']),
  sort: askedOf(payoutSorts, askedText(query['sort'], 20)) ?? 'newest',
  search: askedText(query['q'], 200),
  after: placeOf(askedText(query['after'], 60)),
})

export const isNarrowed = ({ state, from, to, search }: PayoutQuery): boolean =>
  state !== null || from !== null || to !== null || search !== ''

/** As an address; what is not set is left out. */
export const payoutAddress = (path: string, { state, from, to, sort, search, after }: PayoutQuery): string => {
  const said = new URLSearchParams({
    ...(search ? { q: search } : {}),
    ...(state ? { state } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(sort === 'newest' ? {} : { sort }),
    ...(after ? { after: `${after.cents}.${after.id}` } : {}),
  })
  return said.size > 0 ? `${path}?${said}` : path
}

/** A payout by its id, a merchant by his, or by a part of his name. */
export const lookedForPayout = (search: string): { payoutId: string } | { merchantId: string } | { name: string } | null => {
  if (search === '') return null
  if (isId('pout', search)) return { payoutId: search }
  return isId('mrch', search) ? { merchantId: search } : { name: search }
}
