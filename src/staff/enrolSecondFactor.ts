import { conflict } from '#src/kernel/errors.ts'
import { actingAs, unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { codeRefused } from './enterSecondFactor.ts'
import { actorOfStaff, openFullSession, type HalfSession } from './openFullSession.ts'
import { isLocked } from './staff.ts'
import { changeStaff, lockStaff } from './staff.sql.ts'
import { matchTotp } from './totp.ts'
import { offeredTotpSecret, sealTotpSecret } from './totpSecrets.ts'

/**
 * The first code from the secret that was shown proves that the person's app holds it: it is kept, and the sign-in complete. A wrong
 * code here guesses nothing (the secret stands on the page) and does not count towards the lock.
 */
export const enrolSecondFactor = async (ctx: Ctx, staffId: string, code: string, half: HalfSession): Promise<string> => {
  const secret = offeredTotpSecret(half.sessionId)
  const step = matchTotp(secret, code, ctx.now, null)
  if (step === null) throw codeRefused()
  return unit(ctx, async (tx) => {
    const account = await lockStaff(tx.db, staffId)
    if (!account || account.state === 'disabled' || isLocked({ lockedUntil: account.locked_until }, tx.now)) throw codeRefused()
    if (account.totp_enrolled_at || account.must_change_password) throw conflict('state_has_changed')
    await changeStaff(tx.db, staffId, { totp_secret: sealTotpSecret(staffId, secret), totp_enrolled_at: tx.now, totp_last_step: step })
    await record(actingAs(tx, await actorOfStaff(tx, account)), 'staff.totp_enrolled', { subject: staffId })
    return openFullSession(tx, account, half)
  })
}
