import { sql } from 'kysely'
import { endOfParisDay, startOfParisDay } from '#src/kernel/calendar.ts'
import { normaliseName } from '#src/kernel/names.ts'
import { containing } from '#src/platform/containing.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { lookedForPayout, type PayoutPlace, type PayoutQuery, type PayoutSort } from './payoutSearch.ts'
import type { PayoutRow } from './payouts.sql.ts'

export type FoundPayout = PayoutRow & { merchantName: string }

const rows = (db: ReadDb) =>
  db.selectFrom('payouts as p').innerJoin('merchants as m', 'm.id', 'p.merchant_id').selectAll('p').select('m.name as merchantName')
type Rows = ReturnType<typeof rows>

const looked = (query: Rows, search: string): Rows => {
  const found = lookedForPayout(search)
  if (!found) return query
  if ('payoutId' in found) return query.where('p.id', '=', found.payoutId)
  if ('merchantId' in found) return query.where('p.merchant_id', '=', found.merchantId)
  return query.where('m.search_name', 'like', containing(normaliseName(found.name)))
}

const sorted = (query: Rows, sort: PayoutSort): Rows => {
  if (sort === 'newest') return query.orderBy('p.id', 'desc')
  if (sort === 'oldest') return query.orderBy('p.id')
  return sort === 'largest'
    ? query.orderBy('p.amount_cents', 'desc').orderBy('p.id', 'desc')
    : query.orderBy('p.amount_cents').orderBy('p.id')
}

const beyond = (query: Rows, sort: PayoutSort, { id, cents }: PayoutPlace): Rows => {
  if (sort === 'newest') return query.where('p.id', '<', id)
  if (sort === 'oldest') return query.where('p.id', '>', id)
  const sign = sql.raw(sort === 'largest' ? '<' : '>')
  return query.where(sql<boolean>`(p.amount_cents, p.id) ${sign} (${cents}, ${id})`)
}

/** A page of payouts from the key of the page before; of one merchant, or of all. */
export const searchPayouts = (
  db: ReadDb,
  merchantId: string | null,
  { state, from, to, sort, search, after }: PayoutQuery,
  limit: number,
): Promise<FoundPayout[]> => {
  const asked = sorted(looked(rows(db), search), sort)
    .$if(merchantId !== null, (query) => query.where('p.merchant_id', '=', merchantId ?? ''))
    .$if(state !== null, (query) => query.where('p.state', '=', state!))
    .$if(from !== null, (query) => query.where('p.created_at', '>=', startOfParisDay(from!)))
    .$if(to !== null, (query) => query.where('p.created_at', '<', endOfParisDay(to!)))
  return (after ? beyond(asked, sort, after) : asked).limit(limit).execute()
}

export type Withheld = { merchantId: string; name: string; currency: string; reason: string; since: Date; availableCents: number }

/** Whose money waits, and why: those longest withheld first. */
export const listWithheld = async (db: ReadDb, limit: number): Promise<Withheld[]> =>
  (await sql<Withheld>`select w.merchant_id as "merchantId", m.name, w.currency, w.reason, w.since,
      (select coalesce(-sum(b.amount_cents), 0)::bigint from ledger_balances(w.merchant_id, 'live', w.currency) b where b.account in (2020, 1400, 2060)) as "availableCents"
    from payout_waits w join merchants m on m.id = w.merchant_id order by w.since, w.merchant_id, w.currency limit ${limit}`
    .execute(db))
    .rows

/** Merchants with money in a currency that no payout takes, as of the last run. */
export const countForeign = async (db: ReadDb): Promise<number> =>
  (await sql<{ count: number }>`select count(distinct merchant_id)::int as count from payout_waits where reason = 'currency_not_paid'`
    .execute(db))
    .rows[0]!
    .count
