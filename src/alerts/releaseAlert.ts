import { conflict } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { handlerOf } from './handler.ts'
import { lockedAlert, moveAlert } from './moveAlert.ts'

/** Gives back what one holds, undecided. 409 `alert_held` where it is another's. */
export const releaseAlert = (ctx: Ctx, id: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const { id: me } = handlerOf(tx.actor)
    const alert = await lockedAlert(tx, id)
    if (alert.state === 'triage' && alert.owner_id !== me) throw conflict('alert_held')
    await moveAlert(tx, alert, 'release', { owner_id: null, claimed_at: null })
  })
