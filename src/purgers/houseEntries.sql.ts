import { sql } from 'kysely'
import { erasedIds, isHeldFound as held, upTo, type Purger } from './purger.sql.ts'

const takenOff = sql`(select v.imported_at from watchlist_versions v where v.list_code = e.list_code and v.number = e.removed_version)`

/**
 * Whom our own list named, a year after he was taken off it: name, what was said of him and the reference go, that an entry came and went
 * stays. While a finding names it, it stays with that finding. What authorities publish stays: a search of any day must be explained by the
 * list of that day.
 */
export const houseEntries: Purger = {
  category: 'house_entry',
  kind: 'wlen',
  over: ({ before, rows, limit }) =>
    sql`select e.id, null::text as merchant_id, array[e.id] as subject_ids, (exists (select from screening_hits h where h.entry_id = e.id) or exists (select from freezes z where z.entry_id = e.id)) as is_kept, ${takenOff} as began
    from watchlist_entries e where e.list_code = 'house' and e.removed_version is not null and e.ref <> e.id and ${takenOff} < ${before} and ${rows(sql`e.id`)} order by e.id ${upTo(limit)}`,
  erase:
    sql`update watchlist_entries set ref = watchlist_entries.id from found where watchlist_entries.id = found.id and watchlist_entries.removed_version is not null and not found.is_kept and not ${held} returning watchlist_entries.id`,
  withIt: {
    editions_emptied:
      sql`update watchlist_editions set name = '', party = '{}', details = '{}', digest = sha256(convert_to(id, 'UTF8')) where entry_id in (${erasedIds})`,
  },
}

/** That a company of this number was refused, at most three years. */
export const rejectionMarkers: Purger = {
  category: 'rejected_dossier_marker',
  kind: 'rmrk',
  over: ({ before, rows, limit }) =>
    sql`select r.id, r.merchant_id, array[r.id] as subject_ids, false as is_kept, r.refused_at as began from rejection_markers r where r.refused_at < ${before} and ${rows(sql`r.id`)} order by r.id ${upTo(limit)}`,
  erase:
    sql`delete from rejection_markers using found where rejection_markers.id = found.id and not found.is_kept and not ${held} returning rejection_markers.id`,
}
