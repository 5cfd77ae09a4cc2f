import { askedOf, askedText } from '#src/kernel/asked.ts'
import { isId } from '#src/kernel/ids.ts'
import { correctionKinds, type CorrectionKind } from './correction.ts'

export const correctionSorts = ['newest', 'oldest', 'largest', 'smallest'] as const
export type CorrectionSort = (typeof correctionSorts)[number]
/** `waiting`: for a second person, booked ones that somebody wants undone among them. `dropped`: declined, or taken back. */
export const correctionShelves = ['waiting', 'booked', 'undone', 'dropped', 'all'] as const
export type CorrectionShelf = (typeof correctionShelves)[number]

/** The last line of the page before. */
export type CorrectionPlace = { cents: number; id: string }
export type CorrectionQuery = {
  shelf: CorrectionShelf
  kind: CorrectionKind | null
  sort: CorrectionSort
  search: string
  after: CorrectionPlace | null
}

const placeOf = (said: string): CorrectionPlace | null => {
  const found = /^(\d{1,15})\.(corr_[0-9A-Za-z]{24})$/.exec(said)
  return found ? { cents: Number(found[1]), id: found[2]! } : null
}

/** What is no answer of ours is as if it were not there. */
export const readCorrectionQuery = (query: Record<string, unknown>): CorrectionQuery => ({
  shelf: askedOf(correctionShelves, askedText(query['state'], 20)) ?? 'waiting',
  kind: askedOf(correctionKinds, askedText(query['kind'], 40)),
  sort: askedOf(correctionSorts, askedText(query['sort'], 20)) ?? 'newest',
  search: askedText(query['q'], 200),
  after: placeOf(askedText(query['after'], 60)),
})

export const isNarrowed = ({ kind, search }: CorrectionQuery): boolean => kind !== null || search !== ''

/** As an address; what is not set is left out. */
export const correctionsAddress = (path: string, { shelf, kind, sort, search, after }: CorrectionQuery): string => {
  const said = new URLSearchParams({
    ...(search ? { q: search } : {}),
    ...(shelf === 'waiting' ? {} : { state: shelf }),
    ...(kind ? { kind } : {}),
    ...(sort === 'newest' ? {} : { sort }),
    ...(after ? { after: `${after.cents}.${after.id}` } : {}),
  })
  return said.size > 0 ? `${path}?${said}` : path
}

/** A correction by its id, or by what it is about; a merchant by his id, or by a part of his name. */
export const lookedForCorrection = (
  search: string,
): { id: string } | { merchantId: string } | { aboutId: string } | { name: string } | null => {
  if (search === '') return null
  if (isId('corr', search)) return { id: search }
  if (isId('mrch', search)) return { merchantId: search }
  return ['sttl', 'dspl', 'bans', 'dspt', 'paym', 'pout'].some((prefix) => isId(prefix, search)) ? { aboutId: search } : { name: search }
}
