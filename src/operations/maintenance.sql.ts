import { sql, type Insertable } from 'kysely'
import type { WritableDb } from '#src/platform/db.ts'
import type { Maintenances } from '#src/platform/db.types.ts'

/** The index that lets one be open at a time: over nothing of the row. */
const alone = sql`(true)`

/** Null where one is open already. */
export const insertMaintenance = async (db: WritableDb, row: Insertable<Maintenances>): Promise<string | null> =>
  (await db
    .insertInto('maintenances')
    .values(row)
    .onConflict((oc) => oc.expression(alone).where('ended_at', 'is', null).doNothing())
    .returning('id')
    .executeTakeFirst())
    ?.id ?? null

/** Null where none is open. */
export const endMaintenance = async (db: WritableDb, at: Date): Promise<string | null> =>
  (await db.updateTable('maintenances').set({ ended_at: at }).where('ended_at', 'is', null).returning('id').executeTakeFirst())?.id ?? null
