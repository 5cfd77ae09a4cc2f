import { addDays, parisDay } from '#src/kernel/calendar.ts'
import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import { noteAct } from './moveRequest.ts'
import { changeRequest, listRunning, lockRequest, type WatchedRequest } from './rights.sql.ts'
import { alertDays, alertDue, escalationDays, standingOn } from './rightsClock.ts'

/**
 * Seven days before, three, one, and once it is late: each once, the nearest of those that were missed. From the last day but one it is the
 * officer's as well.
 */
const watch = async (tx: Tx, { id }: WatchedRequest): Promise<'done' | 'skipped'> => {
  const request = await lockRequest(tx.db, id)
  if (!request || request.closed_at !== null || request.suspended_on !== null) return 'skipped'
  const { daysLeft, dueOn } = standingOn(request, tx.now)
  const alert = alertDue(daysLeft)
  if (alert === null || (request.alerted_days !== null && request.alerted_days <= alert)) return 'skipped'
  const isGrave = alert <= escalationDays
  await changeRequest(tx.db, id, { alerted_days: alert, ...(isGrave ? { escalated_at: request.escalated_at ?? tx.now } : {}) })
  await noteAct(tx, request, isGrave ? 'rights_request.escalated' : 'rights_request.alerted', { facts: { dueOn, daysLeft } })
  return 'done'
}

export const watchRightsClocks = (ctx: Ctx): Promise<Report> => {
  const until = addDays(parisDay(ctx.now), Math.max(...alertDays))
  return sweep<WatchedRequest>(ctx, {
    find: ({ db }, after, limit) => listRunning(db, until, after, limit),
    subject: ({ id }) => id,
    each: watch,
  })
}
