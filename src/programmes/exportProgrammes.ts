import { forbidden } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'

/** Somebody takes a list of the programmes, or of what came of disputes, away: recorded. */
export const exportProgrammes = (ctx: Ctx, what: 'ranks' | 'outcomes', asked: Record<string, string | null>): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'exports.make') || !isAllowed(tx.actor.roles, 'payments.read'))
      throw forbidden()
    await record(tx, 'programme.list_exported', { subject: tx.actor.id, data: { what, ...asked } })
  })
