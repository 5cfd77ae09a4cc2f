import { conflict, forbidden, notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { takeTicket } from '#src/platform/submission.ts'
import { mayManageUsers, userState, whyNobodyIsAdded } from './merchantUser.ts'
import { lockUser } from './merchantUsers.sql.ts'
import { findMerchant } from './merchants.sql.ts'
import { sendAccountLink } from './sendAccountLink.ts'

/**
 * Another link of 24 hours for somebody who has not followed his; the one before stops working. 403; 404; 409 `user_not_invited` where he
 * is active or removed, `users_closed`. A form sent twice sends one.
 */
export const inviteUserAgain = (
  ctx: Ctx,
  { merchantId, userId, ticket }: { merchantId: string; userId: string; ticket?: string | undefined },
): Promise<void> =>
  unit(ctx, async (tx) => {
    if (!mayManageUsers(tx.actor)) throw forbidden()
    const [user, merchant] = [await lockUser(tx.db, userId), await findMerchant(tx.db, merchantId)]
    if (!merchant || user.merchant_id !== merchantId) throw notFound()
    if (!(await takeTicket(tx, ticket))) return
    if (whyNobodyIsAdded(merchant)) throw conflict('users_closed')
    if (userState(user) !== 'invited') throw conflict('user_not_invited')
    await record(tx, 'account.invited_again', { subject: userId, merchantId })
    await sendAccountLink(tx, user, 'activation')
  })
