import { sql, type Insertable, type RawBuilder, type Selectable } from 'kysely'
import type { Actor } from '#src/kernel/actor.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { DataBreachNotices, DataBreaches } from '#src/platform/db.types.ts'

export type DataBreachRow = Selectable<DataBreaches>
export type NoticeRow = Selectable<DataBreachNotices>

export const insertDataBreach = (db: WritableDb, row: Insertable<DataBreaches>): Promise<unknown> =>
  db.insertInto('data_breaches').values(row).execute()
export const findDataBreach = async (db: ReadDb, id: string): Promise<DataBreachRow | null> =>
  (await db.selectFrom('data_breaches').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
export const lockDataBreach = async (db: WritableDb, id: string): Promise<DataBreachRow | null> =>
  (await db.selectFrom('data_breaches').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null
export const changeDataBreach = (db: WritableDb, id: string, change: Partial<Insertable<DataBreaches>>): Promise<unknown> =>
  db.updateTable('data_breaches').set(change).where('id', '=', id).execute()

export const insertNotice = (db: WritableDb, row: Insertable<DataBreachNotices>): Promise<unknown> =>
  db.insertInto('data_breach_notices').values(row).execute()
export const listNotices = (db: ReadDb, breachId: string): Promise<NoticeRow[]> =>
  db.selectFrom('data_breach_notices').selectAll().where('breach_id', '=', breachId).orderBy('sent_at').orderBy('id').execute()

export const insertBreachAct = async (db: WritableDb, { kind, id }: Pick<Actor, 'kind' | 'id'>, { changes = [], ...row }: {
  breach_id: string
  at: Date
  act: string
  words?: string | null
  changes?: readonly { field: string; before: string; after: string }[]
}): Promise<void> => {
  await db.insertInto('data_breach_acts').values({ ...row, changes: JSON.stringify(changes), actor_kind: kind, actor_id: id }).execute()
}
export const listBreachActs = (db: ReadDb, breachId: string) =>
  db
    .selectFrom('data_breach_acts as a')
    .leftJoin('staff as s', 's.id', 'a.actor_id')
    .selectAll('a')
    .select('s.name as actorName')
    .where('a.breach_id', '=', breachId)
    .orderBy('a.id', 'desc')
    .limit(200)
    .execute()

export type BreachQuery = { shelf: 'open' | 'closed' | 'all'; search: string; after: string | null }

/** The newest first, from below a key. */
export const searchDataBreaches = (db: ReadDb, { shelf, search, after }: BreachQuery, limit: number): Promise<DataBreachRow[]> =>
  db
    .selectFrom('data_breaches')
    .selectAll()
    .$if(shelf !== 'all', (query) => query.where('state', '=', shelf as 'open'))
    .$if(search !== '', (query) =>
      query.where((eb) => eb.or([eb('id', '=', search), eb('title', 'ilike', `%${search.replace(/[\\%_]/g, '\\$&')}%`)])))
    .$if(after !== null, (query) =>
      query.where('id', '<', after ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()

export type WatchedBreach = Pick<DataBreachRow, 'id' | 'aware_at'>
/** Open, and no first notice has left: their hours run. */
export const listRunningBreaches = (db: ReadDb, after: WatchedBreach | null, limit: number): Promise<WatchedBreach[]> =>
  db
    .selectFrom('data_breaches as b')
    .select(['b.id', 'b.aware_at'])
    .where('b.closed_at', 'is', null)
    .where((eb) => eb.or([eb('b.is_notified', 'is', null), eb('b.is_notified', '=', true)]))
    .where((eb) =>
      eb.not(eb.exists(
        eb
          .selectFrom('data_breach_notices as n')
          .select('n.id')
          .whereRef('n.breach_id', '=', 'b.id')
          .where('n.phase', '=', 'initial'),
      ))
    )
    .$if(after !== null, (query) => query.where((eb) => eb(eb.refTuple('b.aware_at', 'b.id'), '>', eb.tuple(after!.aware_at, after!.id))))
    .orderBy('b.aware_at')
    .orderBy('b.id')
    .limit(limit)
    .execute()

export const openBreaches = (): RawBuilder<{ count: number; late: number }> =>
  sql`select count(*)::int as count, (count(*) filter (where alerted_hours = 0))::int as late from (select alerted_hours from data_breaches where closed_at is null limit 100) nearest`
export const countOpenBreaches = async (db: ReadDb): Promise<{ count: number; late: number }> => (await openBreaches().execute(db)).rows[0]!
