import { conflict, notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { changeStaff, lockStaff } from './staff.sql.ts'

export const enableStaff = (ctx: Ctx, staffId: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const account = await lockStaff(tx.db, staffId)
    if (!account) throw notFound()
    if (account.state === 'active') throw conflict('state_has_changed')
    await changeStaff(tx.db, staffId, { state: 'active' })
    await record(tx, 'staff.enabled', { subject: staffId })
  })
