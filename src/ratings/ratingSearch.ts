import { askedOf, askedText } from '#src/kernel/asked.ts'
import { factors, type FactorId } from '#src/riskTables/factor.ts'
import { riskLevels, type RiskLevel } from './rating.ts'

export const ratingSorts = ['highest', 'lowest', 'review'] as const
export type RatingSort = (typeof ratingSorts)[number]
/** The last line of the page before: what it was sorted by, and its dossier. */
export type RatingPlace = { value: string; id: string }
export type RatingQuery = { level: RiskLevel | null; reason: FactorId | null; search: string; sort: RatingSort; after: RatingPlace | null }

const factorIds = factors.map(({ id }) => id)

const placeOf = (said: string): RatingPlace | null => {
  const found = /^(\d{1,3}|\d{4}-\d{2}-\d{2})~(doss_[0-9A-Za-z]{24})$/.exec(said)
  return found ? { value: found[1]!, id: found[2]! } : null
}

/** A place of another sort is none. */
const fits = (
  sort: RatingSort,
  place: RatingPlace | null,
): RatingPlace | null => (place && (sort === 'review') === place.value.includes('-') ? place : null)

/** What is no answer of ours is as if it were not there. */
export const readRatingQuery = (query: Record<string, unknown>): RatingQuery => {
  const sort = askedOf(ratingSorts, askedText(query['sort'], 20)) ?? 'highest'
  return {
    level: askedOf(riskLevels, askedText(query['level'], 20)),
    reason: askedOf(factorIds, askedText(query['reason'], 40)),
    search: askedText(query['q'], 200),
    sort,
    after: fits(sort, placeOf(askedText(query['after'], 60))),
  }
}

export const isNarrowed = ({ level, reason, search }: RatingQuery): boolean => level !== null || reason !== null || search !== ''

/** As an address; what is not set is left out. */
export const ratingAddress = (path: string, { level, reason, search, sort, after }: RatingQuery): string => {
  const said = new URLSearchParams({
    ...(search ? { q: search } : {}),
    ...(level ? { level } : {}),
    ...(reason ? { reason } : {}),
    ...(sort === 'highest' ? {} : { sort }),
    ...(after ? { after: `${after.value}~${after.id}` } : {}),
  })
  return said.size > 0 ? `${path}?${said}` : path
}
