import { conflict, notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { isLocked } from './staff.ts'
import { lockStaff, setFailures } from './staff.sql.ts'

/** Before the half hour is over, by an administrator who knows who is asking. */
export const unlockStaff = (ctx: Ctx, staffId: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const account = await lockStaff(tx.db, staffId)
    if (!account) throw notFound()
    if (!isLocked({ lockedUntil: account.locked_until }, tx.now)) throw conflict('state_has_changed')
    await setFailures(tx.db, staffId, { failedAttempts: 0, lockedUntil: null })
    await record(tx, 'staff.unlocked', { subject: staffId })
  })
