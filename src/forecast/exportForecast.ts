import { forbidden } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'

/** Somebody takes the forecast away: recorded. */
export const exportForecast = (ctx: Ctx, kind: string | null): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'exports.make') || !isAllowed(tx.actor.roles, 'clocks.read'))
      throw forbidden()
    await record(tx, 'forecast.exported', { subject: tx.actor.id, data: { kind } })
  })
