import { sql } from 'kysely'
import { notFound } from '#src/kernel/errors.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { PinnedList } from './listSet.ts'
import { findCovering, type RunRow } from './runs.sql.ts'
import { findLastSearch, findSet, type SearchRow } from './searches.sql.ts'
import { findSubject, listVersions, type SubjectRow, type VersionRow } from './subjects.sql.ts'

export type ProvenHit = {
  id: string
  listCode: string
  ref: string
  listedName: string
  topic: string
  scoreBps: number
  openedAt: Date
  state: string
  decidedAt: Date | null
  proposedBy: string | null
  decidedBy: string | null
  reason: string | null
}
/**
 * `version` null: at that instant he was screened under no name of ours. `search` null: he had not been searched yet. `run`: the last that
 * carried the search to newer lists. `lists`: those he stood at.
 */
export type Proof = {
  subject: SubjectRow
  before: Date
  merchantName: string
  version: VersionRow | null
  search: SearchRow | null
  searchedLists: PinnedList[]
  run: RunRow | null
  lists: PinnedList[]
  hits: ProvenHit[]
}

/** What was open or judged at that instant, as it stood then: what was decided later is not said. */
const listHitsBefore = async (db: ReadDb, subjectId: string, before: Date): Promise<ProvenHit[]> =>
  (await sql<ProvenHit>`select h.id, h.list_code as "listCode", e.ref, d.name as "listedName", h.topic, h.score_bps as "scoreBps", h.opened_at as "openedAt", case when h.closed_at < ${before} then h.state::text when h.proposed_at < ${before} then 'proposed' else 'open' end as state,
      case when h.closed_at < ${before} then h.closed_at end as "decidedAt", case when h.proposed_at < ${before} then p.name end as "proposedBy", case when h.closed_at < ${before} then s.name end as "decidedBy", case when h.closed_at < ${before} or h.proposed_at < ${before} then h.reason end as reason
    from screening_hits h join watchlist_entries e on e.id = h.entry_id join watchlist_editions d on d.id = h.edition_id left join staff s on s.id = h.decided_by left join staff p on p.id = h.proposed_by
    where h.subject_id = ${subjectId} and h.opened_at < ${before} order by h.id`
    .execute(db))
    .rows

/**
 * That somebody was searched, as of an instant: who he was then, his last search, and the last run that carried it to newer lists without
 * touching him (`docs/screening.md` says why that is exact). 404 for nobody of ours.
 */
export const readProof = async (db: ReadDb, subjectId: string, before: Date): Promise<Proof> => {
  const subject = await findSubject(db, subjectId)
  if (!subject) throw notFound()
  const { name: merchantName } = await db
    .selectFrom('merchants')
    .select('name')
    .where('id', '=', subject.merchantId)
    .executeTakeFirstOrThrow()
  const version = (await listVersions(db, subjectId)).find(({ fromAt, toAt }) => fromAt < before && (toAt === null || toAt >= before)) ??
    null
  const search = version ? await findLastSearch(db, version.id, before) : null
  const run = search ? await findCovering(db, { versionId: search.versionId, searchedAt: search.at, before }) : null
  const searchedLists = search ? (await findSet(db, search.setId))!.lists : []
  return {
    subject,
    before,
    merchantName,
    version,
    search,
    searchedLists,
    run,
    lists: run ? (await findSet(db, run.setId))!.lists : searchedLists,
    hits: await listHitsBefore(db, subjectId, before),
  }
}
