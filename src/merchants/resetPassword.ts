import { invalid } from '#src/kernel/errors.ts'
import { sha256 } from '#src/platform/crypto.ts'
import { actingAs, unit, type Ctx } from '#src/platform/ctx.ts'
import { hashPassword, passwordProblem } from '#src/platform/password.ts'
import { record } from '#src/platform/record.ts'
import { writeMail } from '#src/notifications/writeMail.ts'
import { endUserSessions } from '#src/platform/sessions.ts'
import { actorOfUser, linkIsOver, linkProblem } from './account.ts'
import { changeUser, findLink, findUser, lockLink, lockUser, useLinks } from './merchantUsers.sql.ts'

const checkPassword = async (ctx: Ctx, token: string, password: string): Promise<void> => {
  const link = await findLink(ctx.db, sha256(token), 'password_reset')
  if (!link || linkProblem(link, ctx.now)) throw linkIsOver()
  const user = await findUser(ctx.db, link.merchant_user_id)
  const problem = passwordProblem(password, [user?.email ?? ''])
  if (problem) throw invalid({ password: problem })
}

/**
 * The link sets a new password once, lifts a lock and ends every session of his that stood open. A refused password does not use the link
 * up.
 */
export const resetPassword = async (ctx: Ctx, { token, password }: { token: string; password: string }): Promise<void> => {
  await checkPassword(ctx, token, password)
  const password_hash = await hashPassword(password)
  await unit(ctx, async (tx) => {
    const link = await lockLink(tx.db, sha256(token), 'password_reset')
    if (!link || linkProblem(link, tx.now)) throw linkIsOver()
    const user = await lockUser(tx.db, link.merchant_user_id)
    if (user.removed_at) throw linkIsOver()
    await useLinks(tx.db, user.id, 'password_reset', tx.now)
    await changeUser(tx.db, user.id, { password_hash, failed_attempts: 0, locked_until: null, last_contact_at: tx.now })
    const endedSessions = await endUserSessions(tx, user.id, 'password_reset')
    await record(actingAs(tx, actorOfUser(user)), 'account.password_reset', {
      subject: user.id,
      merchantId: user.merchant_id,
      data: { endedSessions },
    })
    await writeMail(tx, {
      template: 'password_changed',
      to: { address: user.email, lang: user.language, merchantId: user.merchant_id },
      subjectId: user.id,
      dedupeKey: `password_changed:${link.id}`,
      values: { link: '/merchant/forgot', changedAt: tx.now },
    })
  })
}
