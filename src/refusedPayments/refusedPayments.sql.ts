import { sql } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { RefusedDay, RefusedSum } from './refusedPayment.ts'

/** Beyond what anybody reads, and within what a number holds exactly, whoever calls however often. */
const mostCents = 1_000_000_000_000_000

/** Adds to what was counted. True where it is the first of its day: there was no row. */
export const addRefused = async (
  db: WritableDb,
  { merchantId, onDay, ground, currency, count, cents, firstAt, lastAt }: RefusedDay,
): Promise<boolean> => {
  const added = await sql<{ isFirst: boolean }>`
    insert into refused_payments as r (merchant_id, on_day, ground, currency, call_count, amount_cents, first_at, last_at) values (${merchantId}, ${onDay}, ${ground}::merchant_state, ${currency}, ${count}, least(${cents}::bigint, ${mostCents}), ${firstAt}, ${lastAt})
    on conflict (merchant_id, on_day, ground, currency) do update set call_count = least(r.call_count::bigint + excluded.call_count, 2000000000), amount_cents = least(r.amount_cents + excluded.amount_cents, ${mostCents}),
      first_at = least(r.first_at, excluded.first_at), last_at = greatest(r.last_at, excluded.last_at)
    returning (xmax = 0) as "isFirst"`
    .execute(db)
  return added.rows[0]!.isFirst
}

/** The newest days first; of those on which some came at `since` or later, where that is asked. */
export const listRefused = async (
  db: ReadDb,
  merchantId: string,
  { since, limit }: { since: Date | null; limit: number },
): Promise<RefusedDay[]> =>
  (await sql<RefusedDay>`select merchant_id as "merchantId", on_day as "onDay", ground, currency, call_count as count, amount_cents as cents, first_at as "firstAt", last_at as "lastAt"
    from refused_payments where merchant_id = ${merchantId} ${since ? sql`and last_at >= ${since}` : sql``} order by on_day desc, ground, currency limit ${limit}`
    .execute(db))
    .rows

/** By currency, of the days on which some came between two instants; `until` null: to this day. */
export const readRefusedSums = async (
  db: ReadDb,
  merchantId: string,
  { since, until }: { since: Date; until: Date | null },
): Promise<RefusedSum[]> =>
  (await sql<RefusedSum>`select currency, sum(call_count)::bigint as count, sum(amount_cents)::bigint as cents, min(on_day) as "firstOn", max(on_day) as "lastOn"
    from refused_payments where merchant_id = ${merchantId} and last_at >= ${since} ${until ? sql`and first_at < ${until}` : sql``} group by currency order by currency`
    .execute(db))
    .rows
