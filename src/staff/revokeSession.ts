import { notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { endSession, endStaffSessions, listStaffSessions } from '#src/platform/sessions.ts'

/** Ends one living session of this person. One that is another's, or over, is not found. */
export const revokeSession = (ctx: Ctx, staffId: string, sessionId: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const living = await listStaffSessions(tx.db, staffId, tx.now)
    if (!living.some(({ id }) => id === sessionId)) throw notFound()
    await endSession(tx, sessionId, 'revoked')
    await record(tx, 'staff.session_revoked', { subject: staffId, data: { session: sessionId } })
  })

/** Ends every session of this person but the one in use (none, where an administrator does it). Answers how many. */
export const revokeOtherSessions = (ctx: Ctx, staffId: string, exceptId?: string): Promise<number> =>
  unit(ctx, async (tx) => {
    const ended = await endStaffSessions(tx, staffId, 'revoked', exceptId)
    await record(tx, 'staff.sessions_revoked', { subject: staffId, data: { count: ended } })
    return ended
  })
