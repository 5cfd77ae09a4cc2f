import { sql, type SqlBool } from 'kysely'
import { endOfParisDay, startOfParisDay } from '#src/kernel/calendar.ts'
import { isId } from '#src/kernel/ids.ts'
import { normaliseName } from '#src/kernel/names.ts'
import { containing } from '#src/platform/containing.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { AlertPlace, AlertQuery, AlertShelf, AlertSort } from './alertSearch.ts'
import type { AlertRow } from './alerts.sql.ts'

/** `at`: by what the list is sorted, to the microsecond. */
export type FoundAlert = AlertRow & { merchantName: string; ownerName: string | null; at: string }

const keyOf = { due: 'a.due_at', newest: 'a.raised_at', oldest: 'a.raised_at' } as const satisfies Record<AlertSort, string>

const rows = (db: ReadDb, sort: AlertSort) =>
  db
    .selectFrom('alerts as a')
    .innerJoin('merchants as m', 'm.id', 'a.merchant_id')
    .leftJoin('staff as s', 's.id', 'a.owner_id')
    .selectAll('a')
    .select([
      'm.name as merchantName',
      's.name as ownerName',
      sql<string>`to_char(${sql.ref(keyOf[sort])} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as('at'),
    ])

const onShelf = (shelf: AlertShelf, me: string): ReturnType<typeof sql<SqlBool>> | null => {
  if (shelf === 'all') return null
  if (shelf === 'waiting') return sql<SqlBool>`a.state in ('new', 'triage')`
  if (shelf === 'free') return sql<SqlBool>`a.state = 'new'`
  return shelf === 'mine' ? sql<SqlBool>`a.state = 'triage' and a.owner_id = ${me}` : sql<SqlBool>`a.state = ${shelf}::alert_state`
}

const looked = (search: string): ReturnType<typeof sql<SqlBool>> | null => {
  if (search === '') return null
  if (isId('alrt', search)) return sql<SqlBool>`a.id = ${search}`
  return isId('mrch', search)
    ? sql<SqlBool>`a.merchant_id = ${search}`
    : sql<SqlBool>`m.search_name like ${containing(normaliseName(search))}`
}

const beyond = (sort: AlertSort, { at, id }: AlertPlace): ReturnType<typeof sql<SqlBool>> =>
  sql<SqlBool>`(${sql.ref(keyOf[sort])}, a.id) ${sql.raw(sort === 'newest' ? '<' : '>')} (${at}::timestamptz, ${id})`

/** A page of alerts from the key of the page before. `me`: whose are « mine ». */
export const searchAlerts = (
  db: ReadDb,
  me: string,
  { shelf, scenario, level, owner, from, to, sort, search, after }: AlertQuery,
  limit: number,
): Promise<FoundAlert[]> => {
  const conditions = [
    onShelf(shelf, me),
    looked(search),
    scenario && sql<SqlBool>`a.scenario = ${scenario}`,
    level && sql<SqlBool>`a.level = ${level}::alert_level`,
    owner && sql<SqlBool>`a.owner_id = ${owner}`,
    from && sql<SqlBool>`a.raised_at >= ${startOfParisDay(from)}`,
    to && sql<SqlBool>`a.raised_at < ${endOfParisDay(to)}`,
    after && beyond(sort, after),
  ]
  const direction = sort === 'newest' ? 'desc' : 'asc'
  return conditions
    .reduce((query, one) => (one ? query.where(one) : query), rows(db, sort))
    .orderBy(keyOf[sort], direction)
    .orderBy('a.id', direction)
    .limit(limit)
    .execute()
}

/** The other alerts of a merchant, the newest first. */
export const listEarlier = (
  db: ReadDb,
  { id, merchant_id: merchantId }: Pick<AlertRow, 'id' | 'merchant_id'>,
  limit: number,
): Promise<AlertRow[]> =>
  db
    .selectFrom('alerts')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .where('id', '<>', id)
    .orderBy('raised_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
