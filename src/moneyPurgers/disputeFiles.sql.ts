import { sql } from 'kysely'
import { erasedIds, hangingOn, isHeldFound as held, namesOfPayment, upTo, type Purger } from '#src/purgers/purger.sql.ts'

const resolutionsGone = sql`select r.id from resolutions r where r.dispute_id in (${erasedIds})`

/** A dispute, its lines, its resolution and the evidence: five years after it closed. The bookings stay. */
export const disputeFiles: Purger = {
  category: 'dispute_file',
  kind: 'dspt',
  root: 'disputes',
  over: ({ before, rows, limit }) =>
    sql`select d.id, d.merchant_id, array[d.id] || array(select unnest(${namesOfPayment}) from payments p where p.id = d.payment_id) || ${hangingOn(sql`d.payment_id`)} as subject_ids, false as is_kept, d.closed_at as began
    from disputes d where d.closed_at < ${before} and ${rows(sql`d.id`)} order by d.id ${upTo(limit)}`,
  erase:
    sql`delete from disputes using found where disputes.id = found.id and disputes.closed_at is not null and not found.is_kept and not ${held} returning disputes.id`,
  keys: { subjects: erasedIds },
  // lines, reminders, resolution, its changes, pieces and files go by their foreign keys, in the same statement
  withIt: {
    // the simulated acquirer knows a dispute by the network's reference
    evidence_forgotten:
      sql`delete from simulator_evidence where dispute in (select d.report_key from disputes d where d.id in (${erasedIds}))`,
    notes_gone: sql`select n.id from notes n where n.subject_id in (${erasedIds}) or n.subject_id in (${resolutionsGone})`,
    attachments_erased: sql`delete from note_attachments where note_id in (select id from notes_gone)`,
    notes_erased: sql`delete from notes where id in (select id from notes_gone)`,
  },
  files:
    sql`select r.dispute_id as id, f.storage_key as key from resolution_pieces f join resolutions r on r.id = f.resolution_id where r.dispute_id in (${erasedIds})
    union all select r.dispute_id, f.id from evidence_files f join resolutions r on r.id = f.resolution_id where r.dispute_id in (${erasedIds})
    union all select n.subject_id, f.storage_key from note_attachments f join notes n on n.id = f.note_id where n.subject_id in (${erasedIds})
    union all select r.dispute_id, f.storage_key from note_attachments f join notes n on n.id = f.note_id join resolutions r on r.id = n.subject_id where r.dispute_id in (${erasedIds})`,
  buries: resolutionsGone,
}
