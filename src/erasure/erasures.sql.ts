import { sql, type Insertable, type Selectable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { Erasures } from '#src/platform/db.types.ts'

export type ErasureRow = Selectable<Erasures>

export const insertErasure = (db: WritableDb, row: Insertable<Erasures>): Promise<unknown> =>
  db.insertInto('erasures').values(row).execute()
export const changeErasure = (db: WritableDb, id: string, change: Partial<Insertable<Erasures>>): Promise<unknown> =>
  db.updateTable('erasures').set(change).where('id', '=', id).execute()

/** The newest of a request: proposed, done or declined. */
export const findErasureOf = async (db: ReadDb, requestId: string): Promise<ErasureRow | null> =>
  (await db.selectFrom('erasures').selectAll().where('request_id', '=', requestId).orderBy('id', 'desc').limit(1).executeTakeFirst()) ??
    null

export const buryErased = (db: WritableDb, erasureId: string, category: string, ids: readonly string[], at: Date): Promise<unknown> =>
  sql`insert into erasure_tombstones (hash, erasure_id, category, erased_at) select sha256(convert_to(id, 'UTF8')), ${erasureId}, ${category}, ${at}::timestamptz from unnest(${ids}::text[]) id`
    .execute(db)
