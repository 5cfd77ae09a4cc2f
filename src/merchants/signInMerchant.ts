import { conflict, Refusal } from '#src/kernel/errors.ts'
import { actingAs, unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { verifyPassword } from '#src/platform/password.ts'
import { record } from '#src/platform/record.ts'
import { openSession } from '#src/platform/sessions.ts'
import { actorOfUser, afterFailure, isLocked } from './account.ts'
import { changeUser, findUserByEmail, lockUser, type MerchantUserRow } from './merchantUsers.sql.ts'

export type SignIn = { email: string; password: string; ip: string; userAgent: string }
type Outcome = { token: string } | 'refused' | 'inactive'

/** One wrong password more; the fifth locks. */
export const countFailure = async (tx: Tx, user: MerchantUserRow): Promise<Outcome> => {
  const after = afterFailure(user, tx.now)
  const isNowLocked = isLocked({ ...user, ...after }, tx.now)
  await changeUser(tx.db, user.id, after)
  await record(tx, isNowLocked ? 'account.locked' : 'account.sign_in_failed', {
    subject: user.id,
    merchantId: user.merchant_id,
    data: { failures: after.failed_attempts },
  })
  return 'refused'
}

const letIn = async (tx: Tx, user: MerchantUserRow, { ip, userAgent }: SignIn): Promise<Outcome> => {
  await changeUser(tx.db, user.id, { failed_attempts: 0, locked_until: null, last_contact_at: tx.now })
  const token = await openSession(tx, { door: 'merchant', personId: user.id, ip, userAgent })
  await record(actingAs(tx, actorOfUser(user)), 'account.signed_in', {
    subject: user.id,
    merchantId: user.merchant_id,
    personal: { ip, userAgent: userAgent.slice(0, 300) },
  })
  return { token }
}

const attempt = async (tx: Tx, userId: string, checkedHash: string, isRight: boolean, facts: SignIn): Promise<Outcome> => {
  const user = await lockUser(tx.db, userId)
  if (user.removed_at || isLocked(user, tx.now)) return 'refused'
  // The password was changed while this one was being checked: what was right then is not now.
  if (!isRight || user.password_hash !== checkedHash) return countFailure(tx, user)
  return user.activated_at ? letIn(tx, user, facts) : 'inactive'
}

/**
 * Opens a session and answers its token. Unknown address, wrong password and locked account get one answer, after the same work; five
 * failures lock for 30 minutes. Only who knows the password hears that the account waits for its activation.
 */
export const signInMerchant = async (ctx: Ctx, facts: SignIn): Promise<{ token: string }> => {
  const user = await findUserByEmail(ctx.db, facts.email)
  const isRight = await verifyPassword(user?.password_hash ?? null, facts.password)
  const outcome = user ? await unit(ctx, (tx) => attempt(tx, user.id, user.password_hash, isRight, facts)) : 'refused'
  if (outcome === 'refused') throw new Refusal(422, 'sign_in_failed')
  if (outcome === 'inactive') throw conflict('account_not_active')
  return outcome
}
