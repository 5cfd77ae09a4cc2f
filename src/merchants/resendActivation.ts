import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { lockUserByEmail } from './merchantUsers.sql.ts'
import { sendAccountLink } from './sendAccountLink.ts'

/** Another activation link. For an address that is unknown or active, nothing, and the same answer. */
export const resendActivation = (ctx: Ctx, { email }: { email: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    const user = await lockUserByEmail(tx.db, email)
    if (!user || user.activated_at) return
    await record(tx, 'account.activation_resent', { subject: user.id, merchantId: user.merchant_id })
    await sendAccountLink(tx, user, 'activation')
  })
