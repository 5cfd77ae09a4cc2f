import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { endSession } from '#src/platform/sessions.ts'

/** Whoever only gave the password was never in: leaving half way is no event. */
export const signOutStaff = (
  ctx: Ctx,
  { staffId, sessionId, isPartial }: { staffId: string; sessionId: string; isPartial: boolean },
): Promise<void> =>
  unit(ctx, async (tx) => {
    await endSession(tx, sessionId, 'signed_out')
    if (!isPartial) await record(tx, 'staff.signed_out', { subject: staffId })
  })
