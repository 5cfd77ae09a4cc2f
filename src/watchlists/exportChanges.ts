import { forbidden } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'

/** Somebody takes what a version changed away: recorded. */
export const exportChanges = (ctx: Ctx, versionId: string, list: string): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'watchlists.read') || !isAllowed(tx.actor.roles, 'exports.make'))
      throw forbidden()
    await record(tx, 'watchlist.changes_exported', { subject: versionId, data: { list } })
  })
