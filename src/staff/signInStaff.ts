import type { Ctx } from '#src/platform/ctx.ts'
import { invalid } from '#src/kernel/errors.ts'
import { unit } from '#src/platform/ctx.ts'
import { verifyPassword } from '#src/platform/password.ts'
import { openSession } from '#src/platform/sessions.ts'
import { countFailure } from './countFailure.ts'
import { signInFault, stepAfterPassword, type SignInStep } from './staff.ts'
import { findStaffByEmail, lockStaff } from './staff.sql.ts'

export type Knock = { email: string; password: string; ip: string; userAgent: string }
export type HalfSignedIn = { token: string; step: SignInStep }

/** One sentence, whatever was wrong: address, password, a lock, a closed account. */
export const signInRefused = () => invalid({ form: 'staff:sign_in.refused' }, 'sign_in_refused')

/** The first half: e-mail and password. Opens a partial session, good for ten minutes and for the second half only. */
export const signInStaff = async (ctx: Ctx, { email, password, ip, userAgent }: Knock): Promise<HalfSignedIn> => {
  const found = await findStaffByEmail(ctx.db, email)
  // Hashed before the row is looked at, and for an unknown address too: the clock tells nothing.
  const isRight = await verifyPassword(found?.password_hash ?? null, password)
  const entered = await unit(ctx, async (tx) => {
    const account = await lockStaff(tx.db, found?.id ?? 'unknown')
    // A password changed since it was compared is no longer the one that was typed.
    const stillRight = isRight && account?.password_hash === found?.password_hash
    const fault = signInFault(account && { state: account.state, lockedUntil: account.locked_until }, stillRight, tx.now, 'password')
    if (!account || fault) {
      await countFailure(tx, account, fault ?? 'unknown')
      return null
    }
    const token = await openSession(tx, { door: 'console', personId: account.id, isPartial: true, ip, userAgent })
    return {
      token,
      step: stepAfterPassword({ mustChangePassword: account.must_change_password, isEnrolled: account.totp_enrolled_at !== null }),
    }
  })
  if (!entered) throw signInRefused()
  return entered
}
