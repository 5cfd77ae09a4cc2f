import { forbidden } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'

/** Somebody takes the list away: recorded. What was looked for may name somebody: only that something was is kept. */
export const exportCorrections = (ctx: Ctx, isFiltered: boolean): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'exports.make') || !isAllowed(tx.actor.roles, 'corrections.read'))
      throw forbidden()
    await record(tx, 'correction.list_exported', { subject: tx.actor.id, data: { isFiltered } })
  })
