import type { Tx } from '#src/platform/ctx.ts'
import { destroyKeysOf } from './personKeys.sql.ts'

/**
 * With the last that was known of them go their keys: in the transaction that erased them, whose event says so. Answers the keys' ids,
 * which leave tombstones.
 */
export const destroyKeys = (tx: Tx, subjects: readonly string[]): Promise<string[]> => destroyKeysOf(tx.db, subjects, tx.now)
