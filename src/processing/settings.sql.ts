import type { Selectable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { PrivacySettings } from '#src/platform/db.types.ts'

export type SettingRow = Selectable<PrivacySettings> & { setByName: string | null }

/** What is in force of a name; nothing was ever set: empty. */
export const readSetting = async (db: ReadDb, name: string): Promise<string> =>
  (await db.selectFrom('privacy_settings').select('value').where('name', '=', name).orderBy('id', 'desc').limit(1).executeTakeFirst())
    ?.value ?? ''

/** What was in force of each name at an instant. */
export const readSettings = async (db: ReadDb, at: Date): Promise<Map<string, string>> => {
  const rows = await db
    .selectFrom('privacy_settings')
    .distinctOn('name')
    .select(['name', 'value'])
    .where('set_at', '<=', at)
    .orderBy('name')
    .orderBy('id', 'desc')
    .execute()
  return new Map(rows.map(({ name, value }) => [name, value]))
}

/** What was ever set, the newest first. */
export const listSettings = (db: ReadDb, limit: number): Promise<SettingRow[]> =>
  db
    .selectFrom('privacy_settings as p')
    .leftJoin('staff as s', 's.id', 'p.set_by')
    .selectAll('p')
    .select('s.name as setByName')
    .orderBy('p.id', 'desc')
    .limit(limit)
    .execute()

export const insertSetting = (db: WritableDb, row: { name: string; value: string; set_by: string; set_at: Date }): Promise<unknown> =>
  db.insertInto('privacy_settings').values(row).execute()
