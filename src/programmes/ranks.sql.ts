import { sql, type RawBuilder } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import { isId } from '#src/kernel/ids.ts'
import { normaliseName } from '#src/kernel/names.ts'
import { containing } from '#src/platform/containing.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { standings } from './programme.ts'
import type { RankPlace, RankQuery, RankSort } from './programmeSearch.ts'
import type { MonthRow } from './programmes.sql.ts'

export type RankedMonth = MonthRow & { merchantName: string }

const rows = (db: ReadDb, month: Day) =>
  db
    .selectFrom('programme_months as p')
    .innerJoin('merchants as m', 'm.id', 'p.merchant_id')
    .selectAll('p')
    .select('m.name as merchantName')
    .where('p.month', '=', month)
type Rows = ReturnType<typeof rows>

const looked = (query: Rows, search: string): Rows => {
  if (search === '') return query
  return isId('mrch', search)
    ? query.where('p.merchant_id', '=', search)
    : query.where('m.search_name', 'like', containing(normaliseName(search)))
}

const keyOf = { furthest: 'p.percent', nearest: 'p.percent', most: 'p.counted', fewest: 'p.counted' } as const satisfies Record<
  RankSort,
  string
>
const isDown = (sort: RankSort): boolean => sort === 'furthest' || sort === 'most'

const beyond = (query: Rows, sort: RankSort, { value, id }: RankPlace): Rows =>
  query.where(sql<boolean>`(${sql.ref(keyOf[sort])}, p.id) ${sql.raw(isDown(sort) ? '<' : '>')} (${value}, ${id})`)

/** Merchants by how far they are in a month, from a standing on; a page from the key of the page before. */
export const rankMonth = (
  db: ReadDb,
  month: Day,
  { programme, from, search, sort, after }: RankQuery,
  limit: number,
): Promise<RankedMonth[]> => {
  const direction = isDown(sort) ? 'desc' : 'asc'
  const asked = looked(rows(db, month), search)
    .where('p.standing', 'in', standings.slice(standings.indexOf(from)))
    .$if(programme !== null, (query) => query.where('p.programme', '=', programme ?? ''))
    .orderBy(keyOf[sort], direction)
    .orderBy('p.id', direction)
  return (after ? beyond(asked, sort, after) : asked).limit(limit).execute() as Promise<RankedMonth[]>
}

/** How many merchants reach at least our first warning in a month; each programme counts apart. */
export const warnedMerchants = (month: Day): RawBuilder<{ warned: number; reached: number }> =>
  sql`select count(*)::int as warned, count(*) filter (where standing = 'reached')::int as reached from programme_months where month = ${month}::date and merchant_id is not null and percent >= 50`
export const countWarned = async (db: ReadDb, month: Day): Promise<{ warned: number; reached: number }> =>
  (await warnedMerchants(month).execute(db)).rows[0]!

/** The months of one merchant, or of all together (null), from one on, the oldest first. */
export const listMonthsOf = (db: ReadDb, merchantId: string | null, from: Day): Promise<MonthRow[]> =>
  db
    .selectFrom('programme_months')
    .selectAll()
    .where('merchant_id', merchantId === null ? 'is' : '=', merchantId)
    .where('month', '>=', from)
    .orderBy('month')
    .execute()
