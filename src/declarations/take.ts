import type { ReadDb } from '#src/platform/db.ts'
import type { Taken } from './content.ts'
import { mostOperations, readOperations, readPersons, type Period } from './gathered.sql.ts'

/** Persons and operations as the file and the payments have them now. */
export const takeFile = async (db: ReadDb, merchantId: string, period: Period, now: Date): Promise<Taken> => {
  const [persons, operations] = [await readPersons(db, merchantId), await readOperations(db, merchantId, period)]
  return {
    at: now.toISOString(),
    ...period,
    isCut: operations.length > mostOperations,
    persons,
    operations: operations.slice(0, mostOperations),
  }
}
