import { sql } from 'kysely'
import { hangingOn, isHeldFound as held, namesOfPayment, upTo, type Purger } from '#src/purgers/purger.sql.ts'

/** Reports that nobody filed; filed ones are their case's. */
export const fraudReports: Purger = {
  category: 'fraud_alert',
  kind: 'frdr',
  over: ({ before, rows, limit }) =>
    sql`select report.id, report.merchant_id, array[report.made_by, report.target_case_id] || report.payment_ids || array(select unnest(${namesOfPayment}) from payments p where p.id = any(report.payment_ids)) || ${hangingOn(sql`select unnest(report.payment_ids)`)} as subject_ids, false as is_kept, report.made_at as began
    from fraud_reports report where report.case_id is null and report.made_at < ${before} and ${rows(sql`report.id`)} order by report.id ${upTo(limit)}`,
  erase:
    sql`delete from fraud_reports using found where fraud_reports.id = found.id and fraud_reports.case_id is null and not found.is_kept and not ${held} returning fraud_reports.id`,
}
