import { isAllowed } from '#src/kernel/permissions.ts'
import { countOpenAnswers, openAnswerCount } from '#src/payouts/answers.sql.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { breakCount, countBreaks } from './settlements.sql.ts'

/** Beyond it nobody counts: the page says « 1 000+ ». */
const cap = 1_000

export const countLines = async ({ ctx }: Visit): Promise<{ count: number; isCapped: boolean }> => {
  const count = await countBreaks(ctx.db, cap)
  return { count, isCapped: count === cap }
}

/** What the bank said of payouts is for who may see payouts: null for the others. */
export const countAnswers = async (visit: Visit): Promise<{ count: number; isCapped: boolean } | null> => {
  if (!isAllowed(staffOf(visit).roles, 'payouts.read')) return null
  const count = await countOpenAnswers(visit.ctx.db, cap)
  return { count, isCapped: count === cap }
}

/**
 * What waits for somebody, from the acquirer; and from the bank, to who may see payouts. To be asked with others (`askTogether`), and
 * added.
 */
export const breakQuestions = (visit: Visit) => ({
  brokenLines: breakCount(cap),
  brokenAnswers: isAllowed(staffOf(visit).roles, 'payouts.read') ? openAnswerCount(cap) : null,
})
export const allBreaks = (lines: { count: number }, answers: { count: number } | null): { count: number; isCapped: boolean } => ({
  count: lines.count + (answers?.count ?? 0),
  isCapped: lines.count === cap || answers?.count === cap,
})
