import { sql } from 'kysely'
import type { HoldTitle } from '#src/holds/hold.ts'
import type { Day } from '#src/kernel/calendar.ts'
import type { ReadDb } from '#src/platform/db.ts'

/** To whoever may not know of the secret titles their money is in no sum. */
const known = (isCircle: boolean) => (isCircle ? sql`true` : sql`h.title = 'contract_reserve'`)

/** What is kept in euros, by title and last day (null: no term). In cents. */
export type DaySum = { title: HoldTitle; releaseOn: Day | null; cents: number; holds: number }

export const listDaySums = async (db: ReadDb, isCircle: boolean): Promise<DaySum[]> =>
  (await sql<DaySum>`
    select h.title, s.release_on as "releaseOn", sum(s.left_cents)::bigint as cents, count(distinct h.id)::int as holds from hold_slices s join holds h on h.id = s.hold_id
    where s.left_cents > 0 and h.currency = 'eur' and ${known(isCircle)} group by 1, 2 order by 2 nulls last, 1`
    .execute(db))
    .rows

/** One merchant's money of one title and last day. */
export type CalendarRow = {
  title: HoldTitle
  releaseOn: Day | null
  merchantId: string
  merchantName: string
  currency: string
  cents: number
}
export type CalendarPlace = { day: Day; merchantId: string; title: HoldTitle; currency: string }

const farDay = '9999-12-31'

/** In the order of their last days, from after `after`. `from`, `to`: of the last day. */
export const listCalendar = async (
  db: ReadDb,
  isCircle: boolean,
  { from, to, after, limit }: { from: Day | null; to: Day | null; after: CalendarPlace | null; limit: number },
): Promise<CalendarRow[]> =>
  (await sql<CalendarRow>`
    with kept as (
      select h.title, s.release_on, h.merchant_id, h.currency, sum(s.left_cents)::bigint as cents from hold_slices s join holds h on h.id = s.hold_id
      where s.left_cents > 0 and ${known(isCircle)} and coalesce(s.release_on, ${farDay}::date) between ${from ?? '0001-01-01'}::date and ${to ?? farDay}::date group by 1, 2, 3, 4)
    select k.title, k.release_on as "releaseOn", k.merchant_id as "merchantId", m.name as "merchantName", k.currency, k.cents from kept k join merchants m on m.id = k.merchant_id
    where (coalesce(k.release_on, ${farDay}::date), k.merchant_id, k.title::text, k.currency) > (${after?.day ?? '0001-01-01'}::date, ${after?.merchantId ?? ''}, ${after?.title ?? ''}, ${after?.currency ?? ''})
    order by coalesce(k.release_on, ${farDay}::date), k.merchant_id, k.title::text, k.currency limit ${limit}`
    .execute(db))
    .rows

export const calendarPlace = ({ releaseOn, merchantId, title, currency }: CalendarRow): CalendarPlace => ({
  day: releaseOn ?? farDay,
  merchantId,
  title,
  currency,
})
