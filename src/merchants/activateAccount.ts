import { sha256 } from '#src/platform/crypto.ts'
import { actingAs, unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { actorOfUser, linkIsOver, linkProblem } from './account.ts'
import { listApiKeys } from './apiKeys.sql.ts'
import { createApiKeys } from './createApiKeys.ts'
import { changeUser, lockLink, lockUser, useLinks } from './merchantUsers.sql.ts'

/**
 * The mailbox is proven: the account opens and its test keys are there to try the API with. Only a post activates, since mail scanners
 * follow links. 410 for a link that is unknown, used or expired.
 */
export const activateAccount = (ctx: Ctx, token: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const link = await lockLink(tx.db, sha256(token), 'activation')
    if (!link || linkProblem(link, tx.now)) throw linkIsOver()
    const user = await lockUser(tx.db, link.merchant_user_id)
    await useLinks(tx.db, user.id, 'activation', tx.now)
    if (user.activated_at) return void (await record(tx, 'account.link_used', { subject: user.id, merchantId: user.merchant_id }))
    await changeUser(tx.db, user.id, { activated_at: tx.now, last_contact_at: tx.now })
    const his = actingAs(tx, actorOfUser(user))
    await record(his, 'account.activated', { subject: user.id, merchantId: user.merchant_id })
    if ((await listApiKeys(tx.db, user.merchant_id)).length === 0) await createApiKeys(his, user.merchant_id, 'test')
  })
