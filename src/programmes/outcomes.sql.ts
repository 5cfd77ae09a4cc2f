import { sql, type RawBuilder } from 'kysely'
import { addMonths, startOfParisDay, type Day } from '#src/kernel/calendar.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { Outcomes } from './outcome.ts'

/** `from`, `to`: months, by their first days, both included, in Paris. */
export type OutcomeQuery = { from: Day; to: Day; network: string | null; merchantId: string | null }

export type OutcomeRow = Outcomes & { network: string; code: string }
export type MonthOutcome = Outcomes & { month: Day }

/** Amounts are of disputes in euros; the counts are of all. A withdrawn dispute was won. */
const sums = sql`
  count(*) filter (where cause in ('decided', 'withdrawn') and state = 'won')::int as won, count(*) filter (where cause in ('decided', 'withdrawn') and state = 'partly_won')::int as partly,
  count(*) filter (where cause in ('decided', 'withdrawn') and state = 'lost')::int as lost, count(*) filter (where cause not in ('decided', 'withdrawn'))::int as conceded,
  coalesce(sum(amount_cents) filter (where currency = 'eur'), 0)::bigint as "contestedCents", coalesce(sum(won_cents) filter (where currency = 'eur'), 0)::bigint as "wonCents"`

const ended = ({ from, to, network, merchantId }: OutcomeQuery): RawBuilder<unknown> =>
  sql`
  from disputes where mode = 'live' and closed_at >= ${startOfParisDay(from)} and closed_at < ${startOfParisDay(addMonths(to, 1))}
    and (${network}::text is null or network = ${network}) and (${merchantId}::text is null or merchant_id = ${merchantId})`

/** By the network's code; what came up most first. */
export const listByCode = async (db: ReadDb, query: OutcomeQuery): Promise<OutcomeRow[]> =>
  (await sql<OutcomeRow>`select network, code, ${sums} ${ended(query)} group by network, code order by count(*) desc, network, code`
    .execute(db))
    .rows

/** By the month of Paris in which they ended; months in which none did are left out. */
export const listByMonth = async (db: ReadDb, query: OutcomeQuery): Promise<MonthOutcome[]> =>
  (await sql<MonthOutcome>`select to_char(date_trunc('month', closed_at at time zone 'Europe/Paris'), 'YYYY-MM-DD') as month, ${sums} ${ended(query)} group by 1 order by 1`
    .execute(db))
    .rows
