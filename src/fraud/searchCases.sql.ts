import { sql } from 'kysely'
import { endOfParisDay, startOfParisDay } from '#src/kernel/calendar.ts'
import { normaliseName } from '#src/kernel/names.ts'
import { containing } from '#src/platform/containing.ts'
import { isHeldBy } from '#src/owners/owners.sql.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import { lookedForCase, type CasePlace, type CaseQuery, type CaseShelf, type CaseSort } from './caseSearch.ts'
import type { FraudCaseRow } from './fraudCases.sql.ts'

export type FoundCase = FraudCaseRow & { merchantName: string; ownerName: string | null }

const rows = (db: ReadDb) =>
  db
    .selectFrom('fraud_cases as c')
    .innerJoin('merchants as m', 'm.id', 'c.merchant_id')
    .leftJoin('staff as o', 'o.id', 'c.owner_id')
    .selectAll('c')
    .select(['m.name as merchantName', 'o.name as ownerName'])
type Rows = ReturnType<typeof rows>

const looked = (query: Rows, search: string): Rows => {
  const found = lookedForCase(search)
  if (!found) return query
  if ('caseId' in found) return query.where('c.id', '=', found.caseId)
  if ('paymentId' in found)
    return query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('fraud_case_payments as f').select('f.id').whereRef('f.case_id', '=', 'c.id').where(
          'f.payment_id',
          '=',
          found.paymentId,
        ),
      )
    )
  if ('merchantId' in found) return query.where('c.merchant_id', '=', found.merchantId)
  return query.where('m.search_name', 'like', containing(normaliseName(found.name)))
}

const onShelf = (query: Rows, shelf: CaseShelf): Rows => {
  if (shelf === 'all') return query
  return shelf === 'living' ? query.where('c.closed_at', 'is', null) : query.where('c.state', '=', shelf)
}

const sorted = (query: Rows, sort: CaseSort): Rows => {
  if (sort === 'newest') return query.orderBy('c.id', 'desc')
  if (sort === 'oldest') return query.orderBy('c.id')
  return sort === 'most'
    ? query.orderBy('c.payment_count', 'desc').orderBy('c.id', 'desc')
    : query.orderBy('c.payment_count').orderBy('c.id')
}

const beyond = (query: Rows, sort: CaseSort, { id, count }: CasePlace): Rows => {
  if (sort === 'newest') return query.where('c.id', '<', id)
  if (sort === 'oldest') return query.where('c.id', '>', id)
  const sign = sql.raw(sort === 'most' ? '<' : '>')
  return query.where(sql<boolean>`(c.payment_count, c.id) ${sign} (${count}, ${id})`)
}

/** A page of cases from the key of the page before; of one merchant, or of all. */
export const searchCases = (
  db: ReadDb,
  merchantId: string | null,
  { shelf, reason, owner, from, to, sort, search, after }: CaseQuery,
  limit: number,
): Promise<FoundCase[]> => {
  const asked = sorted(onShelf(looked(rows(db), search), shelf), sort)
    .$if(merchantId !== null, (query) => query.where('c.merchant_id', '=', merchantId ?? ''))
    .$if(reason !== null, (query) => query.where('c.reason', '=', reason!))
    .$if(owner !== null, (query) => query.where(isHeldBy('c.owner_id', owner!)))
    .$if(from !== null, (query) => query.where('c.opened_at', '>=', startOfParisDay(from!)))
    .$if(to !== null, (query) => query.where('c.opened_at', '<', endOfParisDay(to!)))
  return (after ? beyond(asked, sort, after) : asked).limit(limit).execute()
}

/**
 * What the next is taken of: nobody's, and still to be looked into. What is proposed waits for a second person, and what is under way for
 * the program.
 */
const isFree = sql<boolean>`c.owner_id is null and c.closed_at is null and c.state in ('open', 'under_review')`

/** The oldest, live ones first, locked; one that somebody is moving is passed over. */
export const lockNextCase = async (db: WritableDb): Promise<FraudCaseRow | null> =>
  (await sql<FraudCaseRow>`select c.* from fraud_cases c where ${isFree} order by c.mode <> 'live', c.id limit 1 for update skip locked`
    .execute(db))
    .rows[0] ?? null

export const hasFreeCase = async (db: ReadDb): Promise<boolean> =>
  (await sql<{ has: boolean }>`select exists (select from fraud_cases c where ${isFree}) as has`.execute(db)).rows[0]!.has
