import { conflict, invalid } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { listAlertHandlers } from './alerts.sql.ts'
import { handlerOf } from './handler.ts'
import { lockedAlert, moveAlert } from './moveAlert.ts'

/** Gives an alert to a colleague who handles them: its owner may, anybody may what nobody holds, an officer any. 409 `alert_held`; 422 where the colleague may not, or has it already. */
export const handOverAlert = (ctx: Ctx, id: string, { to }: { to: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    const { id: me, roles } = handlerOf(tx.actor)
    const alert = await lockedAlert(tx, id)
    if (alert.state === 'triage' && alert.owner_id !== me && !roles.includes('officer')) throw conflict('alert_held')
    if (to === alert.owner_id || !(await listAlertHandlers(tx.db)).some((one) => one.id === to)) throw invalid({ to: 'alerts:field.bad_colleague' })
    await moveAlert(tx, alert, 'hand_over', { owner_id: to, claimed_at: tx.now }, { ownerId: to })
  })
