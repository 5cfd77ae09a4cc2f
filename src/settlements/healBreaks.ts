import type { Ctx } from '#src/platform/ctx.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import { healable, lineOfKept } from './settlement.ts'
import { settleLine } from './settleLine.ts'
import { findHealable, type LineRow } from './settlements.sql.ts'

/**
 * Breaks that nobody has dealt with, judged again by what we know now: a settlement may come before the report that explains it. What fits
 * is done, once.
 */
export const healBreaks = (ctx: Ctx): Promise<Report> =>
  sweep<LineRow>(ctx, {
    find: ({ db }, after, limit) => findHealable(db, healable, after, limit),
    subject: ({ id }) => id,
    each: async (tx, row) => ((await settleLine(tx, lineOfKept(row))) ? 'done' : 'skipped'),
  })
