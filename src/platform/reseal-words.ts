import { sql } from 'kysely'
import { isSame, seal, sha256, unseal } from './crypto.ts'
import type { Tx } from './ctx.ts'
import type { ReadDb } from './db.ts'
import type { JsonValue } from './db.types.ts'
import { personalLabel } from './record.ts'

/** Words of the history that lie under a merchant's key. */
export type OldWords = {
  id: number
  subjectId: string
  merchantId: string
  data: { readonly [name: string]: JsonValue }
  personal: Buffer
  digest: Buffer
}

/** The next of them by number, up to one. */
export const listOldWords = async (
  db: ReadDb,
  { after, upto, limit }: { after: number; upto: number; limit: number },
): Promise<OldWords[]> =>
  (await sql<OldWords>`select id, subject_id as "subjectId", merchant_id as "merchantId", data, personal, personal_digest as digest from audit_events
    where id > ${after} and id <= ${upto} and personal is not null and key_id is null and merchant_id is not null order by id limit ${limit}`
    .execute(db))
    .rows

/**
 * The same words under another key: the database lets this be done once, and their digest, which is chained, shows that they are the same.
 * Words that are not those that were recorded stay as they are: the verification names them.
 */
export const resealWords = async (
  tx: Tx,
  { id, personal, digest }: OldWords,
  from: Buffer,
  to: { id: string; key: Buffer },
): Promise<boolean> => {
  const plain = openOrNull(from, personal)
  if (!plain || !isSame(sha256(plain), digest)) return false
  await sql`update audit_events set personal = ${seal(to.key, plain, personalLabel)}, key_id = ${to.id} where id = ${id} and key_id is null`
    .execute(tx.db)
  return true
}

const openOrNull = (key: Buffer, sealed: Buffer): Buffer | null => {
  try {
    return unseal(key, sealed, personalLabel)
  } catch {
    return null
  }
}
