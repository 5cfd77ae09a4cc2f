import { sql, type RawBuilder } from 'kysely'
import type { Database, WritableDb } from '#src/platform/db.ts'

/** Orders of a test are over, by whatever two people there are. */
export const liftAll = (db: Database | WritableDb, which: RawBuilder<unknown>): Promise<unknown> =>
  sql`update legal_holds set state = 'lifted', lift_reason = 'x', lift_proposed_by = (select id from staff order by id limit 1), lift_proposed_at = ordered_at,
    lifted_by = (select id from staff order by id offset 1 limit 1), lifted_at = ordered_at where lifted_at is null and ${which}`
    .execute(db)
