import { sql, type Insertable, type RawBuilder, type Selectable, type SqlBool, type Updateable } from 'kysely'
import type { Rate } from '#src/looks/secondLook.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { AlertLevel, AlertLooks } from '#src/platform/db.types.ts'

export type AlertLookRow = Selectable<AlertLooks>

/** An alert that was reopened and decided again is not drawn twice. */
export const insertAlertLook = async (db: WritableDb, row: Insertable<AlertLooks>): Promise<void> =>
  void (await db.insertInto('alert_looks').values(row).onConflict((on) => on.doNothing()).execute())
export const findAlertLook = async (db: ReadDb, alertId: string): Promise<AlertLookRow | null> =>
  (await db.selectFrom('alert_looks').selectAll().where('alert_id', '=', alertId).executeTakeFirst()) ?? null
export const lockAlertLook = async (db: WritableDb, alertId: string): Promise<AlertLookRow | null> =>
  (await db.selectFrom('alert_looks').selectAll().where('alert_id', '=', alertId).forUpdate().executeTakeFirst()) ?? null
export const changeAlertLook = async (db: WritableDb, alertId: string, change: Updateable<AlertLooks>): Promise<void> =>
  void (await db.updateTable('alert_looks').set(change).where('alert_id', '=', alertId).execute())
export const insertAside = async (db: WritableDb, row: { alert_id: string; staff_id: string; at: Date }): Promise<void> =>
  void (await db.insertInto('alert_look_asides').values(row).onConflict((on) => on.doNothing()).execute())

/**
 * What ties somebody to the first decision, so that he is no second: he took it, held the alert, wrote of it, or asked to see what was
 * decided.
 */
export type Tie = 'first' | 'held' | 'noted' | 'aside'
const tieOf = (staffId: string): RawBuilder<Tie | null> =>
  sql<Tie | null>`case when k.first_by = ${staffId} then 'first' when a.owner_id = ${staffId} then 'held'
  when exists (select from alert_notes n where n.alert_id = k.alert_id and n.author_id = ${staffId}) then 'noted' when exists (select from alert_look_asides s where s.alert_id = k.alert_id and s.staff_id = ${staffId}) then 'aside' end`

/** Null where nothing ties him. */
export const findTie = async (db: ReadDb, alertId: string, staffId: string): Promise<Tie | null> =>
  (await sql<{ tie: Tie | null }>`select ${tieOf(staffId)} as tie from alert_looks k join alerts a on a.id = k.alert_id where k.alert_id = ${alertId}`
    .execute(db))
    .rows[0]
    ?.tie ?? null

/** Whether this person may still be the second of it: then he is not shown what the first decided. */
export const isToBeJudgedBy = async (db: ReadDb, alertId: string, staffId: string): Promise<boolean> =>
  (await sql`select from alert_looks k join alerts a on a.id = k.alert_id where k.alert_id = ${alertId} and k.by_staff is null and ${tieOf(staffId)} is null`
    .execute(db))
    .rows
    .length > 0

export const alertLookShelves = ['waiting', 'unsettled', 'disagreed', 'done'] as const
export type AlertLookShelf = (typeof alertLookShelves)[number]

export type FoundAlertLook = AlertLookRow & {
  merchantName: string
  scenario: string
  level: AlertLevel
  firstName: string
  secondName: string | null
  settlerName: string | null
}

const onShelf = (shelf: AlertLookShelf, staffId: string): RawBuilder<SqlBool> => {
  if (shelf === 'waiting') return sql<SqlBool>`k.by_staff is null and ${tieOf(staffId)} is null`
  if (shelf === 'done') return sql<SqlBool>`k.by_staff is not null`
  return shelf === 'unsettled'
    ? sql<SqlBool>`k.verdict <> k.first_verdict and k.settled_by is null`
    : sql<SqlBool>`k.verdict <> k.first_verdict`
}

/** The newest first, from below a key. Of those that wait: what this person may judge. */
export const listAlertLooks = async (
  db: ReadDb,
  { shelf, after, staffId }: { shelf: AlertLookShelf; after: string; staffId: string },
  limit: number,
): Promise<FoundAlertLook[]> =>
  (await sql<FoundAlertLook>`select k.*, m.name as "merchantName", a.scenario, a.level, f.name as "firstName", b.name as "secondName", s.name as "settlerName"
    from alert_looks k join alerts a on a.id = k.alert_id join merchants m on m.id = a.merchant_id join staff f on f.id = k.first_by left join staff b on b.id = k.by_staff left join staff s on s.id = k.settled_by
    where ${onShelf(shelf, staffId)} ${after ? sql`and k.alert_id < ${after}` : sql``} order by k.alert_id desc limit ${limit}`
    .execute(db))
    .rows

export const countAlertLooks = async (db: ReadDb, staffId: string): Promise<{ waiting: number; unsettled: number }> =>
  (await sql<{ waiting: number; unsettled: number }>`select (select count(*)::int from (select from alert_looks k join alerts a on a.id = k.alert_id where ${onShelf('waiting', staffId)} limit 1000) w) as waiting,
    (select count(*)::int from (select from alert_looks k where ${onShelf('unsettled', staffId)} limit 1000) u) as unsettled`
    .execute(db))
    .rows[0]!

/** On how many of those judged twice the second saw it otherwise: by who was first, and by his reason (`case`: he put it into one). */
export const countAlertDisagreements = async (db: ReadDb): Promise<Rate[]> =>
  (await sql<Rate>`with judged as (select f.name, coalesce(k.first_code::text, 'case') as code, k.verdict <> k.first_verdict as differs from alert_looks k join staff f on f.id = k.first_by where k.by_staff is not null)
    select 'person' as by, name as key, count(*)::int as looked, (count(*) filter (where differs))::int as disagreed from judged group by name
    union all select 'reason', code, count(*)::int, (count(*) filter (where differs))::int from judged group by code order by 1, 4 desc, 2`
    .execute(db))
    .rows
