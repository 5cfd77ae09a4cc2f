import { conflict } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { handlerOf } from './handler.ts'
import { lockedAlert, moveAlert } from './moveAlert.ts'

/** Takes an alert in hand. Taking what one holds changes nothing. 409 `alert_held` where somebody else has it. */
export const claimAlert = (ctx: Ctx, id: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const { id: me } = handlerOf(tx.actor)
    const alert = await lockedAlert(tx, id)
    if (alert.state === 'triage' && alert.owner_id === me) return
    if (alert.state === 'triage') throw conflict('alert_held')
    await moveAlert(tx, alert, 'claim', { owner_id: me, claimed_at: tx.now })
  })
