import { sql } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'
import { findKeysOf } from '#src/platform/person-keys.ts'

const isOfPerson = (name: string): boolean => name.startsWith('pkey_')
const isOfMerchant = (name: string): boolean => name.startsWith('mrch_')

const findRowKeys = async (db: ReadDb, ids: readonly string[]): Promise<[string, Buffer][]> =>
  ids.length === 0
    ? []
    : (await sql<{ id: string; key: Buffer }>`select id, key from row_keys where id = any(${ids}::text[])`.execute(db)).rows.map((
      { id, key },
    ) => [id, key])

/**
 * The keys that a batch of rows names: persons' by their own id, merchants' by the merchant's, a row's by the row's; '' is the backup's own
 * and no row of the database. Not there, or null: gone.
 */
export const keysOf = async (db: ReadDb, names: Iterable<string>): Promise<Map<string, Buffer | null>> => {
  const asked = [...new Set(names)].filter(Boolean)
  const others = asked.filter((name) => isOfPerson(name) || isOfMerchant(name)).map((
    name,
  ) => (isOfPerson(name) ? { keyId: name, merchantId: null } : { keyId: null, merchantId: name }))
  const rows = await findRowKeys(db, asked.filter((name) => !isOfPerson(name) && !isOfMerchant(name)))
  return new Map([...(await findKeysOf(db, others)), ...rows])
}
