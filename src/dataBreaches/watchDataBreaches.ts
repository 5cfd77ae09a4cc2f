import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import { breachAlertDue, standingAt } from './dataBreach.ts'
import { changeDataBreach, insertBreachAct, listNotices, listRunningBreaches, lockDataBreach,
  type WatchedBreach } from './dataBreaches.sql.ts'

/** Two days before the end, one, six hours, and once it is over: each once, the nearest of those that were missed. */
const watch = async (tx: Tx, { id }: WatchedBreach): Promise<'done' | 'skipped'> => {
  const row = await lockDataBreach(tx.db, id)
  if (!row || row.closed_at !== null || row.is_notified === false || (await listNotices(tx.db, id)).length > 0) return 'skipped'
  const standing = standingAt(row.aware_at, tx.now)
  const alert = breachAlertDue(standing, tx.now)
  if (alert === null || (row.alerted_hours !== null && row.alerted_hours <= alert)) return 'skipped'
  await changeDataBreach(tx.db, id, { alerted_hours: alert })
  await insertBreachAct(tx.db, tx.actor, { breach_id: id, at: tx.now, act: alert === 0 ? 'overdue' : 'alerted' })
  await record(tx, alert === 0 ? 'data_breach.overdue' : 'data_breach.alerted', { subject: id, data: { hoursLeft: standing.hoursLeft } })
  return 'done'
}

export const watchDataBreaches = (ctx: Ctx): Promise<Report> =>
  sweep<WatchedBreach>(ctx, { find: ({ db }, after, limit) => listRunningBreaches(db, after, limit), subject: ({ id }) => id, each: watch })
