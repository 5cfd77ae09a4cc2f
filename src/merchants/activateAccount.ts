import { invalid } from '#src/kernel/errors.ts'
import { sha256 } from '#src/platform/crypto.ts'
import { actingAs, unit, type Ctx } from '#src/platform/ctx.ts'
import { hashPassword, passwordProblem } from '#src/platform/password.ts'
import { record } from '#src/platform/record.ts'
import { actorOfUser, linkIsOver, linkProblem, mustChoosePassword } from './account.ts'
import { listApiKeys } from './apiKeys.sql.ts'
import { createApiKeys } from './createApiKeys.ts'
import { changeUser, findLink, findUser, lockLink, lockUser, useLinks } from './merchantUsers.sql.ts'

/**
 * The password he chooses with his link, where he has none yet or the one of the sign-up cannot be trusted to be his. 422 says what is
 * wrong with it.
 */
const chosenHash = async (ctx: Ctx, token: string, password: string): Promise<string | null> => {
  const link = await findLink(ctx.db, sha256(token), 'activation')
  const user = link && (await findUser(ctx.db, link.merchant_user_id))
  if (!user || !mustChoosePassword(user) || linkProblem(link, ctx.now)) return null
  const problem = password === '' ? 'web:field.missing' : passwordProblem(password, [user.email, user.name])
  if (problem) throw invalid({ password: problem })
  return hashPassword(password)
}

/**
 * The mailbox is proven: the account opens and its test keys are there to try the API with. Only a post activates, since mail scanners
 * follow links. 410 for a link that is unknown, used or expired. `password`: asked for of who was invited, and where sign-ups disagreed
 * (`mustChoosePassword`).
 */
export const activateAccount = async (ctx: Ctx, token: string, { password = '' }: { password?: string } = {}): Promise<void> => {
  const passwordHash = await chosenHash(ctx, token, password)
  await unit(ctx, async (tx) => {
    const link = await lockLink(tx.db, sha256(token), 'activation')
    if (!link || linkProblem(link, tx.now)) throw linkIsOver()
    const user = await lockUser(tx.db, link.merchant_user_id)
    if (user.removed_at || (mustChoosePassword(user) && !passwordHash)) throw linkIsOver()
    await useLinks(tx.db, user.id, 'activation', tx.now)
    if (user.activated_at) return void (await record(tx, 'account.link_used', { subject: user.id, merchantId: user.merchant_id }))
    const chosen = passwordHash ? { password_hash: passwordHash, is_password_disputed: false } : {}
    await changeUser(tx.db, user.id, { activated_at: tx.now, last_contact_at: tx.now, ...chosen })
    const his = actingAs(tx, actorOfUser(user))
    await record(his, 'account.activated', {
      subject: user.id,
      merchantId: user.merchant_id,
      data: { choseItsPassword: passwordHash !== null },
    })
    if ((await listApiKeys(tx.db, user.merchant_id)).length === 0) await createApiKeys(his, user.merchant_id, 'test')
  })
}
