import { sql, type RawBuilder } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { LegalHoldGround } from '#src/platform/db.types.ts'
import type { Purger } from '#src/purgers/purger.sql.ts'
import { listHeldInSecret, type HeldInSecret } from './closedKept.sql.ts'
import { coversSql } from './legalHolds.sql.ts'
import { unheld } from './purges.sql.ts'

/** One category of one person. `rows`: SQL of the ids that are his; `before`: what began earlier is no longer in use. */
export type PersonReach = { purger: Purger; rows: RawBuilder<unknown>; before: Date; at: Date }

const overOf = ({ purger, rows, before, at }: PersonReach): RawBuilder<unknown> =>
  purger.over({ before, at, limit: null, rows: (id) => sql`${id} in (${rows})` })

export type PersonCounts = { goes: number; held: number; kept: number; grounds: LegalHoldGround[] }

/**
 * What would go, what an order holds, what a longer rule keeps. An order on a secret ground is in none of these figures (X-06): what it
 * holds goes with a copy in the compartment.
 */
export const countOfPerson = async (db: ReadDb, reach: PersonReach): Promise<PersonCounts> =>
  (await sql<PersonCounts>`with found as materialized (${overOf(reach)}),
      seen as (select found.is_kept, array(select distinct held.ground::text from legal_holds held where held.ground <> 'opposition' and ${coversSql({ merchantId: sql`found.merchant_id`, subjectIds: sql`found.subject_ids` })}) as grounds from found)
    select count(*) filter (where not is_kept and grounds = '{}')::int as goes, count(*) filter (where not is_kept and grounds <> '{}')::int as held, count(*) filter (where is_kept)::int as kept,
      array(select distinct unnest(grounds) from seen order by 1) as grounds from seen`
    .execute(db))
    .rows[0]!

/** From here on whoever orders a hold waits: what was planned is what is done. */
export const lockHolds = (db: WritableDb): Promise<unknown> => sql`lock table legal_holds in share mode`.execute(db)

/** What an order of the compartment alone holds of them. */
export const listSecretOfPerson = (db: ReadDb, reach: PersonReach): Promise<HeldInSecret[]> => listHeldInSecret(db, overOf(reach))

/**
 * Erases them, but what is held in the same statement; answers the ids of what went. `apart`: of which a copy lies in the compartment. Lock
 * the holds before.
 */
export const eraseRowsOfPerson = async (db: WritableDb, reach: PersonReach, apart: readonly string[] = []): Promise<string[]> =>
  (await sql<{ id: string }>`with found as materialized (select o.id, ${unheld(apart)}, o.is_kept from (${overOf(reach)}) o), erased as (${reach.purger.erase}) select id from erased order by id`
    .execute(db))
    .rows
    .map(({ id }) => id)
