import { sql, type Insertable, type Selectable, type Updateable } from 'kysely'
import type { AmlCaseState } from '#src/amlCases/amlCase.ts'
import { isId } from '#src/kernel/ids.ts'
import { normaliseName } from '#src/kernel/names.ts'
import { containing } from '#src/platform/containing.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { ClosedConclusions, ClosedDeclarationState } from '#src/platform/db.types.ts'
import type { Said, Shelf } from './conclusion.ts'

export type ConclusionRow = Selectable<ClosedConclusions>

/** One at a time for a case. Nothing outside is locked: whoever works there never waits on account of what is concluded here (X-06). */
export const lockConclusions = async (db: WritableDb, caseId: string): Promise<void> =>
  void (await sql`select pg_advisory_xact_lock(hashtextextended(${`conclusion ${caseId}`}, 0))`.execute(db))

export const insertConclusion = async (db: WritableDb, row: Insertable<ClosedConclusions>): Promise<void> =>
  void (await db.insertInto('closed_conclusions').values(row).execute())
export const changeConclusion = async (db: WritableDb, id: string, change: Updateable<ClosedConclusions>): Promise<void> =>
  void (await db.updateTable('closed_conclusions').set(change).where('id', '=', id).execute())

export type NamedConclusion = ConclusionRow & {
  proposedName: string
  decidedName: string | null
  declarationState: ClosedDeclarationState | null
}
/** All that was said of a case, the newest first. */
export const listConclusions = (db: ReadDb, caseId: string): Promise<NamedConclusion[]> =>
  db
    .selectFrom('closed_conclusions as k')
    .innerJoin('staff as p', 'p.id', 'k.proposed_by')
    .leftJoin('staff as q', 'q.id', 'k.decided_by')
    .leftJoin('closed_declarations as d', 'd.id', 'k.declaration_id')
    .selectAll('k')
    .select(['p.name as proposedName', 'q.name as decidedName', 'd.state as declarationState'])
    .where('k.case_id', '=', caseId)
    .orderBy('k.id', 'desc')
    .limit(100)
    .execute()

/** What stands of the examination `round`. */
export const saidOf = (rows: readonly NamedConclusion[], { state, round }: { state: AmlCaseState; round: number }): Said => {
  const now = rows.filter((row) => row.round === round)
  const cleared = now.find(({ outcome, state: one }) => outcome === 'no_suspicion' && one !== 'declined')?.state
  return {
    isConcluded: state === 'concluded',
    cleared: cleared === 'proposed' || cleared === 'decided' ? cleared : null,
    declarationId: now.find(({ declarationState: one }) => one !== null && one !== 'abandoned')?.declaration_id ?? null,
  }
}

const clearedOf =
  sql`left join lateral (select k.state, k.proposed_at from closed_conclusions k where k.case_id = c.id and k.round = c.round and k.outcome = 'no_suspicion' and k.state <> 'declined' limit 1) n on true`
const declaredOf =
  sql`left join lateral (select k.declaration_id, d.state from closed_conclusions k join closed_declarations d on d.id = k.declaration_id where k.case_id = c.id and k.round = c.round and d.state <> 'abandoned' order by k.id desc limit 1) w on true`
/**
 * What was concluded of it is over and was erased (src/declarationEnds): it is not to be concluded anew while the case waits for the end of
 * the merchant's file.
 */
const isOver = sql`exists (select from closed_tombstones t where t.hash = sha256(convert_to(c.id || '/' || c.round, 'UTF8')))`
const onShelf: Record<Shelf, ReturnType<typeof sql>> = {
  to_decide: sql`c.state = 'concluded' and n.state is null and w.state is null`,
  proposed: sql`n.state = 'proposed' and w.state is null`,
  declared: sql`w.state is not null`,
  cleared: sql`n.state = 'decided' and w.state is null`,
  all: sql`(c.state = 'concluded' or w.state is not null)`,
}

export type ConclusionQuery = { shelf: Shelf; search: string; after: string | null }
export type FoundConclusion = Said & {
  id: string
  merchantName: string
  merchantId: string
  handedAt: Date | null
  handedBy: string | null
  openedAt: Date
  declarationState: ClosedDeclarationState | null
}

/** Cases that were handed over, or of which something was declared already; the newest case first, from below an id. */
export const searchConclusions = async (
  db: ReadDb,
  { shelf, search, after }: ConclusionQuery,
  limit: number,
): Promise<FoundConclusion[]> => {
  const looked = search === ''
    ? sql``
    : isId('amlc', search)
    ? sql`and c.id = ${search}`
    : isId('alrt', search)
    ? sql`and c.id = (select a.case_id from alerts a where a.id = ${search})`
    : isId('mrch', search)
    ? sql`and c.merchant_id = ${search}`
    : sql`and m.search_name like ${containing(normaliseName(search))}`
  return (await sql<FoundConclusion>`select c.id, c.merchant_id as "merchantId", m.name as "merchantName", c.opened_at as "openedAt", c.concluded_at as "handedAt", s.name as "handedBy", c.state = 'concluded' as "isConcluded", n.state as cleared, w.declaration_id as "declarationId", w.state as "declarationState"
    from aml_cases c join merchants m on m.id = c.merchant_id left join staff s on s.id = c.concluded_by ${clearedOf} ${declaredOf}
    where ${onShelf[shelf]} and not ${isOver} ${looked} ${after === null ? sql`` : sql`and c.id < ${after}`} order by c.id desc limit ${limit}`
    .execute(db))
    .rows
}

/** What the circle has to say something of. */
export const countToConclude = async (db: ReadDb): Promise<number> =>
  (await sql<{ count: number }>`select count(*)::int as count from aml_cases c ${clearedOf} ${declaredOf} where c.state = 'concluded' and w.state is null and n.state is distinct from 'decided' and not ${isOver}`
    .execute(db))
    .rows[0]!
    .count
