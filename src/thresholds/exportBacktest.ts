import { forbidden } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'

/** Somebody takes away what a trial found: recorded. */
export const exportBacktest = (ctx: Ctx, backtestId: string): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'exports.make') || !isAllowed(tx.actor.roles, 'alerts.read'))
      throw forbidden()
    await record(tx, 'backtest.exported', { subject: backtestId })
  })
