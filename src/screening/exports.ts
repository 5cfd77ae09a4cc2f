import { forbidden } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'

/** Somebody takes the searches, the hits or a second look away: recorded. */
export const exportScreening = (ctx: Ctx, what: 'searches' | 'hits' | 'looks'): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'exports.make') || !isAllowed(tx.actor.roles, 'screening.read'))
      throw forbidden()
    await record(tx, `screening.${what}_exported`, { subject: tx.actor.id })
  })

/** A proof of search is made for somebody: recorded, with the day it is of. */
export const noteProof = (ctx: Ctx, subjectId: string, onDay: string): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'screening.read')) throw forbidden()
    await record(tx, 'screening.proof_made', { subject: subjectId, data: { onDay } })
  })
