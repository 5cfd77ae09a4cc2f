import { notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { endStaffSessions } from '#src/platform/sessions.ts'
import { changeStaff, lockStaff } from './staff.sql.ts'

/** For a lost telephone: the person enrols another at his next sign-in. */
export const resetSecondFactor = (ctx: Ctx, staffId: string): Promise<void> =>
  unit(ctx, async (tx) => {
    if (!(await lockStaff(tx.db, staffId))) throw notFound()
    await changeStaff(tx.db, staffId, { totp_secret: null, totp_enrolled_at: null, totp_last_step: null })
    const ended = await endStaffSessions(tx, staffId, 'second_factor_reset')
    await record(tx, 'staff.second_factor_reset', { subject: staffId, data: { endedSessions: ended } })
  })
