import { sql, type RawBuilder } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import { isHeldFound as held, startOf } from './purger.sql.ts'

/** Of one who never had a contract there is no end to wait for. */
const isPast = sql`(m.id is null or m.ended_on is not null or m.state in ('rejected', 'deactivated'))`

/** Cases in which two people saw no suspicion, or one did: each by itself, and as long as a declaration would be kept. */
const overCleared = (before: Date): RawBuilder<unknown> =>
  sql`select c.id, c.merchant_id, array[c.id, c.case_id] as subject_ids, false as is_kept, cleared.began, 0 as count, coalesce(m.name, '') as name
  from closed_conclusions c left join merchants m on m.id = c.merchant_id cross join lateral (select greatest(coalesce(c.decided_at, c.proposed_at), ${startOf('m.ended_on')}) as began) cleared
  where c.outcome = 'no_suspicion' and cleared.began < ${before} and ${isPast}`

/**
 * Lines of declarations (the first, and what completes it) that are over: their last filing, or where none was filed their abandoning, and
 * the end of the relationship are both before an instant; of one who never had a contract the first alone. Nothing of a line is in writing.
 * And what was concluded without one.
 */
const over = (before: Date): RawBuilder<unknown> =>
  sql`select d.id, d.merchant_id, array[d.id] || array(select c.case_id from closed_conclusions c where c.declaration_id = d.id) as subject_ids, false as is_kept, line.began, line.count, coalesce(m.name, '') as name
  from closed_declarations d left join merchants m on m.id = d.merchant_id
  cross join lateral (select greatest(max(coalesce(l.filed_at, l.ended_at)), ${startOf('m.ended_on')}) as began, bool_and(l.filed_at is not null or l.state = 'abandoned') as is_settled, count(*)::int as count from closed_declarations l where l.id = d.id or l.amends_id = d.id) line
  where d.amends_id is null and line.is_settled and line.began < ${before} and ${isPast} union all ${overCleared(before)}`

/** `count`: of declarations; none in what was concluded without one, whose case is `caseId` while it is there. */
export type OverLine = { id: string; merchantId: string; name: string; began: Date; count: number; caseId: string | null; isHeld: boolean }

/** By their key. To the circle alone. */
export const listOverLines = async (db: ReadDb, before: Date): Promise<OverLine[]> =>
  (await sql<OverLine>`select found.id, found.merchant_id as "merchantId", found.name, found.began, found.count, (select c.case_id from closed_conclusions c join aml_cases a on a.id = c.case_id where found.count = 0 and c.id = found.id) as "caseId", ${held} as "isHeld" from (${over(before)}) found order by found.id`
    .execute(db))
    .rows

/** Whoever orders a hold waits for the end of this transaction, as in every purge: before the files go. */
export const lockHolds = (db: WritableDb): Promise<unknown> => sql`lock table legal_holds in share mode`.execute(db)

/** Pieces of lines, removed ones too: each file has the id of its row. */
export const listPiecesOfLines = async (db: ReadDb, lines: readonly string[]): Promise<{ line: string; id: string }[]> =>
  (await sql<{ line: string; id: string }>`select coalesce(l.amends_id, l.id) as line, p.id from closed_pieces p join closed_declarations l on l.id = p.declaration_id where coalesce(l.amends_id, l.id) = any(${lines}::text[]) order by p.id`
    .execute(db))
    .rows

export type EndedLines = { lines: string[]; declarations: number }
export type Ending = { purgeId: string; before: Date; lines: readonly string[]; now: Date }

/** Each with its key, so that what is sealed under it is noise in every backup; what is held in the same statement stays. */
export const eraseLines = async (db: WritableDb, { purgeId, before, lines, now }: Ending): Promise<EndedLines> =>
  (await sql<EndedLines>`with found as materialized (select o.* from (${over(before)}) o where o.id = any(${lines}::text[])),
      erased as (select found.id from found where not found.is_kept and not ${held}),
      whole as (select l.id from closed_declarations l where coalesce(l.amends_id, l.id) in (select id from erased)),
      conclusions as (delete from closed_conclusions where declaration_id in (select id from whole) or id in (select id from erased) returning id, case_id, round),
      oppositions as (delete from closed_oppositions where declaration_id in (select id from whole)),
      pieces as (delete from closed_pieces where declaration_id in (select id from whole)),
      gone as (delete from closed_declarations where id in (select id from whole) returning id),
      buried as (insert into closed_tombstones (hash, purge_id, at) select sha256(convert_to(id, 'UTF8')), ${purgeId}, ${now} from (select id from whole union all select id from conclusions union select c.case_id || '/' || c.round from conclusions c where not exists (select from closed_conclusions k where k.case_id = c.case_id and k.round = c.round and k.id not in (select id from conclusions))) gone_ids)
    select array(select id from erased order by id) as lines, (select count(*)::int from gone) as declarations`
    .execute(db))
    .rows[0]!

/** Of what is buried by a purge, how much is still there: none, or it is said. */
export const countRemaining = async (db: ReadDb, purgeId: string): Promise<number> =>
  (await sql<{ rows: number }>`select count(*)::int as rows from (select id from closed_declarations union all select declaration_id from closed_pieces union all select declaration_id from closed_oppositions union all select id from closed_conclusions union all select declaration_id from closed_conclusions) w
    where exists (select from closed_tombstones t where t.purge_id = ${purgeId} and t.hash = sha256(convert_to(w.id, 'UTF8')))`
    .execute(db))
    .rows[0]!
    .rows
