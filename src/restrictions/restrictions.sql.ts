import { sql, type Insertable, type RawBuilder, type Selectable } from 'kysely'
import { dictionary } from '#src/kernel/dictionary.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { RestrictedUse, RestrictionOpenings, Restrictions } from '#src/platform/db.types.ts'

export type RestrictionRow = Selectable<Restrictions>

/** False: it stands already. */
export const insertRestriction = async (db: WritableDb, row: Insertable<Restrictions>): Promise<boolean> =>
  Number(
    (await db
      .insertInto('restrictions')
      .values(row)
      .onConflict((oc) => oc.columns(['subject_id', 'ground']).where('lifted_at', 'is', null).doNothing())
      .executeTakeFirst())
      .numInsertedOrUpdatedRows,
  ) === 1

export const lockRestriction = async (db: WritableDb, id: string): Promise<RestrictionRow | null> =>
  (await db.selectFrom('restrictions').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null
export const findRestriction = async (db: ReadDb, id: string): Promise<RestrictionRow | null> =>
  (await db.selectFrom('restrictions').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
export const endRestriction = (
  db: WritableDb,
  id: string,
  end: { lifted_by: string; lifted_at: Date; lift_reason: string },
): Promise<unknown> => db.updateTable('restrictions').set(end).where('id', '=', id).execute()

export const listRestrictionsOf = (db: ReadDb, subjectIds: readonly string[]): Promise<RestrictionRow[]> =>
  subjectIds.length === 0
    ? Promise.resolve([])
    : db.selectFrom('restrictions').selectAll().where('subject_id', 'in', subjectIds).where('lifted_at', 'is', null).orderBy('id').execute()

export const listRestrictionsOfRequest = (db: ReadDb, requestId: string): Promise<RestrictionRow[]> =>
  db.selectFrom('restrictions').selectAll().where('request_id', '=', requestId).orderBy('id').execute()

/** Whether anything living restricts the row with this id. For a `where`; of null nothing is restricted. */
export const isRestrictedSql = (ids: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql<boolean>`exists (select from restrictions restricted where restricted.lifted_at is null and restricted.subject_id = any(${ids}))`

/**
 * Whether a person of our screening asked that his data is not used (GDPR 18(1)); what an erasure left is restricted for less: the
 * relationship goes on.
 */
export const isRestrictedSubject = async (db: ReadDb, screenedId: string): Promise<boolean> =>
  (await sql<{ is: boolean }>`select exists (select from restrictions r join screening_subjects s on s.person_id = r.subject_id where s.id = ${screenedId} and r.lifted_at is null and r.ground <> 'archive') as is`
    .execute(db))
    .rows[0]!
    .is

/** `doorId`: the page whose door it stands behind, its own or that of the file it is of; `withinId`: a file that opens it as well. */
export type Restrictable = { merchantId: string; subjectIds: string[]; doorId: string; withinId: string | null }

type Sql = RawBuilder<unknown>
type Source = (id: Sql) => RawBuilder<Restrictable>
const payment: Source = (id) =>
  sql`select p.merchant_id as "merchantId", array_remove(array[p.payer_id, p.card_id, p.mandate_id], null) as "subjectIds", p.id as "doorId", null::text as "withinId" from payments p where p.id = ${id}`
const dossier: Source = (id) =>
  sql`select d.merchant_id as "merchantId", array(select n.id from people n where n.dossier_id = d.id) as "subjectIds", d.id as "doorId", null::text as "withinId" from dossiers d where d.id = ${id}`
const ofDossier = (table: string): Source => (id) =>
  dossier(sql`(select hanging.dossier_id from ${sql.table(table)} hanging where hanging.id = ${id})`)
const notedOn: Source = (id) =>
  sql`${sql.join([dossier, payment].map((source) => source(sql`(select n.subject_id from note_attachments f join notes n on n.id = f.note_id where f.id = ${id})`)), sql` union all `)}`

/**
 * By the first part of a page's id: whom it shows. Pages of disputes and of fraud cases are for the defence of claims, those of screening
 * for a duty: none of them is behind this door (docs/privacy.md).
 */
const shown: Record<string, Source> = dictionary({
  paym: payment,
  doss: dossier,
  natt: notedOn,
  insp: ofDossier('inspection_packs'),
  dreq: ofDossier('document_requests'),
  revw: ofDossier('review_items'),
  docu: (id) =>
    sql`select o.merchant_id as "merchantId", array_remove(array[o.person_id], null) as "subjectIds", o.id as "doorId", o.dossier_id as "withinId" from documents o where o.id = ${id}`,
  mrch: (id) =>
    sql`select m.id as "merchantId", array(select u.id from merchant_users u where u.merchant_id = m.id) as "subjectIds", m.id as "doorId", null::text as "withinId" from merchants m where m.id = ${id}`,
  acch: (id) =>
    sql`select c.merchant_id as "merchantId", array[c.asked_by] as "subjectIds", c.id as "doorId", null::text as "withinId" from account_changes c where c.id = ${id}`,
})
export const restrictablePrefixes = Object.keys(shown)

/** Whom the page of this id shows; null where there is none. */
export const findRestrictable = async (db: ReadDb, id: string): Promise<Restrictable | null> => {
  const source = shown[id.slice(0, 4)]
  return source ? ((await source(sql`${id}`).execute(db)).rows[0] ?? null) : null
}

/** Whether one of these doors stands open to him. */
export const isUseOpenTo = async (
  db: ReadDb,
  { ids, staffId, at }: { ids: readonly (string | null)[]; staffId: string; at: Date },
): Promise<boolean> =>
  (await sql<{ is: boolean }>`select exists (select from restriction_openings o where o.opened_by = ${staffId} and o.opened_at <= ${at} and o.expires_at > ${at} and o.subject_id = any(${ids}::text[])) as is`
    .execute(db))
    .rows[0]!
    .is

export type UseOpening = { at: Date; name: string; use: RestrictedUse; reason: string }

/** Who opened it, for which use and why, the newest first. */
export const listUseOpenings = async (db: ReadDb, id: string, limit: number): Promise<UseOpening[]> =>
  (await sql<UseOpening>`select o.opened_at as at, s.name, o.use, o.reason from restriction_openings o join staff s on s.id = o.opened_by where o.subject_id = ${id} order by o.id desc limit ${limit}`
    .execute(db))
    .rows

export const insertUseOpening = (db: WritableDb, row: Insertable<RestrictionOpenings>): Promise<unknown> =>
  db.insertInto('restriction_openings').values(row).execute()
