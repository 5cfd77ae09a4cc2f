import { notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { hashPassword } from '#src/platform/password.ts'
import { record } from '#src/platform/record.ts'
import { endStaffSessions } from '#src/platform/sessions.ts'
import { drawPassword } from './addStaff.ts'
import { changeStaff, lockStaff } from './staff.sql.ts'

/** For a forgotten one: another one-time password, told once. The second factor stays. */
export const resetStaffPassword = async (ctx: Ctx | Tx, staffId: string): Promise<string> => {
  const password = drawPassword()
  const passwordHash = await hashPassword(password)
  return unit(ctx, async (tx) => {
    if (!(await lockStaff(tx.db, staffId))) throw notFound()
    await changeStaff(tx.db, staffId, { password_hash: passwordHash, must_change_password: true })
    const ended = await endStaffSessions(tx, staffId, 'password_reset')
    await record(tx, 'staff.password_reset', { subject: staffId, data: { endedSessions: ended } })
    return password
  })
}
