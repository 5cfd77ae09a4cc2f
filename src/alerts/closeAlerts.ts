import { conflict } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { isOver } from './alert.ts'
import { lockAlerts } from './alerts.sql.ts'
import { closeLocked, type Closing } from './closeAlert.ts'
import { handlerOf } from './handler.ts'

/**
 * Several at once for one reason: all, or none. `seen`: how many were picked on the page. 409 `alerts_have_changed` where it is another
 * number, or one of them is no longer to be decided or is in a colleague's hands.
 */
export const closeAlerts = (ctx: Ctx, ids: readonly string[], { seen, ...closing }: Closing & { seen: number }): Promise<number> =>
  unit(ctx, async (tx) => {
    const { id: me, roles } = handlerOf(tx.actor)
    const wanted = [...new Set(ids)]
    const alerts = wanted.length === 0 ? [] : await lockAlerts(tx.db, wanted)
    const isMine = ({ state, owner_id: owner }: (typeof alerts)[number]): boolean =>
      state === 'new' || owner === me || roles.includes('officer')
    if (
      alerts.length === 0 || alerts.length !== seen || alerts.length !== wanted.length ||
      alerts.some((one) => isOver(one.state) || !isMine(one))
    ) throw conflict('alerts_have_changed')
    for (const alert of alerts) await closeLocked(tx, alert, closing)
    return alerts.length
  })
