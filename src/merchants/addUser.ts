import { conflict, forbidden, invalid } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { takeTicket } from '#src/platform/submission.ts'
import { mayManageUsers, whyNobodyIsAdded, type AskedBy } from './merchantUser.ts'
import { changeUser, insertUser, lockAddress, lockRemovedUser, lockUserByEmail, type MerchantUserRow } from './merchantUsers.sql.ts'
import { lockMerchant } from './merchants.sql.ts'
import { sendAccountLink } from './sendAccountLink.ts'

export type NewUser = {
  merchantId: string
  name: string
  email: string
  language: 'fr' | 'en'
  /** How the merchant asked, and in our words who did and how we know that he may. */
  askedBy: AskedBy
  reason: string
  ticket?: string | undefined
}

/** Nobody else has this address: with whichever merchant, it opens one account. */
const mustBeFree = async (tx: Tx, { merchantId, email }: NewUser): Promise<void> => {
  await lockAddress(tx.db, email)
  const holder = await lockUserByEmail(tx.db, email)
  if (holder) throw invalid({ email: holder.merchant_id === merchantId ? 'merchants:users.taken_here' : 'merchants:users.taken' })
}

/** Whoever was removed from this very merchant is invited again under the id by which he is known; without a password, like anybody new. */
const invite = async (tx: Tx, { merchantId, name, email, language }: NewUser, known: MerchantUserRow | null): Promise<MerchantUserRow> => {
  const added = { added_by: tx.actor.id, added_at: tx.now }
  if (!known)
    return insertUser(tx.db, {
      id: newId('user', tx.now),
      merchant_id: merchantId,
      email,
      name,
      language,
      password_hash: '',
      last_contact_at: tx.now,
      created_at: tx.now,
      ...added,
    })
  const again = {
    ...added,
    name,
    language,
    last_contact_at: tx.now,
    activated_at: null,
    is_password_disputed: false,
    failed_attempts: 0,
    locked_until: null,
    removed_at: null,
    removed_by: null,
  }
  await changeUser(tx.db, known.id, again)
  return { ...known, ...again }
}

/**
 * Another person gets access to the merchant's area, at the merchant's request: he is invited by a link of 24 hours, and each active user
 * hears of it. Null for a form that was sent before. 403; 409 `users_closed` where the merchant was refused or erased; 422 `email` where
 * the address has an account.
 */
export const addUser = (ctx: Ctx, said: NewUser): Promise<string | null> =>
  unit(ctx, async (tx) => {
    if (!mayManageUsers(tx.actor)) throw forbidden()
    if (!(await takeTicket(tx, said.ticket))) return null
    const { merchantId, name, email, language, askedBy, reason } = said
    if (whyNobodyIsAdded(await lockMerchant(tx.db, merchantId))) throw conflict('users_closed')
    await mustBeFree(tx, said)
    const known = await lockRemovedUser(tx.db, merchantId, email)
    const user = await invite(tx, said, known)
    const before = known ? { name: known.name, email: known.email, language: known.language } : {}
    await record(tx, known ? 'account.added_again' : 'account.added', {
      subject: user.id,
      merchantId,
      data: { askedBy, ...(known ? { from: 'removed', to: 'invited' } : {}) },
      personal: { reason, before, after: { name, email: user.email, language } },
    })
    await sendAccountLink(tx, user, 'activation')
    await writeToMerchant(tx, merchantId, {
      template: 'user_added',
      subjectId: user.id,
      dedupeKey: `user_added:${user.id}:${tx.now.toISOString()}`,
      values: { name, email: user.email, addedAt: tx.now },
    })
    return user.id
  })
