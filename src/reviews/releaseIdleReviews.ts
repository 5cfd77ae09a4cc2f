import { record } from '#src/platform/record.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import { idleCutoff } from './review.ts'
import { freeIdleRow, listIdle, type ReviewRow } from './reviews.sql.ts'

/** Files whose owner gave no sign for thirty minutes are anybody's again. A sign given meanwhile keeps the file: skipped. */
export const releaseIdleReviews = (ctx: Ctx): Promise<Report> =>
  sweep<ReviewRow>(ctx, {
    find: ({ db, now }, after, limit) => listIdle(db, idleCutoff(now), after as (ReviewRow & { owner_active_at: Date }) | null, limit),
    subject: ({ id }) => id,
    each: async (tx, { id, owner_id: ownerId, merchant_id: merchantId, dossier_id: dossierId }) => {
      if (!ownerId || !(await freeIdleRow(tx.db, id, ownerId, idleCutoff(tx.now)))) return 'skipped'
      await record(tx, 'review.lock_expired', { subject: id, merchantId, data: { dossierId, ownerId } })
      return 'done'
    },
  })
