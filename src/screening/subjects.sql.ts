import { sql } from 'kysely'
import { normalForm } from '#src/matching/normalForm.ts'
import type { Party } from '#src/matching/party.ts'
import { searchKeys } from '#src/matching/searchKeys.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import { plainNumber } from '#src/watchlists/watchlist.ts'
import type { Digests } from './digests.ts'
import type { ScreeningRole } from './subject.ts'

export type SubjectRow = {
  id: string
  merchantId: string
  dossierId: string
  role: ScreeningRole
  personId: string | null
  createdAt: Date
}
/** A subject as he was from one instant to another, and up to where he was searched. */
export type VersionRow = {
  id: string
  subjectId: string
  number: number
  name: string
  party: Party
  digests: Digests
  fromAt: Date
  toAt: Date | null
  searchedAt: Date | null
  setId: number | null
  engine: string | null
  alertBps: number | null
  runId: string | null
}
export type Current = VersionRow & Pick<SubjectRow, 'merchantId' | 'dossierId' | 'role' | 'personId'>

const versionColumns =
  sql`v.id, v.subject_id as "subjectId", v.number, v.name, v.party, v.digests, v.from_at as "fromAt", v.to_at as "toAt", v.searched_at as "searchedAt", v.set_id as "setId", v.engine, v.alert_bps as "alertBps", v.run_id as "runId"`
const subjectColumns = sql`s.merchant_id as "merchantId", s.dossier_id as "dossierId", s.role, s.person_id as "personId"`

/** Who of a file is screened now: the company first, then its people in their order. */
export const listCurrent = async (db: ReadDb, dossierId: string): Promise<Current[]> =>
  (await sql<Current>`select ${versionColumns}, ${subjectColumns} from screening_subjects s join screening_versions v on v.subject_id = s.id and v.to_at is null
    where s.dossier_id = ${dossierId} order by s.role, s.id`
    .execute(db))
    .rows

export const findCurrentVersion = async (db: ReadDb, versionId: string): Promise<Current | null> =>
  (await sql<Current>`select ${versionColumns}, ${subjectColumns} from screening_versions v join screening_subjects s on s.id = v.subject_id where v.id = ${versionId} and v.to_at is null`
    .execute(db))
    .rows[0] ?? null

export const findSubject = async (db: ReadDb, id: string): Promise<SubjectRow | null> =>
  (await sql<SubjectRow>`select s.id, ${subjectColumns}, s.created_at as "createdAt" from screening_subjects s where s.id = ${id}`.execute(
    db,
  ))
    .rows[0] ?? null

export const listSubjectsOf = async (db: ReadDb, dossierId: string): Promise<SubjectRow[]> =>
  (await sql<SubjectRow>`select s.id, ${subjectColumns}, s.created_at as "createdAt" from screening_subjects s where s.dossier_id = ${dossierId}`
    .execute(db))
    .rows

/** Everything he was, the newest first. */
export const listVersions = async (db: ReadDb, subjectId: string): Promise<VersionRow[]> =>
  (await sql<VersionRow>`select ${versionColumns} from screening_versions v where v.subject_id = ${subjectId} order by v.number desc`
    .execute(db))
    .rows

/** Who is screened and does not stand at these lists, this engine and this threshold; those whom a run carries are its own. By key. */
export const findStale = async (
  db: ReadDb,
  at: { setId: number; engine: string; alertBps: number },
  after: string,
  limit: number,
): Promise<{ id: string }[]> =>
  (await sql<{ id: string }>`select id from screening_versions where to_at is null and run_id is null and id > ${after}
    and (set_id is distinct from ${at.setId} or engine is distinct from ${at.engine} or alert_bps is distinct from ${at.alertBps}) order by id limit ${limit}`
    .execute(db))
    .rows

export const insertSubject = async (
  db: WritableDb,
  { id, merchantId, dossierId, role, personId, createdAt }: SubjectRow,
): Promise<void> => {
  await sql`insert into screening_subjects (id, merchant_id, dossier_id, role, person_id, created_at) values (${id}, ${merchantId}, ${dossierId}, ${role}::screening_role, ${personId}, ${createdAt})`
    .execute(db)
}

export type NewVersion = Pick<VersionRow, 'id' | 'subjectId' | 'number' | 'name' | 'party' | 'digests' | 'fromAt'>

const insertSearched = async (db: WritableDb, { id, party }: NewVersion): Promise<void> => {
  const names = party.names.map(({ text }) => ({ normal: normalForm(text), keys: searchKeys(text) })).filter(({ normal }) => normal !== '')
  for (const { normal, keys } of names)
    await sql`insert into screening_names (version_id, normal, keys, is_one_word) values (${id}, ${normal}, ${keys}::text[], ${!normal
      .includes(' ')})`
      .execute(db)
  const numbers = [...new Set(party.identifiers.map(({ number }) => plainNumber(number)))].filter((number) => number !== '')
  if (numbers.length > 0) await sql`insert into screening_numbers (version_id, number) select ${id}, unnest(${numbers}::text[])`.execute(db)
}

export const insertVersion = async (db: WritableDb, row: NewVersion): Promise<void> => {
  await sql`insert into screening_versions (id, subject_id, number, name, party, digests, from_at)
    values (${row.id}, ${row.subjectId}, ${row.number}, ${row.name}, ${JSON.stringify(row.party)}, ${JSON.stringify(row.digests)}, ${row.fromAt})`
    .execute(db)
  await insertSearched(db, row)
}

/** He is this no longer: kept as he was, found no longer. */
export const endVersion = async (db: WritableDb, versionId: string, at: Date): Promise<void> => {
  await sql`update screening_versions set to_at = ${at}, run_id = null where id = ${versionId}`.execute(db)
  await sql`delete from screening_names where version_id = ${versionId}`.execute(db)
  await sql`delete from screening_numbers where version_id = ${versionId}`.execute(db)
  await sql`delete from screening_scores where version_id = ${versionId}`.execute(db)
}

export const lastVersionNumber = async (db: ReadDb, subjectId: string): Promise<number> =>
  (await sql<{ number: number }>`select coalesce(max(number), 0)::int as number from screening_versions where subject_id = ${subjectId}`
    .execute(db))
    .rows[0]!
    .number

// ── what is due ──

export type Due = { dossierId: string; turn: number }

export const findDue = async (db: ReadDb, after: Due | null, limit: number): Promise<Due[]> =>
  (await sql<Due>`select dossier_id as "dossierId", turn from screening_due where dossier_id > ${after?.dossierId ?? ''} order by dossier_id limit ${limit}`
    .execute(db))
    .rows

export const lockDue = async (db: WritableDb, dossierId: string): Promise<Due | null> =>
  (await sql<Due>`select dossier_id as "dossierId", turn from screening_due where dossier_id = ${dossierId} for update`.execute(db))
    .rows[0] ?? null

export const endDue = async (db: WritableDb, { dossierId, turn }: Due): Promise<void> => {
  await db.deleteFrom('screening_due').where('dossier_id', '=', dossierId).where('turn', '=', turn).execute()
}

/** Files of ours whose people may be screened: what a day's run goes through, so that a file nobody noted is found within a day. */
export const findScreenedDossiers = async (db: ReadDb, after: Due | null, limit: number): Promise<Due[]> =>
  (await sql<Due>`select d.id as "dossierId", 0 as turn from dossiers d where d.state in ('submitted', 'awaiting_documents', 'proposed', 'validated') and d.id > ${after?.dossierId ?? ''} order by d.id limit ${limit}`
    .execute(db))
    .rows

/** He stands at no list any more: the job that looks at files again searches for him. */
export const forgetStandOf = (db: WritableDb, personId: string): Promise<unknown> =>
  sql`with forgotten as (update screening_versions v set searched_at = null, set_id = null, engine = null, alert_bps = null from screening_subjects s where s.id = v.subject_id and s.person_id = ${personId} and v.to_at is null returning s.dossier_id)
    select ask_for_screening(dossier_id) from forgotten`
    .execute(db)
