import { findAnyDispute, lockDispute } from '#src/disputes/disputes.sql.ts'
import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import { escalationDays, standingOn } from './resolution.ts'
import { changeResolution, listLivingResolutions, lockResolution, type LivingResolution } from './resolutions.sql.ts'

/** Past its 30 days it is flagged, and a week later carried to the officer; one that is stopped with a reason is neither. */
const watch = async (tx: Tx, { id, dispute_id: disputeId }: LivingResolution): Promise<'done' | 'skipped'> => {
  if (!(await findAnyDispute(tx.db, disputeId))) return 'skipped'
  await lockDispute(tx.db, disputeId)
  const one = await lockResolution(tx.db, id)
  const { isLate, isSuspended, daysLeft, dueOn } = standingOn(one, tx.now)
  if (one.closed_at !== null || isSuspended || !isLate) return 'skipped'
  const isGrave = 0 - daysLeft > escalationDays
  if (one.alerted_at !== null && (one.escalated_at !== null || !isGrave)) return 'skipped'
  await changeResolution(tx.db, id, { alerted_at: one.alerted_at ?? tx.now, ...(isGrave ? { escalated_at: tx.now } : {}) })
  await record(tx, isGrave ? 'resolution.escalated' : 'resolution.alerted', {
    subject: id,
    merchantId: one.merchant_id,
    data: { disputeId, dueOn, daysLate: 0 - daysLeft },
  })
  return 'done'
}

/** The clock of each resolution that is not over, as it stands today: whatever days were missed are made up for at once. */
export const watchResolutions = (ctx: Ctx): Promise<Report> =>
  sweep<LivingResolution>(ctx, {
    find: ({ db }, after, limit) => listLivingResolutions(db, after, limit),
    subject: ({ id }) => id,
    each: watch,
  })
