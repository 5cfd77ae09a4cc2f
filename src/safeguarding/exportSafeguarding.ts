import { forbidden } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'

/** The days are taken away as a table: recorded. */
export const exportSafeguarding = (ctx: Ctx): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'safeguarding.read')) throw forbidden()
    await record(tx, 'safeguarding.exported', { subject: tx.actor.id })
  })
