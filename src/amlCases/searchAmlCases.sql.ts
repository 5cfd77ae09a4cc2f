import { sql, type SqlBool } from 'kysely'
import { endOfParisDay, startOfParisDay, type Day } from '#src/kernel/calendar.ts'
import { isId } from '#src/kernel/ids.ts'
import { normaliseName } from '#src/kernel/names.ts'
import { containing } from '#src/platform/containing.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { AmlCaseQuery, AmlPlace, AmlShelf, AmlSort } from './amlCaseSearch.ts'
import type { AmlCaseRow } from './amlCases.sql.ts'

/** `at`: by what the list is sorted. `answered`: of the five questions. */
export type FoundAmlCase = AmlCaseRow & {
  merchantName: string
  ownerName: string
  alerts: number
  hits: number
  answered: number
  at: string
}
type Condition = ReturnType<typeof sql<SqlBool>>

const keyOf = (sort: AmlSort) => (sort === 'due' ? 'c.due_on' : 'c.opened_at') as 'c.due_on' | 'c.opened_at'
const written = (
  sort: AmlSort,
) => (sort === 'due' ? sql<string>`c.due_on::text` : sql<string>`to_char(c.opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`)

const rows = (db: ReadDb, sort: AmlSort) =>
  db
    .selectFrom('aml_cases as c')
    .innerJoin('merchants as m', 'm.id', 'c.merchant_id')
    .innerJoin('staff as s', 's.id', 'c.owner_id')
    .selectAll('c')
    .select([
      'm.name as merchantName',
      's.name as ownerName',
      written(sort).as('at'),
      sql<number>`(select count(*)::int from alerts a where a.case_id = c.id)`.as('alerts'),
      sql<number>`(select count(*)::int from aml_case_hits h where h.case_id = c.id)`.as('hits'),
      sql<number>`(select count(*)::int from aml_case_answers w where w.case_id = c.id and w.replaced_at is null)`.as('answered'),
    ])

const onShelf = (shelf: AmlShelf, me: string, today: Day): Condition | null => {
  if (shelf === 'all') return null
  if (shelf === 'living') return sql<SqlBool>`c.state <> 'concluded'`
  if (shelf === 'mine') return sql<SqlBool>`c.state <> 'concluded' and c.owner_id = ${me}`
  return shelf === 'late'
    ? sql<SqlBool>`c.state <> 'concluded' and c.due_on < ${today}::date`
    : sql<SqlBool>`c.state = ${shelf}::aml_case_state`
}

const looked = (search: string): Condition | null => {
  if (search === '') return null
  if (isId('amlc', search)) return sql<SqlBool>`c.id = ${search}`
  if (isId('alrt', search)) return sql<SqlBool>`c.id = (select a.case_id from alerts a where a.id = ${search})`
  return isId('mrch', search)
    ? sql<SqlBool>`c.merchant_id = ${search}`
    : sql<SqlBool>`m.search_name like ${containing(normaliseName(search))}`
}

const beyond = (sort: AmlSort, { at, id }: AmlPlace): Condition =>
  sql<SqlBool>`(${sql.ref(keyOf(sort))}, c.id) ${sql.raw(sort === 'newest' ? '<' : '>')} (${at}${sql.raw(sort === 'due' ? '::date' : '::timestamptz')}, ${id})`

/** A page of cases from the key of the page before. `me`: whose are « mine ». */
export const searchAmlCases = (
  db: ReadDb,
  { me, today }: { me: string; today: Day },
  { shelf, owner, from, to, sort, search, after }: AmlCaseQuery,
  limit: number,
): Promise<FoundAmlCase[]> => {
  const conditions = [
    onShelf(shelf, me, today),
    looked(search),
    owner && sql<SqlBool>`c.owner_id = ${owner}`,
    from && sql<SqlBool>`c.opened_at >= ${startOfParisDay(from)}`,
    to && sql<SqlBool>`c.opened_at < ${endOfParisDay(to)}`,
    after && beyond(sort, after),
  ]
  const direction = sort === 'newest' ? 'desc' : 'asc'
  return conditions
    .reduce((query, one) => (one ? query.where(one) : query), rows(db, sort))
    .orderBy(keyOf(sort), direction)
    .orderBy('c.id', direction)
    .limit(limit)
    .execute() as Promise<FoundAmlCase[]>
}
