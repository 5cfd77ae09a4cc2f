import { invalid, notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { verifyPassword } from '#src/platform/password.ts'
import { isLocked } from './account.ts'
import { findUser, lockUser } from './merchantUsers.sql.ts'
import { countFailure } from './signInMerchant.ts'

/**
 * One's own password once more, by somebody signed in, before an act that a stolen session must not do. A wrong one counts as at the door:
 * whoever found it open guesses nothing.
 */
export const confirmPassword = async (ctx: Ctx, password: string): Promise<void> => {
  const seen = ctx.actor.kind === 'merchant' ? await findUser(ctx.db, ctx.actor.id) : null
  if (!seen) throw notFound()
  const isRight = await verifyPassword(seen.password_hash, password)
  const isKnown = await unit(ctx, async (tx) => {
    const user = await lockUser(tx.db, seen.id)
    if (user.removed_at || isLocked(user, tx.now)) return false
    if (isRight && user.password_hash === seen.password_hash) return true
    await countFailure(tx, user)
    return false
  })
  if (!isKnown) throw invalid({ password: 'merchants:password.wrong' })
}
