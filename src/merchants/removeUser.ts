import { conflict, forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { writeMail } from '#src/notifications/writeMail.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { endUserSessions } from '#src/platform/sessions.ts'
import { mayManageUsers, userState, whyNotRemoved } from './merchantUser.ts'
import { changeUser, listUsers, lockUser, useLinks, type MerchantUserRow } from './merchantUsers.sql.ts'
import { lockMerchant } from './merchants.sql.ts'

/** Nothing opens any more: no session, no link, no password. Answers how many sessions stood open. */
const shutOut = async (tx: Tx, { id }: MerchantUserRow): Promise<number> => {
  await useLinks(tx.db, id, 'activation', tx.now)
  await useLinks(tx.db, id, 'password_reset', tx.now)
  await changeUser(tx.db, id, {
    password_hash: '',
    is_password_disputed: false,
    failed_attempts: 0,
    locked_until: null,
    removed_at: tx.now,
    removed_by: tx.actor.id,
  })
  return endUserSessions(tx, id, 'removed')
}

/** He is told, and so is everybody who is left. */
const tell = async (tx: Tx, { id, merchant_id: merchantId, name, email, language }: MerchantUserRow, merchant: string): Promise<void> => {
  const key = `${id}:${tx.now.toISOString()}`
  await writeMail(tx, {
    template: 'access_removed',
    to: { address: email, lang: language, merchantId },
    subjectId: id,
    dedupeKey: `access_removed:${key}`,
    values: { merchant, removedAt: tx.now },
  })
  await writeToMerchant(tx, merchantId, {
    template: 'user_removed',
    subjectId: id,
    dedupeKey: `user_removed:${key}`,
    values: { name, email, removedAt: tx.now },
  })
}

/**
 * A person's access to the merchant's area ends at once, for the reason we write down. The merchant's row is locked first: of two who
 * remove the last two, one is refused. 403; 404 for a user of another merchant; 409 `user_removed`, `user_is_last` or `users_closed`
 * (`whyNotRemoved`); 422 without a reason.
 */
export const removeUser = (
  ctx: Ctx,
  { merchantId, userId, reason }: { merchantId: string; userId: string; reason: string },
): Promise<void> =>
  unit(ctx, async (tx) => {
    if (!mayManageUsers(tx.actor)) throw forbidden()
    if (reason.trim() === '') throw invalid({ reason: 'web:field.missing' })
    const merchant = await lockMerchant(tx.db, merchantId)
    const user = await lockUser(tx.db, userId)
    if (user.merchant_id !== merchantId) throw notFound()
    const why = whyNotRemoved(user, await listUsers(tx.db, merchantId), merchant)
    if (why) throw conflict(({ removed: 'user_removed', last_active: 'user_is_last', erased: 'users_closed' } as const)[why])
    const endedSessions = await shutOut(tx, user)
    await record(tx, 'account.removed', {
      subject: userId,
      merchantId,
      data: { from: userState(user), to: 'removed', endedSessions },
      personal: { reason, name: user.name || user.email },
    })
    await tell(tx, user, merchant.name)
  })
