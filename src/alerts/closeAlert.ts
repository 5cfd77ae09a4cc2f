import { drawAlertLook } from '#src/alertLooks/drawAlertLook.ts'
import { conflict } from '#src/kernel/errors.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import type { AlertCloseReason } from './alert.ts'
import type { AlertRow } from './alerts.sql.ts'
import { handlerOf } from './handler.ts'
import { lockedAlert, moveAlert } from './moveAlert.ts'

export type Closing = { reason: AlertCloseReason; note: string }

/** For the one and for the many. What a colleague holds is closed by him, or by an officer. */
export const closeLocked = async (tx: Tx, alert: AlertRow, { reason, note }: Closing): Promise<void> => {
  const { id: me, roles } = handlerOf(tx.actor)
  if (alert.state === 'triage' && alert.owner_id !== me && !roles.includes('officer')) throw conflict('alert_held')
  await moveAlert(tx, alert, 'close', { closed_at: tx.now, closed_by: me, close_reason: reason, close_note: note }, { reason })
  await drawAlertLook(tx, alert.id, { verdict: 'nothing', code: reason, words: note })
}

/** Nothing comes of it, and why. 404; 409 `alert_held`, `state_has_changed`. */
export const closeAlert = (ctx: Ctx, id: string, closing: Closing): Promise<void> =>
  unit(ctx, async (tx) => {
    handlerOf(tx.actor)
    await closeLocked(tx, await lockedAlert(tx, id), closing)
  })
