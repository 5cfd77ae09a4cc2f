import { forbidden } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import type { RatingQuery } from './ratingSearch.ts'

/** Somebody takes the list away: recorded. Of what was searched only that something was is kept. */
export const exportRatings = (ctx: Ctx, { level, reason, search }: RatingQuery): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'exports.make')) throw forbidden()
    await record(tx, 'rating.list_exported', { subject: tx.actor.id, data: { level, reason, isSearch: search !== '' } })
  })
