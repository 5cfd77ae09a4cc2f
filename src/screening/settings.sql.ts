import { sql } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { Settings } from './settings.ts'

export type Effect = { bps: number; pairs: number; people: number }
export type SettingsRow = Settings & {
  state: 'proposed' | 'in_force' | 'past' | 'declined'
  reason: string
  effect: Effect[]
  proposedBy: string | null
  proposedAt: Date
  decidedBy: string | null
  decidedAt: Date | null
}

const columns =
  sql`id, state, alert_bps as "alertBps", urgent_bps as "urgentBps", two_people_bps as "twoPeopleBps", second_look_bps as "secondLookBps", alert_look_bps as "alertLookBps", reason, effect, proposed_by as "proposedBy", proposed_at as "proposedAt", decided_by as "decidedBy", decided_at as "decidedAt"`

export const findSettings = async (db: ReadDb): Promise<SettingsRow> =>
  (await sql<SettingsRow>`select ${columns} from screening_settings where state = 'in_force'`.execute(db)).rows[0]!
export const findProposedSettings = async (db: ReadDb): Promise<SettingsRow | null> =>
  (await sql<SettingsRow>`select ${columns} from screening_settings where state = 'proposed'`.execute(db)).rows[0] ?? null
export const listSettings = async (db: ReadDb): Promise<SettingsRow[]> =>
  (await sql<SettingsRow>`select ${columns} from screening_settings order by proposed_at desc, id desc limit 50`.execute(db)).rows
export const lockProposedSettings = async (db: WritableDb): Promise<SettingsRow | null> =>
  (await sql<SettingsRow>`select ${columns} from screening_settings where state = 'proposed' for update`.execute(db)).rows[0] ?? null

export const insertSettings = (
  db: WritableDb,
  row: Settings & { reason: string; effect: readonly Effect[]; proposedBy: string; proposedAt: Date },
): Promise<unknown> =>
  db
    .insertInto('screening_settings')
    .values({
      id: row.id,
      state: 'proposed',
      alert_bps: row.alertBps,
      urgent_bps: row.urgentBps,
      two_people_bps: row.twoPeopleBps,
      second_look_bps: row.secondLookBps,
      alert_look_bps: row.alertLookBps,
      reason: row.reason,
      effect: JSON.stringify(row.effect),
      proposed_by: row.proposedBy,
      proposed_at: row.proposedAt,
    })
    .execute()

export const decideSettings = async (
  db: WritableDb,
  id: string,
  { isTaken, by, at }: { isTaken: boolean; by: string; at: Date },
): Promise<void> => {
  if (isTaken) await db.updateTable('screening_settings').set({ state: 'past' }).where('state', '=', 'in_force').execute()
  await db
    .updateTable('screening_settings')
    .set({ state: isTaken ? 'in_force' : 'declined', decided_by: by, decided_at: at })
    .where('id', '=', id)
    .execute()
}
