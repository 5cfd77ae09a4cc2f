import { sql } from 'kysely'
import { erasedIds, isHeldFound as held, upTo, type Purger } from './purger.sql.ts'

/** A restriction that still protects somebody whose data is here keeps the request it was asked by. */
const isStillRestricting =
  sql`exists (select from restrictions r where r.request_id = q.id and r.lifted_at is null and (exists (select from payers y where y.id = r.subject_id) or exists (select from people n where n.id = r.subject_id)
  or exists (select from merchant_users u where u.id = r.subject_id and u.name <> '') or exists (select from cards c where c.id = r.subject_id and c.name is not null) or exists (select from mandates m where m.id = r.subject_id and m.name <> '')))`

/**
 * What somebody asked about his data, what he was answered, and what was done: five years, as the proof that he was (GDPR 5(2)). What was
 * erased for him keeps its tombstones.
 */
export const rightsRequests: Purger = {
  category: 'rights_request',
  kind: 'rght',
  root: 'rights_requests',
  over: ({ before, rows, limit }) =>
    sql`select q.id, q.merchant_id, array[q.id, q.merchant_user_id] || array(select s.subject_id from rights_subjects s where s.request_id = q.id) || array(select s.merchant_id from rights_subjects s where s.request_id = q.id) as subject_ids,
      ${isStillRestricting} as is_kept, q.closed_at as began
    from rights_requests q where q.closed_at < ${before} and ${rows(sql`q.id`)} order by q.id ${upTo(limit)}`,
  // who it is about, acts, letters, copies, erasures, rectifications and restrictions go by their foreign keys, in the same statement
  erase:
    sql`delete from rights_requests using found where rights_requests.id = found.id and rights_requests.closed_at is not null and not found.is_kept and not ${held} returning rights_requests.id`,
  withIt: { letters_erased: sql`delete from mails where subject_id in (${erasedIds})` },
  files:
    sql`select f.request_id as id, f.storage_key as key from rights_files f where f.request_id in (${erasedIds}) and f.erased_at is null
    union all select k.request_id, k.storage_key from data_packages k where k.request_id in (${erasedIds}) and k.storage_key is not null`,
}
