import { indexLines, type NameIndex } from '#src/matching/nameIndex.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { readOurNames } from './runs.sql.ts'

/** Fewer entries that changed are asked of PostgreSQL's own index, one by one: reading everybody takes longer. */
const worthReading = 50
/** Of more names than this the index would take more than a hundred megabytes of the worker. */
const mostNames = 500_000

/**
 * The names of everybody whom a run carries, in memory: a listed name is compared with two hundred thousand in a hundredth of the time that
 * PostgreSQL's trigrams take. Null where it is not worth it, or there are too many: then PostgreSQL is asked. Who leaves the run meanwhile
 * is left out where what is found is looked up.
 */
export const ourNames = async (db: ReadDb, runId: string, changed: number): Promise<NameIndex | null> => {
  if (changed < worthReading) return null
  const { said, isTooMany } = await readOurNames(db, runId, mostNames)
  return isTooMany ? null : indexLines(said)
}
