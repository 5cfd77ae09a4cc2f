import type { Insertable, Selectable, Updateable } from 'kysely'
import type { World } from '#src/kernel/actor.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { Scorings } from '#src/platform/db.types.ts'

export type ScoringRow = Selectable<Scorings>

export const insertScoring = (db: WritableDb, row: Insertable<Scorings>): Promise<ScoringRow> =>
  db.insertInto('scorings').values(row).returningAll().executeTakeFirstOrThrow()

/** Null where it is not there, another merchant's or of the other world. */
export const findScoring = async (db: ReadDb, { merchantId, mode }: World, id: string): Promise<ScoringRow | null> =>
  (await db
    .selectFrom('scorings')
    .selectAll()
    .where('id', '=', id)
    .where('merchant_id', '=', merchantId)
    .where('mode', '=', mode)
    .executeTakeFirst()) ?? null

export const findScoringByToken = async (db: ReadDb, token: string): Promise<ScoringRow | null> =>
  (await db.selectFrom('scorings').selectAll().where('token', '=', token).executeTakeFirst()) ?? null

export const lockScoring = (db: WritableDb, id: string): Promise<ScoringRow> =>
  db.selectFrom('scorings').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow()

export const changeScoring = (db: WritableDb, id: string, change: Updateable<Scorings>): Promise<ScoringRow> =>
  db.updateTable('scorings').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow()

/** Sessions whose time is over and that nobody closed. */
export const findExpiredScorings = (db: ReadDb, now: Date, after: Pick<ScoringRow, 'id'> | null, limit: number): Promise<ScoringRow[]> =>
  db
    .selectFrom('scorings')
    .selectAll()
    .where('state', 'in', ['requested', 'attempted'])
    .where('expires_at', '<=', now)
    .$if(after !== null, (query) => query.where('id', '>', after!.id))
    .orderBy('id')
    .limit(limit)
    .execute()
