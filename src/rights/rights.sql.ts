import type { Insertable, Selectable } from 'kysely'
import type { DueDay } from '#src/kernel/dueDay.ts'
import type { Actor } from '#src/kernel/actor.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { JsonObject, RightsFiles, RightsRequests, RightsSubjects } from '#src/platform/db.types.ts'

export type RightsRow = Selectable<RightsRequests>
export type SubjectRow = Selectable<RightsSubjects>
export type RightsFileRow = Selectable<RightsFiles>

export const insertRequest = (db: WritableDb, row: Insertable<RightsRequests>): Promise<RightsRow> =>
  db.insertInto('rights_requests').values(row).returningAll().executeTakeFirstOrThrow()
export const findRequest = async (db: ReadDb, id: string): Promise<RightsRow | null> =>
  (await db.selectFrom('rights_requests').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
export const lockRequest = async (db: WritableDb, id: string): Promise<RightsRow | null> =>
  (await db.selectFrom('rights_requests').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null
export const changeRequest = (db: WritableDb, id: string, change: Partial<Insertable<RightsRequests>>): Promise<unknown> =>
  db.updateTable('rights_requests').set(change).where('id', '=', id).execute()

/** A signed-in user's own, the newest first. */
export const listOwnRequests = (db: ReadDb, userId: string, limit: number): Promise<RightsRow[]> =>
  db.selectFrom('rights_requests').selectAll().where('merchant_user_id', '=', userId).orderBy('id', 'desc').limit(limit).execute()

// ── whose data ──

export const listLinked = (db: ReadDb, requestId: string): Promise<SubjectRow[]> =>
  db
    .selectFrom('rights_subjects')
    .selectAll()
    .where('request_id', '=', requestId)
    .where('unlinked_at', 'is', null)
    .orderBy('subject_id')
    .execute()
export const insertSubject = async (db: WritableDb, row: Insertable<RightsSubjects>): Promise<boolean> =>
  Number(
    (await db
      .insertInto('rights_subjects')
      .values(row)
      .onConflict((oc) => oc.columns(['request_id', 'subject_id']).where('unlinked_at', 'is', null).doNothing())
      .executeTakeFirst())
      .numInsertedOrUpdatedRows,
  ) === 1
export const endSubject = async (
  db: WritableDb,
  requestId: string,
  subjectId: string,
  end: { unlinked_by: string; unlinked_at: Date },
): Promise<boolean> =>
  Number(
    (await db
      .updateTable('rights_subjects')
      .set(end)
      .where('request_id', '=', requestId)
      .where('subject_id', '=', subjectId)
      .where('unlinked_at', 'is', null)
      .executeTakeFirst())
      .numUpdatedRows,
  ) === 1

// ── what was sent and written ──

export const insertFile = (db: WritableDb, row: Insertable<RightsFiles>): Promise<unknown> =>
  db.insertInto('rights_files').values(row).execute()
export const findFile = async (db: ReadDb, id: string): Promise<RightsFileRow | null> =>
  (await db.selectFrom('rights_files').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
export const listFiles = (db: ReadDb, requestId: string): Promise<RightsFileRow[]> =>
  db.selectFrom('rights_files').selectAll().where('request_id', '=', requestId).orderBy('id').execute()
/** What was given in doubt has served: its name goes with its bytes. Answers the keys under which the bytes lie. */
export const eraseIdentityFiles = async (db: WritableDb, requestId: string, at: Date): Promise<string[]> =>
  (await db
    .updateTable('rights_files')
    .set({ file_name: '', erased_at: at })
    .where('request_id', '=', requestId)
    .where('kind', '=', 'identity')
    .where('erased_at', 'is', null)
    .returning('storage_key')
    .execute())
    .map(({ storage_key: key }) => key)

// ── what was done ──

export const insertAct = async (
  db: WritableDb,
  { kind, id }: Pick<Actor, 'kind' | 'id'>,
  row: { request_id: string; at: Date; act: string; words?: string | null; facts?: JsonObject },
): Promise<void> => {
  await db.insertInto('rights_acts').values({ ...row, facts: JSON.stringify(row.facts ?? {}), actor_kind: kind, actor_id: id }).execute()
}
export const listActs = (db: ReadDb, requestId: string) =>
  db
    .selectFrom('rights_acts as a')
    .leftJoin('staff as s', 's.id', 'a.actor_id')
    .selectAll('a')
    .select('s.name as actorName')
    .where('a.request_id', '=', requestId)
    .orderBy('a.id', 'desc')
    .limit(200)
    .execute()

export type WatchedRequest = Pick<RightsRow, 'id' | 'due_on'>

/** Those whose clock runs and whose date is not further than that, the nearest first. */
const runningUntil = (db: ReadDb, until: string) =>
  db.selectFrom('rights_requests').where('closed_at', 'is', null).where('suspended_on', 'is', null).where('due_on', '<=', until)

/** Whose month ends, by day. */
export const countRequestsDue = (db: ReadDb, until: string): Promise<DueDay[]> =>
  runningUntil(db, until)
    .select('due_on as on')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .groupBy('due_on')
    .orderBy('due_on')
    .execute()

export const listRunning = (db: ReadDb, until: string, after: WatchedRequest | null, limit: number): Promise<WatchedRequest[]> =>
  runningUntil(db, until)
    .select(['id', 'due_on'])
    .$if(after !== null, (query) => query.where((eb) => eb(eb.refTuple('due_on', 'id'), '>', eb.tuple(after!.due_on, after!.id))))
    .orderBy('due_on')
    .orderBy('id')
    .limit(limit)
    .execute()
