import { findUser } from '#src/merchants/merchantUsers.sql.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { RightsRow } from './rights.sql.ts'

export const letterTo = ({ email, language, merchant_id: merchantId }: RightsRow) => ({ address: email ?? '', lang: language, merchantId })

/** Whoever signs in with us follows it there; anybody else has his letters alone, and so has a user who was removed meanwhile. */
export const linkOf = async (db: ReadDb, { id, merchant_user_id: userId }: RightsRow): Promise<{ hasArea: boolean; link?: string }> => {
  const user = userId ? await findUser(db, userId) : null
  return user && !user.removed_at ? { hasArea: true, link: `/merchant/my-data/${id}` } : { hasArea: false }
}
