import { drawAlertLook } from '#src/alertLooks/drawAlertLook.ts'
import { conflict, invalid } from '#src/kernel/errors.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { handlerOf } from './handler.ts'
import { lockedAlert, moveAlert } from './moveAlert.ts'

/**
 * It is to be examined in a case, and why; the room of cases hears of it by the event `alert.escalated`. 404; 409 `alert_held`,
 * `state_has_changed`; 422 without a reason.
 */
export const escalateAlert = (ctx: Ctx | Tx, id: string, { reason }: { reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    const { id: me, roles } = handlerOf(tx.actor)
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const alert = await lockedAlert(tx, id)
    if (alert.state === 'triage' && alert.owner_id !== me && !roles.includes('officer')) throw conflict('alert_held')
    await moveAlert(tx, alert, 'escalate', { escalated_at: tx.now, escalated_by: me, escalate_note: reason })
    await drawAlertLook(tx, id, { verdict: 'case', code: null, words: reason })
  })
