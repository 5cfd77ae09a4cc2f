import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { addDays, type Day } from '#src/kernel/calendar.ts'
import { isId } from '#src/kernel/ids.ts'
import { containing } from '#src/platform/containing.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { RightsPlace, RightsQuery, RightsShelf, RightsSort } from './rightsSearch.ts'
import type { RightsRow } from './rights.sql.ts'

export type FoundRequest = RightsRow & { ownerName: string | null; subjects: number }

export const soonDays = 7

const rows = (db: ReadDb) =>
  db
    .selectFrom('rights_requests as r')
    .leftJoin('staff as s', 's.id', 'r.owner_id')
    .selectAll('r')
    .select([
      's.name as ownerName',
      sql<number>`(select count(*)::int from rights_subjects l where l.request_id = r.id and l.unlinked_at is null)`.as('subjects'),
    ])
type Rows = ReturnType<typeof rows>

const conditions: Record<RightsShelf, (today: Day) => ReturnType<typeof sql<SqlBool>> | null> = {
  all: () => null,
  living: () => sql<SqlBool>`r.closed_at is null`,
  closed: () => sql<SqlBool>`r.closed_at is not null`,
  suspended: () => sql<SqlBool>`r.suspended_on is not null`,
  soon: (today) =>
    sql<SqlBool>`r.closed_at is null and r.suspended_on is null and r.due_on between ${today}::date and ${addDays(today, soonDays)}::date`,
  late: (today) => sql<SqlBool>`r.closed_at is null and r.suspended_on is null and r.due_on < ${today}::date`,
}

const looked = (query: Rows, search: string): Rows => {
  if (search === '') return query
  if (isId('rght', search)) return query.where('r.id', '=', search)
  if (/^(user|pers|cust|card|sepa)_[0-9A-Za-z]{24}$/.test(search))
    return query.where(
      sql<SqlBool>`exists (select from rights_subjects l where l.request_id = r.id and l.subject_id = ${search} and l.unlinked_at is null)`,
    )
  return query.where((eb) =>
    eb.or([eb(sql`lower(r.name)`, 'like', containing(search.toLowerCase())), eb(sql`lower(r.email)`, '=', search.toLowerCase())])
  )
}

const sorted = (
  query: Rows,
  sort: RightsSort,
): Rows => (sort === 'due' ? query.orderBy('r.due_on').orderBy('r.id') : query.orderBy('r.id', sort === 'newest' ? 'desc' : 'asc'))

const beyond = (query: Rows, sort: RightsSort, { id, dueOn }: RightsPlace): Rows =>
  sort === 'due'
    ? query.where(sql<SqlBool>`(r.due_on, r.id) > (${dueOn}::date, ${id})`)
    : query.where('r.id', sort === 'newest' ? '<' : '>', id)

/** A page of requests from the key of the page before. */
export const searchRequests = (
  db: ReadDb,
  { shelf, kind, requester, sort, search, after }: RightsQuery,
  today: Day,
  limit: number,
): Promise<FoundRequest[]> => {
  const on = conditions[shelf](today)
  const asked = sorted(looked(rows(db), search), sort)
    .$if(on !== null, (query) => query.where(on!))
    .$if(kind !== null, (query) => query.where('r.kind', '=', kind!))
    .$if(requester !== null, (query) => query.where('r.requester', '=', requester!))
  return (after ? beyond(asked, sort, after) : asked).limit(limit).execute()
}

/** Those that are not over, how many end soon, how many are late, how many stand still. */
export const runningRequests = (today: Day): RawBuilder<{ living: number; soon: number; late: number; suspended: number }> =>
  sql`select count(*)::int as living, (count(*) filter (where suspended_on is null and due_on between ${today}::date and ${addDays(today, soonDays)}::date))::int as soon,
    (count(*) filter (where suspended_on is null and due_on < ${today}::date))::int as late, (count(*) filter (where suspended_on is not null))::int as suspended from (select due_on, suspended_on from rights_requests where closed_at is null limit 1000) running`
export const countRequests = async (db: ReadDb, today: Day): Promise<{ living: number; soon: number; late: number; suspended: number }> =>
  (await runningRequests(today).execute(db)).rows[0]!
