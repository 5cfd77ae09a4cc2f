import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { endSession } from '#src/web/session.ts'

export const signOutStaff = (ctx: Ctx, staffId: string, sessionId: string): Promise<void> =>
  unit(ctx, async (tx) => {
    await endSession(tx, sessionId, 'signed_out')
    await record(tx, 'staff.signed_out', { subject: staffId })
  })
