import { forbidden } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { queues, type QueueId } from './queue.ts'

/**
 * Somebody takes figures of the queues away, or the list behind one: recorded. `queue` null: all that he may read, and counts name nobody.
 */
export const exportDashboard = (
  ctx: Ctx,
  { queue, what, period }: { queue: QueueId | null; what: string; period: string },
): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff') throw forbidden()
    const { roles } = tx.actor
    if (!(queue ? isAllowed(roles, queues[queue].read) && isAllowed(roles, 'exports.make') : isAllowed(roles, 'dashboards.read')))
      throw forbidden()
    await record(tx, 'dashboard.exported', { subject: tx.actor.id, data: { queue, what, period } })
  })
