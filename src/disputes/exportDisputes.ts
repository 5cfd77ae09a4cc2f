import { forbidden } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import type { DisputeQuery } from './disputeSearch.ts'

/** Somebody takes the list away: recorded. What was searched may be somebody's name: only that something was is kept. */
export const exportDisputes = (ctx: Ctx, { shelf, world, network, category, from, to, search }: DisputeQuery): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'exports.make') || !isAllowed(tx.actor.roles, 'disputes.read'))
      throw forbidden()
    await record(tx, 'dispute.list_exported', {
      subject: tx.actor.id,
      data: { shelf, world, network, category, from, to, isSearch: search !== '' },
    })
  })
