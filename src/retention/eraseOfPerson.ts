import { sql } from 'kysely'
import type { Tx } from '#src/platform/ctx.ts'
import { keepApart } from './keepApart.ts'
import { eraseRowsOfPerson, listSecretOfPerson, lockHolds, type PersonReach } from './personErasure.sql.ts'

/**
 * What a person may have erased of one category before its period ends: by the statement that ends it, with its holds and its longer rules.
 * Answers the ids of what went.
 */
export const eraseOfPerson = async (tx: Tx, reach: PersonReach): Promise<string[]> => {
  await lockHolds(tx.db)
  const held = await listSecretOfPerson(tx.db, reach)
  const ids = await eraseRowsOfPerson(tx.db, reach)
  const apart = await keepApart(tx, reach.purger.category, held, {
    rows: (id) => eraseRowsOfPerson(tx.db, { ...reach, rows: sql`${id}` }, [id]),
  })
  return [...ids, ...apart.ids].sort()
}
