import { sql, type SqlBool } from 'kysely'
import { addDays, type Day } from '#src/kernel/calendar.ts'
import { normaliseName } from '#src/kernel/names.ts'
import { faultsOfAccounts } from '#src/payouts/payee.ts'
import { containing } from '#src/platform/containing.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { holdTitles, livingStates, warningDays } from './hold.ts'
import { lookedForHold, noDay, type HoldPlace, type HoldQuery, type HoldShelf, type HoldSort } from './holdSearch.ts'
import type { HoldRow } from './holds.sql.ts'

export type FoundHold = HoldRow & { merchantName: string; isAtRisk: boolean }
/** `today`: what is near. `isCircle`: whether the reader may know of the secret titles. */
export type Reader = { today: Day; isCircle: boolean }

/** No account of his is proved, or it sent money back since it was: what `withheldReason` says of an account, for many at once. */
const lacksAccount = sql<SqlBool>`not exists (
  select from dossiers d join payout_accounts a on a.dossier_id = d.id and a.replaced_at is null
  join documents p on p.dossier_id = d.id and p.requirement_key = 'payout_account_proof' and p.state = 'accepted' and p.decided_at >= a.created_at
  where d.merchant_id = h.merchant_id and not exists (select from payouts o where o.merchant_id = h.merchant_id and o.account_id = a.id and o.state = 'failed'
    and (o.returned_at is not null or o.failure = any(${faultsOfAccounts as string[]}::text[])) and coalesce(o.returned_at, o.failed_at) >= p.decided_at))`

const atRisk = (today: Day) =>
  sql<boolean>`(h.state in ('active', 'release_proposed') and h.title = 'contract_reserve' and h.left_cents > 0
  and h.release_on <= ${addDays(today, warningDays)}::date and (h.waits_for is not null or ${lacksAccount}))`

const rows = (db: ReadDb, { today, isCircle }: Reader) =>
  db
    .selectFrom('holds as h')
    .innerJoin('merchants as m', 'm.id', 'h.merchant_id')
    .selectAll('h')
    .select('m.name as merchantName')
    .select(atRisk(today).as('isAtRisk'))
    .where('h.title', 'in', isCircle ? holdTitles : ['contract_reserve'])
type Rows = ReturnType<typeof rows>

const looked = (query: Rows, search: string): Rows => {
  const found = lookedForHold(search)
  if (!found) return query
  if ('holdId' in found) return query.where('h.id', '=', found.holdId)
  return 'merchantId' in found
    ? query.where('h.merchant_id', '=', found.merchantId)
    : query.where('m.search_name', 'like', containing(normaliseName(found.name)))
}

const onShelf = (query: Rows, shelf: HoldShelf, today: Day): Rows => {
  if (shelf === 'living') return query.where('h.state', 'in', livingStates)
  if (shelf === 'waiting') return query.where('h.state', 'in', ['proposed', 'release_proposed'])
  if (shelf === 'over') return query.where('h.state', 'in', ['released', 'moved', 'declined'])
  return shelf === 'at_risk' ? query.where(atRisk(today)) : query
}

const lastDay = sql<string>`coalesce(h.release_on, ${noDay}::date)`
const isDown = (sort: HoldSort): boolean => sort === 'newest' || sort === 'latest' || sort === 'largest'

const sorted = (query: Rows, sort: HoldSort): Rows => {
  const way = isDown(sort) ? 'desc' : 'asc'
  if (sort === 'soonest' || sort === 'latest') return query.orderBy(lastDay, way).orderBy('h.id', way)
  return sort === 'largest' || sort === 'smallest' ? query.orderBy('h.left_cents', way).orderBy('h.id', way) : query.orderBy('h.id', way)
}

const beyond = (query: Rows, sort: HoldSort, { key, id }: HoldPlace): Rows => {
  const sign = sql.raw(isDown(sort) ? '<' : '>')
  if (sort === 'soonest' || sort === 'latest') return query.where(sql<SqlBool>`(${lastDay}, h.id) ${sign} (${key}::date, ${id})`)
  if (sort === 'largest' || sort === 'smallest') return query.where(sql<SqlBool>`(h.left_cents, h.id) ${sign} (${key}::bigint, ${id})`)
  return query.where(sql<SqlBool>`h.id ${sign} ${id}`)
}

/** A page of holds from the key of the page before. To whoever may not know of them the secret titles are not there. */
export const searchHolds = (
  db: ReadDb,
  reader: Reader,
  { shelf, title, from, to, sort, search, after }: HoldQuery,
  limit: number,
): Promise<FoundHold[]> => {
  const asked = sorted(onShelf(looked(rows(db, reader), search), shelf, reader.today), sort)
    .$if(title !== null, (query) => query.where('h.title', '=', title!))
    .$if(from !== null, (query) => query.where('h.release_on', '>=', from!))
    .$if(to !== null, (query) => query.where('h.release_on', '<=', to!))
  return (after ? beyond(asked, sort, after) : asked).limit(limit).execute()
}

/** Where the next page begins. */
export const placeAfter = ({ id, left_cents: left, release_on: day }: HoldRow, sort: HoldSort): HoldPlace => ({
  id,
  key: sort === 'soonest' || sort === 'latest' ? (day ?? noDay) : String(left),
})

/** How many reserves come to their last day with nowhere to go, and the money in them; cents of euros. */
export const countAtRisk = async (db: ReadDb, today: Day): Promise<{ count: number; cents: number }> => {
  const { rows: [row] } = await sql<{ count: number; cents: number }>`select count(*)::int as count, coalesce(sum(h.left_cents), 0)::bigint as cents from holds h where ${atRisk(today)} and h.currency = 'eur'`
    .execute(db)
  return row ?? { count: 0, cents: 0 }
}
