import type { Tx } from '#src/platform/ctx.ts'
import { eraseRowsOfPerson, type PersonReach } from './personErasure.sql.ts'

/** What a person may have erased of one category before its period ends: by the statement that ends it, with its holds and its longer rules. Answers the ids of what went. */
export const eraseOfPerson = (tx: Tx, reach: PersonReach): Promise<string[]> => eraseRowsOfPerson(tx.db, reach)
