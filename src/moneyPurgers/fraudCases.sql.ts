import { sql } from 'kysely'
import { erasedIds, isHeldFound as held, hangingOn, namesOfPayment, upTo, type Purger } from '#src/purgers/purger.sql.ts'

const paymentsOf = sql`select f.payment_id from fraud_case_payments f where f.case_id = c.id`

/**
 * A case, its payments' findings, decisions, effects, certificates and the reports it came from: five years after it closed. The bookings
 * stay.
 */
export const fraudCases: Purger = {
  category: 'fraud_case',
  kind: 'frdc',
  root: 'fraud_cases',
  over: ({ before, rows, limit }) =>
    sql`select c.id, c.merchant_id, array[c.id] || array(select unnest(${namesOfPayment}) from payments p where p.id in (${paymentsOf})) || ${hangingOn(paymentsOf)} as subject_ids, false as is_kept, c.closed_at as began
    from fraud_cases c where c.closed_at < ${before} and ${rows(sql`c.id`)} order by c.id ${upTo(limit)}`,
  erase:
    sql`delete from fraud_cases using found where fraud_cases.id = found.id and fraud_cases.closed_at is not null and not found.is_kept and not ${held} returning fraud_cases.id`,
  keys: { subjects: erasedIds },
  // findings, decisions, effects, certificates and reports go by their foreign keys, in the same statement
  withIt: {
    notes_gone: sql`select n.id from notes n where n.subject_id in (${erasedIds})`,
    attachments_erased: sql`delete from note_attachments where note_id in (select id from notes_gone)`,
    notes_erased: sql`delete from notes where id in (select id from notes_gone)`,
  },
  files: sql`select f.case_id as id, f.storage_key as key from fraud_certificates f where f.case_id in (${erasedIds})
    union all select n.subject_id, f.storage_key from note_attachments f join notes n on n.id = f.note_id where n.subject_id in (${erasedIds})`,
  buries: sql`select r.id from fraud_reports r where r.case_id in (${erasedIds})`,
}
