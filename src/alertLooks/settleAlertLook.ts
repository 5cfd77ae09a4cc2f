import { lockedAlert } from '#src/alerts/moveAlert.ts'
import { reopenAlert } from '#src/alerts/reopenAlert.ts'
import { conflict, forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { whyNotSettled, type Verdict } from './alertLook.ts'
import { changeAlertLook, lockAlertLook } from './alertLooks.sql.ts'

/**
 * An officer, neither of the two, says which it is. Closed where it should be examined: the alert is back in the queue, with two working
 * days. In a case where nothing comes of it: the case is closed by those who examine it, who read this on the alert. 403 `four_eyes`; 409
 * where nothing is to be settled; 422 without a reason.
 */
export const settleAlertLook = (
  ctx: Ctx,
  alertId: string,
  { verdict, reason }: { verdict: Verdict; reason: string },
): Promise<{ isReopened: boolean }> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'alerts.settle')) throw forbidden()
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const [alert, look] = [await lockedAlert(tx, alertId), await lockAlertLook(tx.db, alertId)]
    if (!look) throw notFound()
    const why = whyNotSettled(look, tx.actor.id)
    if (why) throw why === 'four_eyes' ? forbidden(why) : conflict(why)
    const isReopened = verdict === 'case' && alert.state === 'closed'
    await changeAlertLook(tx.db, alertId, { settled_by: tx.actor.id, settled_verdict: verdict, settled_reason: reason, settled_at: tx.now })
    await record(tx, 'alert.look_settled', { subject: alertId, data: { isFirstRight: verdict === look.first_verdict, isReopened } })
    if (isReopened) await reopenAlert(tx, alert)
    return { isReopened }
  })
