import { handlerOf } from '#src/alerts/handler.ts'
import { mustBeSecond } from '#src/looks/mustBeSecond.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { findTie, insertAside, lockAlertLook } from './alertLooks.sql.ts'

/** Somebody has to see what was decided, and so is not the second any more. Twice is once. */
export const standAside = (ctx: Ctx, alertId: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const { id: me } = handlerOf(tx.actor)
    mustBeSecond(tx, await lockAlertLook(tx.db, alertId))
    if (await findTie(tx.db, alertId, me)) return
    await insertAside(tx.db, { alert_id: alertId, staff_id: me, at: tx.now })
    await record(tx, 'alert.look_left', { subject: alertId })
  })
