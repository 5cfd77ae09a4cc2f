import { conflict } from '#src/kernel/errors.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { handlerOf } from './handler.ts'
import { lockedAlert, moveAlert } from './moveAlert.ts'

/**
 * Out of its case and back into the hands of whoever takes it out, to be decided otherwise; for the room of cases, in its own unit, which
 * keeps why. 404; 409 `state_has_changed` where it is not in that case.
 */
export const detachAlert = (ctx: Ctx | Tx, alertId: string, caseId: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const { id: me } = handlerOf(tx.actor)
    const alert = await lockedAlert(tx, alertId)
    if (alert.case_id !== caseId) throw conflict('state_has_changed')
    await moveAlert(tx, alert, 'detach', {
      case_id: null,
      escalated_at: null,
      escalated_by: null,
      escalate_note: '',
      owner_id: me,
      claimed_at: tx.now,
    }, { caseId })
  })
