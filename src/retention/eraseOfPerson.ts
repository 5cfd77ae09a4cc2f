import type { Tx } from '#src/platform/ctx.ts'
import { isAnyHeldInSecret } from './closedKept.sql.ts'
import { keepApart } from './keepApart.ts'
import { eraseRowsOfPerson, listSecretOfPerson, lockHolds, type PersonReach } from './personErasure.sql.ts'

/**
 * What a person may have erased of one category before its period ends: by the statement that ends it, with its holds and its longer rules.
 * Answers the ids of what went.
 */
export const eraseOfPerson = async (tx: Tx, reach: PersonReach): Promise<string[]> => {
  await lockHolds(tx.db)
  const secret = reach.purger.copy && (await isAnyHeldInSecret(tx.db)) ? await listSecretOfPerson(tx.db, reach) : []
  return eraseRowsOfPerson(tx.db, reach, await keepApart(tx, reach.purger.category, secret))
}
