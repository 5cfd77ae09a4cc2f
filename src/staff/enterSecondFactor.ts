import { invalid } from '#src/kernel/errors.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { countFailure } from './countFailure.ts'
import { openFullSession, type HalfSession } from './openFullSession.ts'
import { signInFault } from './staff.ts'
import { changeStaff, lockStaff, type StaffRow } from './staff.sql.ts'
import { matchTotp } from './totp.ts'
import { openTotpSecret } from './totpSecrets.ts'

export const codeRefused = () => invalid({ code: 'staff:code.refused' }, 'sign_in_refused')

const stepOf = (account: StaffRow, code: string, now: Date): number | null =>
  account.totp_secret && account.totp_enrolled_at && !account.must_change_password
    ? matchTotp(openTotpSecret(account.id, account.totp_secret), code, now, account.totp_last_step)
    : null

const tryCode = async (tx: Tx, staffId: string, code: string, half: HalfSession): Promise<string | null> => {
  const account = await lockStaff(tx.db, staffId)
  const step = account && stepOf(account, code, tx.now)
  const fault = signInFault(account && { state: account.state, lockedUntil: account.locked_until }, step !== null, tx.now, 'code')
  if (!account || fault || step === null) {
    await countFailure(tx, account, fault ?? 'code')
    return null
  }
  await changeStaff(tx.db, staffId, { totp_last_step: step })
  return openFullSession(tx, account, half)
}

/** The second half: the code of the authenticator. Answers the token of the full session. */
export const enterSecondFactor = async (ctx: Ctx, staffId: string, code: string, half: HalfSession): Promise<string> => {
  const token = await unit(ctx, (tx) => tryCode(tx, staffId, code, half))
  if (!token) throw codeRefused()
  return token
}
