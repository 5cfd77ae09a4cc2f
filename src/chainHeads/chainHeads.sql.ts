import type { Insertable, Selectable } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { ChainHeads } from '#src/platform/db.types.ts'

export type HeadRow = Selectable<ChainHeads>

export const insertHead = async (db: WritableDb, row: Insertable<ChainHeads>): Promise<boolean> => {
  const written = await db.insertInto('chain_heads').values(row).onConflict((oc) => oc.doNothing()).executeTakeFirst()
  return Number(written.numInsertedOrUpdatedRows) === 1
}

export const findHead = async (db: ReadDb, day: Day): Promise<HeadRow | null> =>
  (await db.selectFrom('chain_heads').selectAll().where('on_day', '=', day).executeTakeFirst()) ?? null

/** The newest first, those before a day. */
export const listHeads = (db: ReadDb, before: Day | null, limit: number): Promise<HeadRow[]> =>
  db
    .selectFrom('chain_heads')
    .selectAll()
    .$if(before !== null, (query) => query.where('on_day', '<', before!))
    .orderBy('on_day', 'desc')
    .limit(limit)
    .execute()
