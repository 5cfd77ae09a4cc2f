import { conflict, notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { endStaffSessions } from '#src/platform/sessions.ts'
import { mustLeaveAdministrators } from './mustLeaveAdministrators.ts'
import { changeStaff, lockAdministrators, lockStaff } from './staff.sql.ts'

/** Closes an account and every session of it. Nobody closes his own; nobody closes the last administrator's. */
export const disableStaff = (ctx: Ctx, staffId: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const administrators = await lockAdministrators(tx.db)
    const account = await lockStaff(tx.db, staffId)
    if (!account) throw notFound()
    if (tx.actor.id === staffId) throw conflict('not_oneself')
    if (account.state === 'disabled') throw conflict('state_has_changed')
    if (administrators.includes(staffId)) mustLeaveAdministrators(administrators, staffId)
    await changeStaff(tx.db, staffId, { state: 'disabled' })
    const ended = await endStaffSessions(tx, staffId, 'disabled')
    await record(tx, 'staff.disabled', { subject: staffId, data: { endedSessions: ended } })
  })
