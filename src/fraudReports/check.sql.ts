import { sql } from 'kysely'
import { counts, standing, summed, type Counted, type Counts, type Standing } from '#src/fraud/casePayments.sql.ts'
import type { Figures } from '#src/fraud/fraudCase.ts'
import type { World } from '#src/kernel/actor.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { NamedPayments } from './readRows.ts'

/** `isOwn`: named by the merchant, who does not see what is hidden from him. */
type Named = { world: World; named: Pick<NamedPayments, 'ids' | 'lines'>; isOwn?: boolean }

/** Another merchant's payment, one of the other world and one that never was look alike from here. */
const looked = ({ world: { merchantId, mode }, named: { ids, lines }, isOwn = false }: Named) =>
  sql`
  from unnest(${ids}::text[], ${lines}::int[]) as n(id, line)
  left join payments p on p.id = n.id and p.merchant_id = ${merchantId} and p.mode = ${mode} and (not ${isOwn} or p.hidden_at is null)
  left join fraud_case_payments h on h.payment_id = p.id and h.state in ('held', 'fraudulent')`

/** A line that cannot be filed: nothing of the merchant's has that id, or a living case holds it already. */
export type FaultyLine = { line: number; fault: 'unknown' | 'in_case'; id: string }
export type Check = { figures: Figures; counts: Counts; faults: FaultyLine[]; faultCount: number }

/** Each id against its row: what may be filed, summed; what may not, the first `limit` lines of it. */
export const readCheck = async (db: ReadDb, named: Named, limit: number): Promise<Check> => {
  const good = await sql<Counted>`select ${counts} ${looked(named)} where p.id is not null and h.id is null group by p.currency order by p.currency`
    .execute(db)
  const faulty = await sql<FaultyLine & { all: number }>`
    select n.line, case when p.id is null then 'unknown' else 'in_case' end as fault, n.id, (count(*) over ())::int as all ${looked(named)}
    where p.id is null or h.id is not null order by n.line limit ${limit}`
    .execute(db)
  return {
    ...summed(good.rows),
    faults: faulty.rows.map(({ line, fault, id }) => ({ line, fault, id })),
    faultCount: faulty.rows[0]?.all ?? 0,
  }
}

/** The first of those that may be filed, in the order of their lines. */
export const listFileable = async (db: ReadDb, named: Named, limit: number): Promise<(Standing & { line: number })[]> =>
  (await sql<Standing & { line: number }>`select n.line, ${standing} ${looked(named)} where p.id is not null and h.id is null order by n.line limit ${limit}`
    .execute(db))
    .rows
