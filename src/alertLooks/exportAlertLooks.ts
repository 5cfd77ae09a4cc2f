import { forbidden } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'

/** Somebody takes away what was judged twice: recorded. */
export const exportAlertLooks = (ctx: Ctx): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'exports.make') || !isAllowed(tx.actor.roles, 'alerts.read'))
      throw forbidden()
    await record(tx, 'alert.looks_exported', { subject: tx.actor.id })
  })
