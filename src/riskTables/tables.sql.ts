import type { Insertable, Selectable } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { RiskTables } from '#src/platform/db.types.ts'
import { listSignedCountries } from './countries.sql.ts'
import { countriesOn, tableOn, type CountryChange, type RiskTable, type Rules } from './riskTable.ts'

export type TableRow = Selectable<RiskTables>
export const tableFrom = ({ rules }: Pick<TableRow, 'rules'>): RiskTable => rules as unknown as RiskTable

/** Every version, also those that wait or were not taken, the newest first. */
export const listTables = (db: ReadDb): Promise<TableRow[]> => db.selectFrom('risk_tables').selectAll().orderBy('version', 'desc').execute()

/** Locked as one: the next version is drawn under it. */
export const lockTables = (db: WritableDb): Promise<TableRow[]> =>
  db.selectFrom('risk_tables').selectAll().orderBy('version', 'desc').forUpdate().execute()

export const insertTable = (db: WritableDb, row: Insertable<RiskTables>): Promise<unknown> =>
  db.insertInto('risk_tables').values(row).execute()

export const changeTable = (
  db: WritableDb,
  id: string,
  change: Partial<Pick<TableRow, 'state' | 'valid_from' | 'decided_by' | 'decided_at' | 'decline_reason'>>,
): Promise<unknown> => db.updateTable('risk_tables').set(change).where('id', '=', id).execute()

/** The table and the list of a day, with what is only proposed where it is asked for. */
export const readRules = async (db: ReadDb, today: Day, tried: { table?: TableRow; country?: CountryChange } = {}): Promise<Rules> => {
  const signed = await db.selectFrom('risk_tables').selectAll().where('state', '=', 'signed').execute()
  const { id, version, table } = tableOn(
    [...signed, ...(tried.table ? [tried.table] : [])].map((row) => ({
      id: row.id,
      version: row.version,
      validFrom: row.valid_from,
      table: tableFrom(row),
    })),
    today,
  )
  return {
    table,
    tableId: id,
    version,
    today,
    ...countriesOn([...(await listSignedCountries(db)), ...(tried.country ? [tried.country] : [])], today),
  }
}
