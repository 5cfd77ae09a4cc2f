import type { Insertable, Selectable } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { ScenarioId } from '#src/monitoring/scenario.ts'
import { scenarioOf } from '#src/monitoring/scenarios/index.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { ScenarioVersions } from '#src/platform/db.types.ts'
import type { ThresholdSet } from './thresholdSet.ts'

export type VersionRow = Selectable<ScenarioVersions>

/** The database keeps names in an order of its own: they come back in the scenario's. */
export const setFrom = ({ scenario, is_on, thresholds }: Pick<VersionRow, 'scenario' | 'is_on' | 'thresholds'>): ThresholdSet => {
  const { usual, byGroup } = thresholds as Pick<ThresholdSet, 'usual' | 'byGroup'>
  return {
    isOn: is_on,
    usual: Object.fromEntries(Object.keys(scenarioOf(scenario as ScenarioId).defaults).map((name) => [name, usual[name]!])),
    byGroup,
  }
}

export type SignedVersion = { scenario: ScenarioId; version: number; validFrom: Day; set: ThresholdSet }

/** All that were ever signed, of every scenario. */
export const listSignedVersions = async (db: ReadDb): Promise<SignedVersion[]> =>
  (await db.selectFrom('scenario_versions').selectAll().where('state', '=', 'signed').orderBy('scenario').orderBy('version').execute())
    .map((row) => ({ scenario: row.scenario as ScenarioId, version: row.version, validFrom: row.valid_from, set: setFrom(row) }))

/** Every version of a scenario, also those that wait or were not taken, the newest first. */
export const listVersionsOf = (db: ReadDb, scenario: ScenarioId): Promise<VersionRow[]> =>
  db.selectFrom('scenario_versions').selectAll().where('scenario', '=', scenario).orderBy('version', 'desc').execute()

export const listProposedVersions = (db: ReadDb): Promise<VersionRow[]> =>
  db.selectFrom('scenario_versions').selectAll().where('state', '=', 'proposed').orderBy('scenario').execute()

/** Locked by its scenario: the next version is drawn under it. */
export const lockVersionsOf = (db: WritableDb, scenario: ScenarioId): Promise<VersionRow[]> =>
  db.selectFrom('scenario_versions').selectAll().where('scenario', '=', scenario).orderBy('version', 'desc').forUpdate().execute()

export const insertVersion = (db: WritableDb, row: Insertable<ScenarioVersions>): Promise<unknown> =>
  db.insertInto('scenario_versions').values(row).execute()

export const changeVersion = (db: WritableDb, id: string, change: Partial<VersionRow>): Promise<unknown> =>
  db.updateTable('scenario_versions').set(change as never).where('id', '=', id).execute()

export const findVersion = async (db: ReadDb, id: string): Promise<VersionRow | null> =>
  (await db.selectFrom('scenario_versions').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
