import { sql } from 'kysely'
import { isHeldFound as held, upTo, whileAnyIsHeld, type Purger } from './purger.sql.ts'

/**
 * A freeze that was released, with its reports to the Treasury and what happened under it: five years from the release (CNIL AU-003). One
 * that stands stays, and keeps its merchant and its hit.
 */
export const freezes: Purger = {
  category: 'asset_freeze',
  kind: 'frez',
  over: ({ before, rows, limit }) =>
    sql`select z.id, z.merchant_id, array[z.id, z.hit_id] || ${whileAnyIsHeld(sql`array(select s.person_id from screening_hits h join screening_subjects s on s.id = h.subject_id where h.id = z.hit_id) || array(select a.case_id from aml_case_hits a where a.hit_id = z.hit_id)`)} as subject_ids, false as is_kept, z.released_at as began
    from freezes z where z.state = 'released' and z.released_at < ${before} and ${rows(sql`z.id`)} order by z.id ${upTo(limit)}`,
  // reports, events and the titles that kept its money are unlinked by their foreign keys, in the same statement
  erase:
    sql`delete from freezes using found where freezes.id = found.id and freezes.state = 'released' and not found.is_kept and not ${held} returning freezes.id`,
}
