import { sql } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'
import type { Purger } from '#src/purgers/purger.sql.ts'
import { isHeldOpenlySql, isNamedSql } from '#src/retention/legalHolds.sql.ts'
import type { Begun } from './ahead.ts'

const row = { merchantId: sql`found.merchant_id`, subjectIds: sql`found.subject_ids` }

/**
 * What no order names is asked no further. What an order of the compartment alone holds goes with a copy there, and is in the figure as it
 * was before (X-06).
 */
const isFree = sql`(not ${isNamedSql(row)} or not ${isHeldOpenlySql(row)})`

/**
 * What the purge itself would find, by the day its period began. What an order holds, or a longer rule keeps, is not in it: to anybody it
 * is not over yet. `offset 0`: whether a row is kept is asked of those whose time has come, not of all there are.
 */
export const countBegun = async (db: ReadDb, purger: Purger, { before, at }: { before: Date; at: Date }): Promise<Begun[]> =>
  (await sql<Begun>`select (found.began at time zone 'Europe/Paris')::date as origin, ${purger.hasOwnDay ? sql`found.not_before` : sql`null::date`} as "notBefore", count(*)::int as count
    from (select * from (${purger.over({ before, at, limit: null, rows: () => sql`true` })}) due offset 0) found where not found.is_kept and ${isFree} group by 1, 2 order by 1, 2`
    .execute(db))
    .rows
