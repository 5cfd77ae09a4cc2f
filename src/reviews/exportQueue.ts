import { forbidden } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import type { QueueView } from './queueAddress.ts'

/** Somebody takes the list away: recorded, with what he asked for. */
export const exportQueue = (ctx: Ctx, { filter, sort }: QueueView): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'exports.make')) throw forbidden()
    await record(tx, 'review.queue_exported', { subject: tx.actor.id, data: { ...filter, sort } })
  })
