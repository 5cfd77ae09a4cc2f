import type { Insertable, Selectable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { RiskCountryChanges } from '#src/platform/db.types.ts'
import type { CountryChange } from './riskTable.ts'

export type CountryRow = Selectable<RiskCountryChanges>

export const changeFrom = ({ country, is_listed: isListed, valid_from: validFrom }: CountryRow): CountryChange => ({
  country,
  isListed,
  validFrom,
})

/** Every change there was, the newest first. */
export const listCountries = (db: ReadDb): Promise<CountryRow[]> =>
  db.selectFrom('risk_country_changes').selectAll().orderBy('valid_from', 'desc').orderBy('country').execute()

export const listSignedCountries = async (db: ReadDb): Promise<CountryChange[]> =>
  (await db.selectFrom('risk_country_changes').selectAll().where('state', '=', 'signed').execute()).map(changeFrom)

export const lockCountry = (db: WritableDb, country: string): Promise<CountryRow[]> =>
  db.selectFrom('risk_country_changes').selectAll().where('country', '=', country).forUpdate().execute()

export const lockCountryChange = async (db: WritableDb, id: string): Promise<CountryRow | null> =>
  (await db.selectFrom('risk_country_changes').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null

export const findCountryChange = async (db: ReadDb, id: string): Promise<CountryRow | null> =>
  (await db.selectFrom('risk_country_changes').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

export const insertCountry = (db: WritableDb, row: Insertable<RiskCountryChanges>): Promise<unknown> =>
  db.insertInto('risk_country_changes').values(row).execute()

export const changeCountry = (
  db: WritableDb,
  id: string,
  change: Partial<Pick<CountryRow, 'state' | 'valid_from' | 'decided_by' | 'decided_at' | 'decline_reason'>>,
): Promise<unknown> => db.updateTable('risk_country_changes').set(change).where('id', '=', id).execute()
