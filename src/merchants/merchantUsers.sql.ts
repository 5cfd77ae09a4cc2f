import { sql, type Insertable, type Selectable } from 'kysely'
import { notFound } from '#src/kernel/errors.ts'
import type { LinkPurpose, MerchantLinks, MerchantUsers } from '#src/platform/db.types.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'

export type MerchantUserRow = Selectable<MerchantUsers>
export type LinkRow = Selectable<MerchantLinks>

export const findUser = async (db: ReadDb, id: string): Promise<MerchantUserRow | null> =>
  (await db.selectFrom('merchant_users').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

export const listUsers = (db: ReadDb, merchantId: string): Promise<MerchantUserRow[]> =>
  db.selectFrom('merchant_users').selectAll().where('merchant_id', '=', merchantId).orderBy('id').execute()

/** Found and locked: two tries at once count as two. Whoever was removed has this address no more. */
export const lockUserByEmail = async (db: WritableDb, email: string): Promise<MerchantUserRow | null> =>
  (await db
    .selectFrom('merchant_users')
    .selectAll()
    .where(sql`lower(email)`, '=', email.toLowerCase())
    .where('removed_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()) ?? null

/** Who had this address with this merchant and was removed: asked for again, he is the same. */
export const lockRemovedUser = async (db: WritableDb, merchantId: string, email: string): Promise<MerchantUserRow | null> =>
  (await db
    .selectFrom('merchant_users')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .where(sql`lower(email)`, '=', email.toLowerCase())
    .where('removed_at', 'is not', null)
    .forUpdate()
    .executeTakeFirst()) ?? null

export const lockUser = (db: WritableDb, id: string): Promise<MerchantUserRow> =>
  db.selectFrom('merchant_users').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow(() => notFound())

/** Two sign-ups with one address wait for each other: a row that is not there yet cannot be locked. */
export const lockAddress = async (db: WritableDb, email: string): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`merchant-user:${email.toLowerCase()}`}, 0))`.execute(db)
}

/** Who has this address now. */
export const findUserByEmail = async (db: ReadDb, email: string): Promise<MerchantUserRow | null> =>
  (await db
    .selectFrom('merchant_users')
    .selectAll()
    .where(sql`lower(email)`, '=', email.toLowerCase())
    .where('removed_at', 'is', null)
    .executeTakeFirst()) ?? null

export const insertUser = (db: WritableDb, row: Insertable<MerchantUsers>): Promise<MerchantUserRow> =>
  db.insertInto('merchant_users').values(row).returningAll().executeTakeFirstOrThrow()

type Changes = Partial<
  Pick<
    MerchantUserRow,
    'password_hash' | 'is_password_disputed' | 'activated_at' | 'failed_attempts' | 'locked_until' | 'last_contact_at' | 'language' | 'name'
      | 'added_at' | 'added_by' | 'removed_at' | 'removed_by'
  >
>

export const changeUser = async (db: WritableDb, id: string, changes: Changes): Promise<void> => {
  await db.updateTable('merchant_users').set(changes).where('id', '=', id).execute()
}

export const insertLink = async (db: WritableDb, row: Insertable<MerchantLinks>): Promise<void> => {
  await db.insertInto('merchant_links').values(row).execute()
}

export const findLink = async (db: ReadDb, tokenHash: Buffer, purpose: LinkPurpose): Promise<LinkRow | null> =>
  (await db
    .selectFrom('merchant_links')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .where('purpose', '=', purpose)
    .executeTakeFirst()) ?? null

export const lockLink = async (db: WritableDb, tokenHash: Buffer, purpose: LinkPurpose): Promise<LinkRow | null> =>
  (await db
    .selectFrom('merchant_links')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .where('purpose', '=', purpose)
    .forUpdate()
    .executeTakeFirst()) ?? null

/** Every link of that kind that is still unused: used once is used for all. */
export const useLinks = async (db: WritableDb, userId: string, purpose: LinkPurpose, at: Date): Promise<void> => {
  await db
    .updateTable('merchant_links')
    .set({ used_at: at })
    .where('merchant_user_id', '=', userId)
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .execute()
}
