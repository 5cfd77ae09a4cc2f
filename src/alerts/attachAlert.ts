import { conflict } from '#src/kernel/errors.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { changeAlert } from './alerts.sql.ts'
import { lockedAlert } from './moveAlert.ts'

/**
 * An escalated alert becomes part of a case; for the room of cases, in its own unit. Again to the same: nothing. 404; 409
 * `state_has_changed` where it was not escalated, or is another case's.
 */
export const attachAlert = (ctx: Ctx | Tx, alertId: string, caseId: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const alert = await lockedAlert(tx, alertId)
    if (alert.case_id === caseId) return
    if (alert.state !== 'escalated' || alert.case_id !== null) throw conflict('state_has_changed')
    await changeAlert(tx.db, alertId, { case_id: caseId })
    await record(tx, 'alert.attached', { subject: alertId, data: { caseId, scenario: alert.scenario } })
  })
