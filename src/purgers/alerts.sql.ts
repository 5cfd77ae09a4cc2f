import { sql } from 'kysely'
import { erasedIds, isHeldFound as held, upTo, type Purger } from './purger.sql.ts'

/**
 * Alerts of monitoring that a person closed: a measure of vigilance, kept five years from then (CMF L561-12). One that went into a case, or
 * was never decided, goes with its merchant: when it goes says nothing of what came of it (X-06).
 */
export const alerts: Purger = {
  category: 'monitoring_alert',
  kind: 'alrt',
  over: ({ before, rows, limit }) =>
    sql`select a.id, a.merchant_id, array[a.id, a.case_id] as subject_ids, false as is_kept, a.closed_at as began
    from alerts a where a.state = 'closed' and a.closed_at < ${before} and ${rows(sql`a.id`)} order by a.id ${upTo(limit)}`,
  // notes go by their foreign key, in the same statement
  erase:
    sql`delete from alerts using found where alerts.id = found.id and alerts.state = 'closed' and not found.is_kept and not ${held} returning alerts.id`,
}

/**
 * What a trial of thresholds would have raised, merchant by merchant; how many stays with the trial. An order on one of its merchants keeps
 * the whole list.
 */
export const backtests: Purger = {
  category: 'backtest',
  kind: 'btst',
  over: ({ before, rows, limit }) =>
    sql`select b.id, null::text as merchant_id, array(select distinct r.merchant_id from backtest_alerts r where r.backtest_id = b.id) as subject_ids, false as is_kept, b.ordered_at as began
    from backtests b where b.state in ('done', 'failed') and b.ordered_at < ${before} and exists (select from backtest_alerts r where r.backtest_id = b.id) and ${rows(sql`b.id`)} order by b.id ${upTo(limit)}`,
  erase: sql`select found.id from found where not found.is_kept and not ${held}`,
  withIt: { rows_erased: sql`delete from backtest_alerts where backtest_id in (${erasedIds})` },
}
