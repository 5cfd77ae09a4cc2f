import { sql } from 'kysely'
import { isDay, type Day } from '#src/kernel/calendar.ts'
import { isId } from '#src/kernel/ids.ts'
import { normaliseName } from '#src/kernel/names.ts'
import { containing } from '#src/platform/containing.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { RatingTrigger, RiskLevel } from '#src/platform/db.types.ts'
import type { RatingPlace, RatingQuery, RatingSort } from './ratingSearch.ts'
import { isOfPortfolio } from './stands.sql.ts'

export type FoundRating = {
  dossierId: string
  merchantId: string
  merchantName: string
  risk: RiskLevel
  score: number
  reasons: unknown
  dueOn: Day | null
  dueKey: Day
  ratedAt: Date | null
  trigger: RatingTrigger | null
  isDecided: boolean
}

const never = '9999-12-31'

const rows = (db: ReadDb) =>
  db
    .selectFrom('dossiers as d')
    .innerJoin('merchants as m', 'm.id', 'd.merchant_id')
    .leftJoin('periodic_reviews as p', 'p.dossier_id', 'd.id')
    .leftJoinLateral((eb) =>
      eb
        .selectFrom('ratings as r')
        .select(['r.rated_at', 'r.trigger', 'r.override_id'])
        .whereRef('r.dossier_id', '=', 'd.id')
        .orderBy('r.id', 'desc')
        .limit(1)
        .as('r'), (join) => join.onTrue())
    .select([
      'd.id as dossierId',
      'd.merchant_id as merchantId',
      'm.name as merchantName',
      'd.risk',
      'd.risk_score as score',
      'd.risk_reasons as reasons',
      'p.due_on as dueOn',
      'r.rated_at as ratedAt',
      'r.trigger',
    ])
    .select(sql<Day>`coalesce(p.due_on, ${never}::date)`.as('dueKey'))
    .select(sql<boolean>`r.override_id is not null`.as('isDecided'))
    .where(sql<boolean>`${isOfPortfolio}`)
type Rows = ReturnType<typeof rows>

const looked = (query: Rows, search: string): Rows => {
  if (search === '') return query
  if (isId('doss', search)) return query.where('d.id', '=', search)
  return isId('mrch', search) ? query.where('m.id', '=', search) : query.where('m.search_name', 'like', containing(normaliseName(search)))
}

const keyOf = (sort: RatingSort) => (sort === 'review' ? sql`coalesce(p.due_on, ${never}::date)` : sql`d.risk_score`)

const beyond = (query: Rows, sort: RatingSort, { value, id }: RatingPlace): Rows => {
  if (sort === 'review' && !isDay(value)) return query
  const key = sort === 'review' ? sql`${value}::date` : sql`${Number(value)}`
  return query.where(sql<boolean>`(${keyOf(sort)}, d.id) ${sql.raw(sort === 'highest' ? '<' : '>')} (${key}, ${id})`)
}

/** The portfolio by rating; a page from the key of the page before. */
export const searchRatings = (db: ReadDb, { level, reason, search, sort, after }: RatingQuery, limit: number): Promise<FoundRating[]> => {
  const direction = sort === 'highest' ? 'desc' : 'asc'
  const asked = looked(rows(db), search)
    .$if(level !== null, (query) => query.where('d.risk', '=', level!))
    .$if(
      reason !== null,
      (query) => query.where(sql<boolean>`d.risk_reasons @> ${JSON.stringify([{ key: `dossiers:risk.${reason}` }])}::jsonb`),
    )
    .orderBy(keyOf(sort), direction)
    .orderBy('d.id', direction)
  return (after ? beyond(asked, sort, after) : asked).limit(limit).execute() as Promise<FoundRating[]>
}

export type Band = { from: number; risk: RiskLevel; merchants: number }
/** How many stand where: by tens of the score, and level. */
export const countBands = async (db: ReadDb): Promise<Band[]> =>
  (await sql<Band>`select least(d.risk_score / 10, 9) * 10 as from, d.risk, count(*)::int as merchants from dossiers d where ${isOfPortfolio} group by 1, 2 order by 1, 2`
    .execute(db))
    .rows

export const namesOfMerchants = async (db: ReadDb, ids: readonly string[]): Promise<Map<string, string>> =>
  new Map(
    (await db.selectFrom('merchants').select(['id', 'name']).where('id', 'in', [...ids, '']).execute()).map((
      { id, name },
    ) => [id, name || id]),
  )
