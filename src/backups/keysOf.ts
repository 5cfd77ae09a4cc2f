import type { ReadDb } from '#src/platform/db.ts'
import { findKeysOf } from '#src/platform/person-keys.ts'

/** The keys that a batch of rows names: persons' by their own id, merchants' by the merchant's; '' is the backup's own and no row of the database. Not there, or null: gone. */
export const keysOf = (db: ReadDb, names: Iterable<string>): Promise<Map<string, Buffer | null>> =>
  findKeysOf(db, [...new Set(names)].filter(Boolean).map((name) => (name.startsWith('pkey_') ? { keyId: name, merchantId: null } : { keyId: null, merchantId: name })))
