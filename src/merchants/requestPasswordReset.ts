import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { lockUserByEmail } from './merchantUsers.sql.ts'
import { sendAccountLink } from './sendAccountLink.ts'

/** A link by mail to whoever holds the address. Unknown: nothing, and the same answer. Not activated yet: the activation link again. */
export const requestPasswordReset = (ctx: Ctx, { email }: { email: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    const user = await lockUserByEmail(tx.db, email)
    if (!user) return
    const isActive = user.activated_at !== null
    await record(tx, isActive ? 'account.reset_requested' : 'account.activation_resent', { subject: user.id, merchantId: user.merchant_id })
    await sendAccountLink(tx, user, isActive ? 'password_reset' : 'activation')
  })
