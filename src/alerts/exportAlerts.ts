import { forbidden } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'

/** Somebody takes a list of alerts away: recorded. */
export const exportAlerts = (ctx: Ctx, asked: Record<string, string | boolean | null>): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'exports.make') || !isAllowed(tx.actor.roles, 'alerts.read'))
      throw forbidden()
    await record(tx, 'alert.list_exported', { subject: tx.actor.id, data: asked })
  })
