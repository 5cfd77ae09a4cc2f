import { sql, type RawBuilder } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'
import { isHeldFound, type Purger } from '#src/purgers/purger.sql.ts'
import { isHeldInSecretSql } from '#src/retention/legalHolds.sql.ts'
import type { Begun } from './ahead.ts'

const row = { merchantId: sql`found.merchant_id`, subjectIds: sql`found.subject_ids` }

/**
 * While there is no order at all, nobody looks what each row hangs on. What goes with a copy in the compartment goes, and is in the figure
 * as it was before the order that holds it (X-06).
 */
const isFree = ({ copy }: Purger): RawBuilder<unknown> =>
  sql`(not (select exists (select from legal_holds standing where standing.lifted_at is null)) or not ${isHeldFound} or ${copy ? isHeldInSecretSql(row) : sql`false`})`

/**
 * What the purge itself would find, by the day its period began. What an order holds, or a longer rule keeps, is not in it: to anybody it
 * is not over yet.
 */
export const countBegun = async (db: ReadDb, purger: Purger, { before, at }: { before: Date; at: Date }): Promise<Begun[]> =>
  (await sql<Begun>`select (found.began at time zone 'Europe/Paris')::date as origin, ${purger.hasOwnDay ? sql`found.not_before` : sql`null::date`} as "notBefore", count(*)::int as count
    from (${purger.over({ before, at, limit: null, rows: () => sql`true` })}) found where not found.is_kept and ${isFree(purger)} group by 1, 2 order by 1, 2`
    .execute(db))
    .rows
