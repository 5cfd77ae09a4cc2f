import { sql, type Insertable, type RawBuilder, type Selectable, type Updateable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { Breaches } from '#src/platform/db.types.ts'

export type BreachRow = Selectable<Breaches>

export const insertBreach = async (db: WritableDb, row: Insertable<Breaches>): Promise<void> => {
  await db.insertInto('breaches').values(row).execute()
}

export const findBreach = async (db: ReadDb, id: string): Promise<BreachRow | null> =>
  (await db.selectFrom('breaches').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

export const lockBreach = async (db: WritableDb, id: string): Promise<BreachRow | null> =>
  (await db.selectFrom('breaches').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null

export const changeBreach = async (db: WritableDb, id: string, change: Updateable<Breaches>): Promise<void> => {
  await db.updateTable('breaches').set(change).where('id', '=', id).execute()
}

/** The proposal that waits for its second person, or null. */
export const findProposedBreach = async (db: ReadDb, merchantId: string): Promise<BreachRow | null> =>
  (await db.selectFrom('breaches').selectAll().where('merchant_id', '=', merchantId).where('state', '=', 'proposed').executeTakeFirst()) ??
    null

/** Newest first, with the names of who proposed and who decided. */
export const listBreaches = (db: ReadDb, merchantId: string) =>
  db
    .selectFrom('breaches as b')
    .innerJoin('staff as p', 'p.id', 'b.proposed_by')
    .leftJoin('staff as s', 's.id', 'b.decided_by')
    .selectAll('b')
    .select(['p.name as proposerName', 's.name as deciderName'])
    .where('b.merchant_id', '=', merchantId)
    .orderBy('b.id', 'desc')
    .limit(50)
    .execute()

/** What waits for a second person, the oldest first. */
export const listProposedBreaches = (db: ReadDb, limit: number) =>
  db
    .selectFrom('breaches as b')
    .innerJoin('staff as p', 'p.id', 'b.proposed_by')
    .innerJoin('merchants as m', 'm.id', 'b.merchant_id')
    .selectAll('b')
    .select(['p.name as proposerName', 'm.name as merchantName'])
    .where('b.state', '=', 'proposed')
    .orderBy('b.id')
    .limit(limit)
    .execute()

export const proposedBreaches = (): RawBuilder<{ count: number }> =>
  sql`select count(*)::int as count from breaches where state = 'proposed'`
