import type { Day } from '#src/kernel/calendar.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { listSignedCountries } from '#src/riskTables/countries.sql.ts'
import { countriesOn } from '#src/riskTables/riskTable.ts'

/** The list of high-risk countries as a rating read it. */
export const countriesAt = async (db: ReadDb, on: Day): Promise<string[]> => countriesOn(await listSignedCountries(db), on).countries
