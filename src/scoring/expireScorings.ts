import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import { moveScoring } from './moveScoring.ts'
import { isOpen } from './scoring.ts'
import { findExpiredScorings, lockScoring, type ScoringRow } from './scorings.sql.ts'

const expireOne = async (tx: Tx, { id }: ScoringRow): Promise<'done' | 'skipped'> => {
  const scoring = await lockScoring(tx.db, id)
  if (!isOpen(scoring) || scoring.expires_at > tx.now) return 'skipped'
  await moveScoring(tx, scoring, 'expire')
  return 'done'
}

/** Sessions of consent older than six hours (seed 003). */
export const expireScorings = (ctx: Ctx): Promise<Report> =>
  sweep<ScoringRow>(ctx, {
    find: (from, after, limit) => findExpiredScorings(from.db, from.now, after, limit),
    subject: ({ id }) => id,
    each: expireOne,
  })
