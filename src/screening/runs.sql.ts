import { sql, type RawBuilder } from 'kysely'
import type { Party } from '#src/matching/party.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { Party as ListedParty, ListCode } from '#src/watchlists/watchlist.ts'
import type { ListStep } from './listSet.ts'
import type { Current } from './subjects.sql.ts'

export type RunRow = {
  id: string
  trigger: 'daily' | 'list'
  fromSetId: number | null
  setId: number
  engine: string
  alertBps: number
  startedAt: Date
  endedAt: Date | null
  cursor: string
  changedCount: number
  comparedCount: number
  raisedCount: number
  coveredCount: number | null
  coveredHash: Buffer | null
}

const columns =
  sql`r.id, r.trigger, r.from_set_id as "fromSetId", r.set_id as "setId", r.engine, r.alert_bps as "alertBps", r.started_at as "startedAt", r.ended_at as "endedAt", r.cursor, r.changed_count as "changedCount",
  r.compared_count as "comparedCount", r.raised_count as "raisedCount", r.covered_count as "coveredCount", r.covered_hash as "coveredHash"`

export const findOpenRun = async (db: ReadDb): Promise<RunRow | null> =>
  (await sql<RunRow>`select ${columns} from screening_runs r where ended_at is null`.execute(db)).rows[0] ?? null
export const lockRun = async (db: WritableDb, id: string): Promise<RunRow | null> =>
  (await sql<RunRow>`select ${columns} from screening_runs r where id = ${id} for update`.execute(db)).rows[0] ?? null
export const findLastRun = async (db: ReadDb): Promise<RunRow | null> =>
  (await sql<RunRow>`select ${columns} from screening_runs r where ended_at is not null order by ended_at desc, id desc limit 1`.execute(
    db,
  ))
    .rows[0] ?? null
export const listRuns = async (db: ReadDb, before: string | null, limit: number): Promise<RunRow[]> =>
  (await sql<RunRow>`select ${columns} from screening_runs r where true ${before ? sql`and r.id < ${before}` : sql``} order by r.id desc limit ${limit}`
    .execute(db))
    .rows

/**
 * The last run that covered a version before an instant: begun when he had been searched already, ended while he was still that, and not
 * one of those it missed.
 */
export const findCovering = async (
  db: ReadDb,
  { versionId, searchedAt, before }: { versionId: string; searchedAt: Date; before: Date },
): Promise<RunRow | null> =>
  (await sql<RunRow>`select ${columns} from screening_runs r join screening_versions v on v.id = ${versionId}
    where r.ended_at < ${before} and r.started_at >= ${searchedAt} and (v.to_at is null or v.to_at > r.ended_at) and not exists (select from screening_gaps g where g.run_id = r.id and g.version_id = v.id)
    order by r.ended_at desc, r.id desc limit 1`
    .execute(db))
    .rows[0] ?? null

export const insertRun = async (
  db: WritableDb,
  row: Pick<RunRow, 'id' | 'trigger' | 'fromSetId' | 'setId' | 'engine' | 'alertBps' | 'startedAt'>,
): Promise<void> => {
  await sql`insert into screening_runs (id, trigger, from_set_id, set_id, engine, alert_bps, started_at) values (${row.id}, ${row.trigger}::screening_trigger, ${row.fromSetId}, ${row.setId}, ${row.engine}, ${row.alertBps}, ${row.startedAt})`
    .execute(db)
}

/** Everybody who stands at the set from which a run starts is carried by it; who is searched by himself meanwhile leaves it. */
export const claimStanding = async (
  db: WritableDb,
  { id, fromSetId, engine, alertBps }: Pick<RunRow, 'id' | 'fromSetId' | 'engine' | 'alertBps'>,
): Promise<number> =>
  Number(
    (await sql`update screening_versions set run_id = ${id} where to_at is null and set_id = ${fromSetId} and engine = ${engine} and alert_bps = ${alertBps}`
      .execute(db))
      .numAffectedRows ?? 0,
  )

/** Carried to the set of the run. */
export const standAtSet = async (db: WritableDb, { id, setId }: Pick<RunRow, 'id' | 'setId'>): Promise<void> => {
  await sql`update screening_versions set set_id = ${setId}, run_id = null where run_id = ${id}`.execute(db)
}

const steps = (all: readonly ListStep[]): RawBuilder<unknown> =>
  sql`unnest(${all.map(({ list }) => list)}::text[], ${all.map(({ from }) => from)}::int[], ${all.map(({ to }) => to)}::int[]) as p (list, from_number, to_number)`

export type ChangedEntry = { editionId: string; entryId: string; listCode: ListCode; party: ListedParty }

/** What is listed at the end of these steps otherwise than at their beginning, as it was published then, whatever came later. By key. */
export const listChanged = async (db: ReadDb, all: readonly ListStep[], after: string, limit: number): Promise<ChangedEntry[]> =>
  (await sql<ChangedEntry>`select d.id as "editionId", d.entry_id as "entryId", d.list_code as "listCode", d.party from ${steps(all)} join watchlist_editions d on d.list_code = p.list
    where d.from_version > p.from_number and d.from_version <= p.to_number and (d.to_version is null or d.to_version > p.to_number) and d.id > ${after} order by d.id limit ${limit}`
    .execute(db))
    .rows

export const countChanged = async (db: ReadDb, all: readonly ListStep[]): Promise<number> =>
  (await sql<{ count: number }>`select count(*)::int as count from ${steps(all)} join watchlist_editions d on d.list_code = p.list
    where d.from_version > p.from_number and d.from_version <= p.to_number and (d.to_version is null or d.to_version > p.to_number)`
    .execute(db))
    .rows[0]!
    .count

/** Who was on these lists and is no longer, against whom something of ours is open. */
export const listRemovedWithHits = async (db: ReadDb): Promise<string[]> =>
  (await sql<{ id: string }>`select distinct h.entry_id as id from screening_hits h join watchlist_entries e on e.id = h.entry_id where h.state in ('open', 'unsure', 'proposed') and e.removed_version is not null`
    .execute(db))
    .rows
    .map(({ id }) => id)

export const noteProgress = async (
  db: WritableDb,
  id: string,
  { cursor, changed, compared, raised }: { cursor: string; changed: number; compared: number; raised: number },
): Promise<void> => {
  await db
    .updateTable('screening_runs')
    .set((eb) => ({
      cursor,
      changed_count: eb('changed_count', '+', changed),
      compared_count: eb('compared_count', '+', compared),
      raised_count: eb('raised_count', '+', raised),
    }))
    .where('id', '=', id)
    .execute()
}

/** Ends a run: whom it did not reach is named, whom it covers is counted and hashed by their ids in order. */
export const closeRun = async (
  db: WritableDb,
  { id, setId, engine, alertBps, startedAt }: RunRow,
  at: Date,
): Promise<{ covered: number; gaps: number }> => {
  const isAt = sql`v.set_id = ${setId} and v.engine = ${engine} and v.alert_bps = ${alertBps}`
  const gaps =
    await sql`insert into screening_gaps (run_id, version_id) select ${id}, v.id from screening_versions v where v.to_at is null and v.searched_at <= ${startedAt} and not (${isAt})`
      .execute(db)
  const { rows } = await sql<{ covered: number }>`update screening_runs r set ended_at = ${at}, covered_count = c.count, covered_hash = c.hash
    from (select count(*)::int as count, sha256(convert_to(coalesce(string_agg(v.id, '' order by v.id), ''), 'UTF8')) as hash from screening_versions v where v.to_at is null and v.searched_at <= ${startedAt} and ${isAt}) c
    where r.id = ${id} returning r.covered_count as covered`
    .execute(db)
  return { covered: rows[0]!.covered, gaps: Number(gaps.numAffectedRows ?? 0) }
}

// ── who of ours is worth comparing with a listed one: the questions of src/watchlists/candidates.sql.ts, turned round ──

export const mostWritten = 300
const mostSounding = 100
const mostKeys = 6

/** `written`: whose names are written like these, where they were found in memory; null asks PostgreSQL's own index. */
export type AskedEntry = {
  forms: readonly string[]
  keys: readonly (readonly string[])[]
  numbers: readonly string[]
  written: readonly string[] | null
}
export type Ours = Pick<Current, 'id' | 'subjectId' | 'merchantId' | 'dossierId' | 'role' | 'personId' | 'digests' | 'name'> & {
  party: Party
}

const sounding = (keys: readonly string[], form: string): RawBuilder<unknown> | null => {
  const some = keys.slice(0, mostKeys)
  if (some.length === 0) return null
  const asked = some.length === 1
    ? [sql`n.keys @> array[${some[0]!}]::text[]`]
    : some.flatMap((one, i) => some.slice(i + 1).map((two) => sql`n.keys @> array[${one}, ${two}]::text[]`))
  return sql`(select n.version_id from screening_names n where ${sql.join(asked, sql` or `)} order by similarity(n.normal, ${form}) desc, n.id limit ${mostSounding})`
}

/** Names of everybody whom a run carries, in lines of version and form; `isTooMany`: more than that are not read. */
export const readOurNames = async (db: ReadDb, runId: string, most: number): Promise<{ said: string | null; isTooMany: boolean }> =>
  (await sql<{ said: string | null; isTooMany: boolean }>`with carried as materialized (select n.version_id, n.normal from screening_versions v join screening_names n on n.version_id = v.id where v.run_id = ${runId} and v.to_at is null limit ${most + 1})
    select count(*) > ${most} as "isTooMany", case when count(*) <= ${most} then string_agg(version_id || ' ' || normal, e'\n') end as said from carried`
    .execute(db))
    .rows[0]!

const likeWritten = (forms: readonly string[], written: readonly string[] | null): RawBuilder<unknown> =>
  written
    ? sql`select w.version_id from unnest(${[...written]}::text[]) w (version_id)`
    : sql`select l.version_id from unnest(${[...forms]}::text[]) a (form) cross join lateral screening_names_like(a.form, ${mostWritten}) l`

/** Of those whom a run carries. */
export const findOurs = async (db: ReadDb, runId: string, { forms, keys, numbers, written }: AskedEntry): Promise<Ours[]> => {
  const words = [...new Set(forms.flatMap((form) => [form, form.replaceAll(' ', '')]))]
  const questions = [
    ...(forms.length === 0
      ? []
      : [
        likeWritten(forms, written),
        sql`select n.version_id from screening_names n where n.is_one_word and n.normal = any(${words}::text[])`,
      ]),
    ...keys.flatMap((some, at) => sounding(some, forms[at]!) ?? []),
    ...(numbers.length === 0 ? [] : [sql`select i.version_id from screening_numbers i where i.number = any(${[...numbers]}::text[])`]),
  ]
  if (questions.length === 0) return []
  // each found one is looked up by its key: of whom a run carries the planner knows nothing yet, and would read all of them
  return (await sql<Ours>`with found as materialized (${sql.join(questions, sql` union `)})
    select v.id, v.subject_id as "subjectId", v.party, v.digests, v.name, s.merchant_id as "merchantId", s.dossier_id as "dossierId", s.role, s.person_id as "personId"
    from found f cross join lateral (select * from screening_versions one where one.id = f.version_id offset 0) v join screening_subjects s on s.id = v.subject_id where v.run_id = ${runId} and v.to_at is null`
    .execute(db))
    .rows
}
