import { sql, type RawBuilder, type Selectable } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { Raised } from '#src/monitoring/judgeDay.ts'
import type { Finding } from '#src/monitoring/scenario.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { AlertNotes, Alerts } from '#src/platform/db.types.ts'

export type AlertRow = Selectable<Alerts>

/** The finding as it was kept. */
export const findingIn = ({ level, says, finding }: Pick<AlertRow, 'level' | 'says' | 'finding'>): Finding => ({
  level,
  says,
  ...(finding as Pick<Finding, 'inputs' | 'values' | 'limits'>),
})

export const findAlert = async (db: ReadDb, id: string): Promise<(AlertRow & { merchantName: string }) | null> =>
  (await db
    .selectFrom('alerts as a')
    .innerJoin('merchants as m', 'm.id', 'a.merchant_id')
    .selectAll('a')
    .select('m.name as merchantName')
    .where('a.id', '=', id)
    .executeTakeFirst()) ?? null

export const lockAlert = async (db: WritableDb, id: string): Promise<AlertRow | null> =>
  (await db.selectFrom('alerts').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null

/** In the order of their ids, so that two who close the same never wait for each other. */
export const lockAlerts = (db: WritableDb, ids: readonly string[]): Promise<AlertRow[]> =>
  db.selectFrom('alerts').selectAll().where('id', 'in', ids).orderBy('id').forUpdate().execute()

export const changeAlert = (db: WritableDb, id: string, change: Partial<AlertRow>): Promise<unknown> =>
  db.updateTable('alerts').set(change as never).where('id', '=', id).execute()

/** What was raised by a day of these merchants, by scenario and subject. */
export const listRaised = async (
  db: ReadDb,
  merchantIds: readonly string[],
  by: Day,
): Promise<(Raised & { scenario: string; merchantId: string; subject: string })[]> =>
  (await sql<Raised & { scenario: string; merchantId: string; subject: string }>`select scenario, merchant_id as "merchantId", subject, level, max(window_to_on) as "on" from alerts where merchant_id = any(${merchantIds}::text[]) and window_to_on <= ${by}::date group by 1, 2, 3, 4`
    .execute(db))
    .rows

/**
 * New ones; one that is there of the very window gives way to a worse level while nobody has decided of it. For `recordRows`: no merchant
 * is named, for what his file shows is read by more people.
 */
export const raising = (rows: readonly Record<string, unknown>[]): RawBuilder<{ id: string }> =>
  sql<{ id: string }>`
  insert into alerts as a (id, scenario, version, revision, merchant_id, subject, level, window_from_on, window_to_on, says, finding, raised_at, due_at)
  select id, scenario, version, revision, merchant_id, subject, level, window_from_on, window_to_on, says, finding, raised_at, due_at
  from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as said (id text, scenario text, version integer, revision integer, merchant_id text, subject text, level alert_level, window_from_on date, window_to_on date, says text, finding jsonb, raised_at timestamptz, due_at timestamptz)
  on conflict (scenario, version, merchant_id, subject, window_to_on) do update set level = excluded.level, says = excluded.says, finding = excluded.finding where a.level < excluded.level and a.state in ('new', 'triage')
  returning a.id, a.id as subject_id, null::text as merchant_id, jsonb_build_object('scenario', a.scenario, 'version', a.version, 'level', a.level, 'window', a.window_to_on, 'isRaisedHigher', xmax <> 0) as data`

/** The most urgent that nobody holds. */
export const takingNextAlert = (staffId: string, now: Date): RawBuilder<{ id: string }> =>
  sql<{ id: string }>`
  update alerts set state = 'triage', owner_id = ${staffId}, claimed_at = ${now} where id = (select id from alerts where state = 'new' order by due_at, id limit 1 for update skip locked) and state = 'new'
  returning id, id as subject_id, null::text as merchant_id, jsonb_build_object('from', 'new', 'to', 'triage', 'isNext', true) as data`

export const insertAlertNote = (db: WritableDb, row: Selectable<AlertNotes>): Promise<unknown> =>
  db.insertInto('alert_notes').values(row).execute()

export const listAlertNotes = (db: ReadDb, alertId: string): Promise<{ at: Date; who: string; text: string }[]> =>
  db
    .selectFrom('alert_notes as n')
    .innerJoin('staff as s', 's.id', 'n.author_id')
    .select(['n.at', 's.name as who', 'n.body as text'])
    .where('n.alert_id', '=', alertId)
    .orderBy('n.id', 'desc')
    .limit(200)
    .execute()
