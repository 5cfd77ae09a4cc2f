import { sql } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import { listVersionsInForce } from '#src/watchlists/watchlists.sql.ts'
import { setOf, type PinnedList, type PinnedSet } from './listSet.ts'
import type { ScreeningTrigger } from './subject.ts'

/** The lists as they are at this moment. */
export const readSet = async (db: ReadDb): Promise<PinnedSet> =>
  setOf((await listVersionsInForce(db)).map(({ listCode, versionId, number, publishedOn, sha256, entries }) => ({
    list: listCode,
    versionId,
    number,
    publishedOn,
    sha256: sha256.toString('hex'),
    entries,
  })))

/** The row of a set, made once. */
export const keepSet = async (db: WritableDb, { hash, lists }: PinnedSet, at: Date): Promise<number> => {
  const known = await sql<{ id: number }>`select id from screening_sets where hash = ${hash}`.execute(db)
  if (known.rows[0]) return known.rows[0].id
  await sql`insert into screening_sets (hash, lists, first_at) values (${hash}, ${JSON.stringify(lists)}, ${at}) on conflict (hash) do nothing`
    .execute(db)
  return (await sql<{ id: number }>`select id from screening_sets where hash = ${hash}`.execute(db)).rows[0]!.id
}

export type SetRow = PinnedSet & { id: number }
export const findSet = async (db: ReadDb, id: number): Promise<SetRow | null> =>
  (await sql<SetRow>`select id, hash, lists from screening_sets where id = ${id}`.execute(db)).rows[0] ?? null
export const findSetByHash = async (db: ReadDb, hash: Buffer): Promise<SetRow | null> =>
  (await sql<SetRow>`select id, hash, lists from screening_sets where hash = ${hash}`.execute(db)).rows[0] ?? null
export const listSets = async (db: ReadDb, ids: readonly number[]): Promise<Map<number, PinnedList[]>> =>
  new Map((ids.length === 0
    ? []
    : (await sql<SetRow>`select id, hash, lists from screening_sets where id = any(${ids}::bigint[])`.execute(db)).rows)
    .map(({ id, lists }) => [id, lists]))

export type SearchRow = {
  id: string
  subjectId: string
  versionId: string
  merchantId: string
  trigger: ScreeningTrigger
  at: Date
  setId: number
  engine: string
  alertBps: number
  urgentBps: number
  candidateCount: number
  bestBps: number
  raisedCount: number
  openedCount: number
}

export const insertSearch = async (db: WritableDb, row: SearchRow): Promise<void> => {
  await sql`insert into screening_searches (id, subject_id, version_id, merchant_id, trigger, at, set_id, engine, alert_bps, urgent_bps, candidate_count, best_bps, raised_count, opened_count)
    values (${row.id}, ${row.subjectId}, ${row.versionId}, ${row.merchantId}, ${row.trigger}::screening_trigger, ${row.at}, ${row.setId}, ${row.engine}, ${row.alertBps}, ${row.urgentBps}, ${row.candidateCount}, ${row.bestBps}, ${row.raisedCount}, ${row.openedCount})`
    .execute(db)
}

/** From here on he stands there; what was nearly alike is kept beside. */
export const keepStand = async (
  db: WritableDb,
  versionId: string,
  { at, setId, engine, alertBps }: Pick<SearchRow, 'at' | 'setId' | 'engine' | 'alertBps'>,
  scores: readonly { entryId: string; scoreBps: number }[],
): Promise<void> => {
  await sql`update screening_versions set searched_at = ${at}, set_id = ${setId}, engine = ${engine}, alert_bps = ${alertBps}, run_id = null where id = ${versionId}`
    .execute(db)
  await sql`delete from screening_scores where version_id = ${versionId}`.execute(db)
  await addScores(db, scores.map((one) => ({ ...one, versionId })))
}

/** Rows of one statement. */
const batch = 5_000

export const addScores = async (
  db: WritableDb,
  scores: readonly { versionId: string; entryId: string; scoreBps: number }[],
): Promise<void> => {
  for (let at = 0; at < scores.length; at += batch) {
    const rows = scores.slice(at, at + batch).map(({ versionId, entryId, scoreBps }) => ({
      version_id: versionId,
      entry_id: entryId,
      score_bps: scoreBps,
    }))
    await db
      .insertInto('screening_scores')
      .values(rows)
      .onConflict((oc) => oc.columns(['version_id', 'entry_id']).doUpdateSet((eb) => ({ score_bps: eb.ref('excluded.score_bps') })))
      .execute()
  }
}

/** An entry that changed is scored anew against everybody whom a run carries: what it was before counts no more. */
export const dropScoresOf = async (db: WritableDb, entryIds: readonly string[]): Promise<void> => {
  await db
    .deleteFrom('screening_scores')
    .where('entry_id', 'in', entryIds)
    .where('version_id', 'in', (eb) => eb.selectFrom('screening_versions').select('id').where('run_id', 'is not', null))
    .execute()
}

const searchColumns =
  sql`q.id, q.subject_id as "subjectId", q.version_id as "versionId", q.merchant_id as "merchantId", q.trigger, q.at, q.set_id as "setId", q.engine, q.alert_bps as "alertBps", q.urgent_bps as "urgentBps",
  q.candidate_count as "candidateCount", q.best_bps as "bestBps", q.raised_count as "raisedCount", q.opened_count as "openedCount"`

export type FoundSearch = SearchRow & { name: string; merchantName: string }
export type SearchQuery = {
  merchantId: string | null
  subjectId: string | null
  trigger: ScreeningTrigger | null
  isRaised: boolean
  from: Date | null
  until: Date | null
  after: string | null
}

/** The newest first, by key. */
export const searchSearches = async (
  db: ReadDb,
  { merchantId, subjectId, trigger, isRaised, from, until, after }: SearchQuery,
  limit: number,
): Promise<FoundSearch[]> =>
  (await sql<FoundSearch>`select ${searchColumns}, v.name, m.name as "merchantName" from screening_searches q join screening_versions v on v.id = q.version_id join merchants m on m.id = q.merchant_id
    where true ${merchantId ? sql`and q.merchant_id = ${merchantId}` : sql``} ${subjectId ? sql`and q.subject_id = ${subjectId}` : sql``} ${trigger ? sql`and q.trigger = ${trigger}::screening_trigger` : sql``}
      ${isRaised ? sql`and q.raised_count > 0` : sql``} ${from ? sql`and q.at >= ${from}` : sql``} ${until ? sql`and q.at < ${until}` : sql``} ${after ? sql`and q.id < ${after}` : sql``}
    order by q.id desc limit ${limit}`
    .execute(db))
    .rows

/** The last search of a version by himself, before an instant. */
export const findLastSearch = async (db: ReadDb, versionId: string, before: Date): Promise<SearchRow | null> =>
  (await sql<SearchRow>`select ${searchColumns} from screening_searches q join screening_versions v on v.id = ${versionId} where q.subject_id = v.subject_id and q.version_id = ${versionId} and q.at < ${before} order by q.at desc, q.id desc limit 1`
    .execute(db))
    .rows[0] ?? null

/** How many pairs and people a threshold would raise, by what is kept of those who are screened now. */
export const measureThresholds = async (db: ReadDb, levels: readonly number[]): Promise<{ bps: number; pairs: number; people: number }[]> =>
  (await sql<{ bps: number; pairs: number; people: number }>`select l.bps, count(c.score_bps)::int as pairs, count(distinct c.version_id)::int as people from unnest(${levels}::int[]) l (bps)
    left join screening_scores c on c.score_bps >= l.bps group by l.bps order by l.bps`
    .execute(db))
    .rows

export const countScreened = async (db: ReadDb): Promise<{ people: number; unsearched: number }> =>
  (await sql<{ people: number; unsearched: number }>`select count(*)::int as people, (count(*) filter (where searched_at is null))::int as unsearched from screening_versions where to_at is null`
    .execute(db))
    .rows[0]!
