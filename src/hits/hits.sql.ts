import { sql, type Insertable, type Selectable, type Updateable } from 'kysely'
import type { Actor } from '#src/kernel/actor.ts'
import type { PartyScore } from '#src/matching/scoreParty.ts'
import type { LookShelf, Rate } from '#src/looks/secondLook.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { HitActs, ScreeningHits, SecondLooks } from '#src/platform/db.types.ts'
import type { Digests } from '#src/screening/digests.ts'
import type { Topic } from '#src/watchlists/watchlist.ts'
import { waitingStates, type HitState } from './hit.ts'

export type HitRow = Omit<Selectable<ScreeningHits>, 'result' | 'subject_digests' | 'entry_digests'> & {
  result: PartyScore
  subject_digests: Digests
  entry_digests: Digests
}
export type ActRow = Selectable<HitActs>

const asHit = (row: Selectable<ScreeningHits> | undefined): HitRow | null => (row as unknown as HitRow | undefined) ?? null

export const findHit = async (db: ReadDb, id: string): Promise<HitRow | null> =>
  asHit(await db.selectFrom('screening_hits').selectAll().where('id', '=', id).executeTakeFirst())
export const lockHit = async (db: WritableDb, id: string): Promise<HitRow | null> =>
  asHit(await db.selectFrom('screening_hits').selectAll().where('id', '=', id).forUpdate().executeTakeFirst())

/** The subject's own lock: two searches of one person at once raise one hit. */
export const lockSubject = async (db: WritableDb, subjectId: string): Promise<void> =>
  void (await sql`select id from screening_subjects where id = ${subjectId} for update`.execute(db))

/** The last of a person and an entry, whatever became of it. */
export const findLastOfPair = async (db: ReadDb, subjectId: string, entryId: string): Promise<HitRow | null> =>
  asHit(
    await db
      .selectFrom('screening_hits')
      .selectAll()
      .where('subject_id', '=', subjectId)
      .where('entry_id', '=', entryId)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst(),
  )

export const insertHit = async (db: WritableDb, row: Insertable<ScreeningHits>): Promise<HitRow> =>
  asHit(await db.insertInto('screening_hits').values(row).returningAll().executeTakeFirstOrThrow())!
export const updateHit = async (db: WritableDb, id: string, change: Updateable<ScreeningHits>): Promise<HitRow> =>
  asHit(await db.updateTable('screening_hits').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow())!

export const insertAct = async (
  db: WritableDb,
  { kind, id }: Pick<Actor, 'kind' | 'id'>,
  row: { hitId: string; at: Date; act: string; code?: string | null; words?: string | null },
): Promise<void> => {
  await db
    .insertInto('hit_acts')
    .values({
      hit_id: row.hitId,
      at: row.at,
      act: row.act,
      actor_kind: kind,
      actor_id: id,
      code: row.code ?? null,
      words: row.words ?? null,
    })
    .execute()
}
export const listActs = (db: ReadDb, hitId: string) =>
  db
    .selectFrom('hit_acts as a')
    .leftJoin('staff as s', 's.id', 'a.actor_id')
    .selectAll('a')
    .select('s.name as actorName')
    .where('a.hit_id', '=', hitId)
    .orderBy('a.id', 'desc')
    .limit(200)
    .execute()

export const lockWaitingOf = async (db: WritableDb, of: { subjectId: string } | { entryId: string }): Promise<HitRow[]> =>
  (await db
    .selectFrom('screening_hits')
    .selectAll()
    .where('state', 'in', waitingStates)
    .where('subjectId' in of ? 'subject_id' : 'entry_id', '=', 'subjectId' in of ? of.subjectId : of.entryId)
    .orderBy('id')
    .forUpdate()
    .execute()) as unknown as HitRow[]

/** The one most pressing that nobody holds; of what is proposed or doubted, what this person may judge. */
export const lockNext = async (
  db: WritableDb,
  { staffId, isSecond, heldBefore }: { staffId: string; isSecond: boolean; heldBefore: Date },
): Promise<HitRow | null> =>
  (await sql<HitRow>`select h.* from screening_hits h where (h.state = 'open' or h.state = 'unsure' and (h.doubt = 'document' or h.doubted_by <> ${staffId}) or h.state = 'proposed' and ${isSecond} and h.proposed_by <> ${staffId})
    and (h.held_by is null or h.held_by = ${staffId} or h.held_at < ${heldBefore}) order by h.is_urgent and h.topic = 'freeze' desc, h.due_at, h.id limit 1 for update skip locked`
    .execute(db))
    .rows[0] ?? null

/** What stands against a file. */
export type Standing = { id: string; subjectId: string; name: string; topic: Topic; state: HitState; isApproved: boolean }
export const listStanding = async (db: ReadDb, dossierId: string): Promise<Standing[]> =>
  (await sql<Standing>`select h.id, h.subject_id as "subjectId", v.name, h.topic, h.state, coalesce(p.approved_at is not null, false) as "isApproved" from screening_hits h join screening_versions v on v.id = h.version_id left join pep_files p on p.hit_id = h.id
    where h.dossier_id = ${dossierId} and h.state in ('open', 'unsure', 'proposed', 'same') order by h.id`
    .execute(db))
    .rows

export const countUnsearched = async (db: ReadDb, dossierId: string): Promise<number> =>
  (await sql<{ count: number }>`select count(*)::int as count from screening_subjects s join screening_versions v on v.subject_id = s.id and v.to_at is null where s.dossier_id = ${dossierId} and v.searched_at is null`
    .execute(db))
    .rows[0]!
    .count

/** Whether a list that must be frozen by has a version at all. */
export const hasFreezeList = async (db: ReadDb): Promise<boolean> =>
  (await sql<{ has: boolean }>`select exists (select from watchlists l join watchlist_versions v on v.list_code = l.code and v.state = 'current' where l.topic = 'freeze' and l.is_enabled) as has`
    .execute(db))
    .rows[0]!
    .has

// ── second looks ──

export type LookRow = Selectable<SecondLooks>
export const insertLook = async (db: WritableDb, row: { hit_id: string; first_by: string; chosen_at: Date }): Promise<void> =>
  void (await db.insertInto('second_looks').values(row).execute())
export const lockLook = async (db: WritableDb, hitId: string): Promise<LookRow | null> =>
  (await db.selectFrom('second_looks').selectAll().where('hit_id', '=', hitId).forUpdate().executeTakeFirst()) ?? null
export const findLook = async (db: ReadDb, hitId: string): Promise<LookRow | null> =>
  (await db.selectFrom('second_looks').selectAll().where('hit_id', '=', hitId).executeTakeFirst()) ?? null
export const answerLook = async (db: WritableDb, hitId: string, change: Updateable<SecondLooks>): Promise<void> =>
  void (await db.updateTable('second_looks').set(change).where('hit_id', '=', hitId).execute())

export type FoundLook = {
  hitId: string
  name: string
  listCode: string
  reasonCode: string | null
  reason: string | null
  firstName: string
  secondName: string | null
  verdict: string | null
  secondReason: string | null
  chosenAt: Date
  at: Date | null
}
/** Waiting for somebody who is not the first; or judged, those that disagree first where asked. */
export const listLooks = async (
  db: ReadDb,
  { state, after, staffId }: { state: LookShelf; after: string; staffId: string },
  limit: number,
): Promise<FoundLook[]> =>
  (await sql<FoundLook>`select k.hit_id as "hitId", v.name, h.list_code as "listCode", h.reason_code as "reasonCode", h.reason, a.name as "firstName", b.name as "secondName", k.verdict, k.reason as "secondReason", k.chosen_at as "chosenAt", k.at
    from second_looks k join screening_hits h on h.id = k.hit_id join screening_versions v on v.id = h.version_id join staff a on a.id = k.first_by left join staff b on b.id = k.by_staff
    where ${state === 'waiting' ? sql`k.by_staff is null and k.first_by <> ${staffId}` : state === 'done' ? sql`k.by_staff is not null` : sql`k.by_staff is not null and k.verdict <> 'different'`} ${after ? sql`and k.hit_id < ${after}` : sql``}
    order by k.hit_id desc limit ${limit}`
    .execute(db))
    .rows

/** Who cleared how many that were looked at twice, and on how many the second saw it otherwise; by reason likewise. */
export const countDisagreements = async (db: ReadDb): Promise<Rate[]> =>
  (await sql<never>`select 'person' as by, a.name as key, count(*)::int as looked, (count(*) filter (where k.verdict <> 'different'))::int as disagreed from second_looks k join staff a on a.id = k.first_by where k.by_staff is not null group by a.name
    union all select 'reason', coalesce(h.reason_code, ''), count(*)::int, (count(*) filter (where k.verdict <> 'different'))::int from second_looks k join screening_hits h on h.id = k.hit_id where k.by_staff is not null group by 2
    order by 1, 4 desc, 2`
    .execute(db))
    .rows

// ── the file of an exposed person ──

export type PepFile = {
  hitId: string
  merchantId: string
  sourceOfWealth: string
  sourceOfFunds: string
  measures: string
  approvedBy: string | null
  approvedAt: Date | null
}
export const findPepFile = async (db: ReadDb, hitId: string): Promise<PepFile | null> =>
  (await sql<PepFile>`select hit_id as "hitId", merchant_id as "merchantId", source_of_wealth as "sourceOfWealth", source_of_funds as "sourceOfFunds", measures, approved_by as "approvedBy", approved_at as "approvedAt" from pep_files where hit_id = ${hitId}`
    .execute(db))
    .rows[0] ?? null

export const savePepFile = async (
  db: WritableDb,
  { hitId, merchantId, sourceOfWealth, sourceOfFunds, measures }: Omit<PepFile, 'approvedBy' | 'approvedAt'>,
): Promise<void> => {
  const said = { source_of_wealth: sourceOfWealth, source_of_funds: sourceOfFunds, measures }
  await db
    .insertInto('pep_files')
    .values({ hit_id: hitId, merchant_id: merchantId, ...said })
    .onConflict((oc) => oc.column('hit_id').doUpdateSet({ ...said, approved_by: null, approved_at: null }))
    .execute()
}
export const approvePepFile = async (db: WritableDb, hitId: string, by: string, at: Date): Promise<void> =>
  void (await db.updateTable('pep_files').set({ approved_by: by, approved_at: at }).where('hit_id', '=', hitId).execute())
