import { sql, type Insertable, type Selectable, type Updateable } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { DisputeImports, DisputeLines } from '#src/platform/db.types.ts'

export type DisputeLineRow = Selectable<DisputeLines>
export type ImportRow = Selectable<DisputeImports>

export const isLineKnown = async (db: ReadDb, key: string): Promise<boolean> =>
  (await db.selectFrom('dispute_lines').select('id').where('line_key', '=', key).executeTakeFirst()) !== undefined

/** What was kept of that very line. Lock its payment first. */
export const lockLineSaid = async (db: WritableDb, key: string): Promise<DisputeLineRow | null> =>
  (await db.selectFrom('dispute_lines').selectAll().where('line_key', '=', key).forUpdate().executeTakeFirst()) ?? null

export const changeDisputeLine = async (db: WritableDb, id: string, change: Updateable<DisputeLines>): Promise<void> =>
  void (await db.updateTable('dispute_lines').set(change).where('id', '=', id).execute())

/** What we come to know later may make it fit, and nobody has dealt with it. By key. */
export const findHealable = (
  db: ReadDb,
  reasons: readonly string[],
  after: Pick<DisputeLineRow, 'id'> | null,
  limit: number,
): Promise<DisputeLineRow[]> =>
  db
    .selectFrom('dispute_lines')
    .selectAll()
    .where('outcome', '=', 'broken')
    .where('resolved_at', 'is', null)
    .where('reason', 'in', reasons)
    .$if(after !== null, (query) => query.where('id', '>', after?.id ?? ''))
    .orderBy('id')
    .limit(limit)
    .execute()

/** False where that very line was read meanwhile. */
export const insertLine = async (db: WritableDb, row: Insertable<DisputeLines>): Promise<boolean> =>
  (await db
    .insertInto('dispute_lines')
    .values(row)
    .onConflict((oc) => oc.column('line_key').doNothing())
    .returning('id')
    .executeTakeFirst()) !== undefined

export const findDisputeLine = async (db: ReadDb, id: string): Promise<DisputeLineRow | null> =>
  (await db.selectFrom('dispute_lines').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

export const lockDisputeLine = async (db: WritableDb, id: string): Promise<DisputeLineRow | null> =>
  (await db.selectFrom('dispute_lines').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null

export const closeDisputeLine = async (
  db: WritableDb,
  id: string,
  { at, by, resolution }: { at: Date; by: string; resolution: string },
): Promise<void> =>
  void (await db.updateTable('dispute_lines').set({ resolved_at: at, resolved_by: by, resolution }).where('id', '=', id).execute())

/** What fits nothing and was not looked at, the oldest first. */
export const listBrokenLines = (db: ReadDb, after: string | null, limit: number): Promise<DisputeLineRow[]> =>
  db
    .selectFrom('dispute_lines')
    .selectAll()
    .where('outcome', '=', 'broken')
    .where('resolved_at', 'is', null)
    .$if(after !== null, (query) => query.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(limit)
    .execute()

export const countBrokenLines = async (db: ReadDb, cap: number): Promise<number> => {
  const some = db.selectFrom('dispute_lines').select('id').where('outcome', '=', 'broken').where('resolved_at', 'is', null).limit(cap)
  return (await db.selectFrom(some.as('some')).select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count
}

export const listLinesOfDispute = (db: ReadDb, disputeId: string): Promise<DisputeLineRow[]> =>
  db.selectFrom('dispute_lines').selectAll().where('dispute_id', '=', disputeId).orderBy('id').execute()

/** Days that are over and were never read to their end, since the first that was. */
export const findUnreadDays = async (db: ReadDb, today: Day): Promise<Day[]> =>
  (await sql<{ on: Day }>`select d::date as on from generate_series((select min(reported_on) from dispute_report_days), ${today}::date - 1, interval '1 day') d
    where not exists (select from dispute_report_days r where r.reported_on = d::date) order by 1`
    .execute(db))
    .rows
    .map(({ on }) => on)

export const hasReadReports = async (db: ReadDb): Promise<boolean> =>
  (await db.selectFrom('dispute_report_days').select('reported_on').limit(1).executeTakeFirst()) !== undefined

/** False where that day was read before. */
export const insertReportDay = async (db: WritableDb, on: string, at: Date): Promise<boolean> =>
  (await db
    .insertInto('dispute_report_days')
    .values({ reported_on: on, read_at: at })
    .onConflict((oc) => oc.column('reported_on').doNothing())
    .returning('reported_on')
    .executeTakeFirst()) !== undefined

export const insertImport = async (db: WritableDb, row: Insertable<DisputeImports>): Promise<void> =>
  void (await db.insertInto('dispute_imports').values(row).execute())

export const findImport = async (db: ReadDb, id: string): Promise<ImportRow | null> =>
  (await db.selectFrom('dispute_imports').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

/** Null where it was taken before. */
export const closeImport = async (db: WritableDb, id: string, by: string, at: Date): Promise<ImportRow | null> =>
  (await db
    .updateTable('dispute_imports')
    .set({ taken_by: by, taken_at: at })
    .where('id', '=', id)
    .where('taken_at', 'is', null)
    .returningAll()
    .executeTakeFirst()) ?? null

/** What somebody looked at and never took. */
export const dropOldImports = async (db: WritableDb, by: string, before: Date): Promise<void> =>
  void (await db
    .deleteFrom('dispute_imports')
    .where('made_by', '=', by)
    .where('taken_at', 'is', null)
    .where('made_at', '<', before)
    .execute())
