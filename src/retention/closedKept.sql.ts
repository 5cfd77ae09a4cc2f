import { sql, type RawBuilder, type Selectable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { ClosedKept } from '#src/platform/db.types.ts'
import type { Purger } from '#src/purgers/purger.sql.ts'
import { coversSql, isHeldInSecretSql, isHeldSql } from './legalHolds.sql.ts'

export type KeptRow = Selectable<ClosedKept>
export type HeldInSecret = { id: string; merchantId: string | null; subjectIds: string[]; copy: unknown }

const row = { merchantId: sql`found.merchant_id`, subjectIds: sql`found.subject_ids` }

/** Whether anything is held on a secret ground at all: otherwise nothing needs a copy, and nothing is taken out of a figure. */
export const isAnyHeldInSecret = async (db: ReadDb): Promise<boolean> =>
  (await sql<{ is: boolean }>`select exists (select from legal_holds where lifted_at is null and ground = 'opposition') as is`.execute(db))
    .rows[0]!
    .is

/** Of the rows of `over` (a purger's), what an order on a secret ground alone holds, with what would be lost of it. */
export const listHeldInSecret = async (db: ReadDb, { copy }: Purger, over: RawBuilder<unknown>): Promise<HeldInSecret[]> =>
  (await sql<HeldInSecret>`with over_now as materialized (${over}), found as materialized (select found.* from over_now found where not found.is_kept and ${isHeldInSecretSql(row)})
    select found.id, found.merchant_id as "merchantId", array_remove(found.subject_ids, null) as "subjectIds", c.copy from found join (${copy!}) c on c.id = found.id order by found.id`
    .execute(db))
    .rows

/** The same of payers who never paid. */
export const listPayersInSecret = async (db: ReadDb, ids: readonly string[]): Promise<HeldInSecret[]> =>
  (await sql<HeldInSecret>`select found.id, found.merchant_id as "merchantId", found.subject_ids as "subjectIds", found.copy
    from (select y.id, y.merchant_id, array[y.id] as subject_ids, to_jsonb(y) as copy from payers y where y.id = any(${ids}::text[])) found where ${isHeldInSecretSql(row)} order by found.id`
    .execute(db))
    .rows

export const insertKept = (db: WritableDb, rows: readonly KeptRow[]): Promise<unknown> =>
  db.insertInto('closed_kept').values([...rows]).execute()

const keptRow = { merchantId: sql`closed_kept.merchant_id`, subjectIds: sql`closed_kept.subject_ids` }

/** What an order holds of it, by key. For the circle alone. */
export const listKeptUnder = async (db: ReadDb, holdId: string, after: string, limit: number): Promise<KeptRow[]> =>
  db
    .selectFrom('closed_kept')
    .selectAll()
    .where('id', '>', after)
    .where(sql<boolean>`exists (select from legal_holds held where held.id = ${holdId} and ${coversSql(keptRow)})`)
    .orderBy('id')
    .limit(limit)
    .execute()

export const countKeptUnder = async (db: ReadDb, holdId: string): Promise<number> =>
  (await sql<{ rows: number }>`select count(*)::int as rows from closed_kept where exists (select from legal_holds held where held.id = ${holdId} and ${coversSql(keptRow)})`
    .execute(db))
    .rows[0]!
    .rows

/** What no order holds any more; answers how many went. */
export const dropUnheld = async (db: WritableDb): Promise<number> =>
  Number((await sql`delete from closed_kept where not ${isHeldSql(keptRow)}`.execute(db)).numAffectedRows ?? 0)
