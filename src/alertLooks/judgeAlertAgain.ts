import { handlerOf } from '#src/alerts/handler.ts'
import { forbidden, invalid } from '#src/kernel/errors.ts'
import { mustBeSecond } from '#src/looks/mustBeSecond.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import type { Verdict } from './alertLook.ts'
import { changeAlertLook, findTie, lockAlertLook } from './alertLooks.sql.ts'

/**
 * A decided alert judged again by somebody who knows nothing of the first decision. It moves nothing: where the two differ an officer
 * settles it. 403 to whoever had to do with the first; 409 where it was judged.
 */
export const judgeAlertAgain = (ctx: Ctx, alertId: string, { verdict, reason }: { verdict: Verdict; reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    const { id: me } = handlerOf(tx.actor)
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const look = mustBeSecond(tx, await lockAlertLook(tx.db, alertId))
    if (await findTie(tx.db, alertId, me)) throw forbidden('four_eyes')
    await changeAlertLook(tx.db, alertId, { by_staff: me, verdict, reason, at: tx.now })
    await record(tx, 'alert.looked_again', { subject: alertId, data: { agrees: verdict === look.first_verdict } })
  })
