import { forbidden } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'

/**
 * Somebody takes the list or the calendar away: recorded. What was filtered may name a title or a person: only that something was is kept.
 */
export const exportHolds = (ctx: Ctx, what: 'list' | 'calendar', isFiltered: boolean): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'exports.make') || !isAllowed(tx.actor.roles, 'holds.read'))
      throw forbidden()
    await record(tx, `hold.${what}_exported`, { subject: tx.actor.id, data: { isFiltered } })
  })
