import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { endSession } from '#src/platform/sessions.ts'

export const signOutMerchant = (
  ctx: Ctx,
  { sessionId, userId, merchantId }: { sessionId: string; userId: string; merchantId: string },
): Promise<void> =>
  unit(ctx, async (tx) => {
    await endSession(tx, sessionId, 'signed_out')
    await record(tx, 'account.signed_out', { subject: userId, merchantId })
  })
