import { notFound } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import type { Kept } from '#src/owners/keepOwner.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { JsonValue } from '#src/platform/db.types.ts'
import { record } from '#src/platform/record.ts'
import { alertLifecycle, isOver, type AlertAction } from './alert.ts'
import { changeAlert, lockAlert, type AlertRow } from './alerts.sql.ts'

/** Under its lock; 404. */
export const lockedAlert = async (tx: Tx, id: string): Promise<AlertRow> => {
  const alert = await lockAlert(tx.db, id)
  if (!alert) throw notFound()
  return alert
}

/**
 * One step of a locked alert with what changes beside its state. The event names no merchant: his history is read by whoever speaks with
 * him. 409 `state_has_changed`, 403.
 */
export const moveAlert = async (
  tx: Tx,
  alert: AlertRow,
  action: AlertAction,
  change: Partial<AlertRow>,
  data: Record<string, JsonValue> = {},
): Promise<void> => {
  const { to, event } = step(alertLifecycle, alert.state, action, tx.actor)
  await changeAlert(tx.db, alert.id, { ...change, state: to })
  await record(tx, event, { subject: alert.id, data: { from: alert.state, to, scenario: alert.scenario, ...data } })
}

/** How an alert is held: from hand to hand is a step of its own. */
export const keptAlert: Kept<AlertRow> = {
  permission: 'alerts.handle',
  lock: lockAlert,
  isOver: ({ state }) => isOver(state),
  move: moveAlert,
  refusals: { held: 'alert_held', colleague: 'alerts:field.bad_colleague' },
}
