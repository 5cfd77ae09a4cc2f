import { sql } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'

/** Of whom everything has just been erased. Answers the keys that went. */
export const destroyKeysOf = async (db: WritableDb, subjects: readonly string[], at: Date): Promise<string[]> =>
  (await sql<{ id: string }>`update person_keys set wrapped_key = null, destroyed_at = ${at}::timestamptz where destroyed_at is null and subject_id = any(${subjects}::text[]) returning id`
    .execute(db))
    .rows
    .map(({ id }) => id)

const isBuried =
  sql`(exists (select from tombstones t where t.hash = sha256(convert_to(k.id, 'UTF8'))) or exists (select from foreign_tombstones f where f.hash = sha256(convert_to(k.id, 'UTF8'))) or exists (select from erasure_tombstones e where e.hash = sha256(convert_to(k.id, 'UTF8'))))`

/**
 * The next keys behind one that live and have a tombstone: a backup brought them back. A key has one only where it was destroyed, whatever
 * the category.
 */
export const listKeysBack = async (db: ReadDb, after: string, limit: number): Promise<string[]> =>
  (await sql<{ id: string }>`select k.id from person_keys k where k.destroyed_at is null and k.id > ${after} and ${isBuried} order by k.id limit ${limit}`
    .execute(db))
    .rows
    .map(({ id }) => id)

/** Answers how many of them still lived. */
export const destroyAgain = async (db: WritableDb, ids: readonly string[], at: Date): Promise<number> =>
  (await sql<{ id: string }>`update person_keys k set wrapped_key = null, destroyed_at = ${at}::timestamptz where k.destroyed_at is null and k.id = any(${ids}::text[]) and ${isBuried} returning k.id`
    .execute(db))
    .rows
    .length

export type Resealing = { reached: number; upto: number }
/** How far the words of before have been sealed anew. One run at a time: the row is locked. */
export const lockHistory = async (db: WritableDb): Promise<Resealing | null> =>
  (await sql<Resealing>`select reached, upto from resealing where part = 'history' for update skip locked`.execute(db)).rows[0] ?? null
export const noteHistory = (db: WritableDb, reached: number): Promise<unknown> =>
  sql`update resealing set reached = ${reached} where part = 'history'`.execute(db)

/**
 * Of these subjects those of whom nothing is left: their words of before are sealed under keys that nobody keeps. What is gone says so in
 * its own row, or has none any more.
 */
export const listGone = async (db: ReadDb, subjects: readonly string[]): Promise<Set<string>> => {
  const { rows } = await sql<{ id: string }>`select s.id from unnest(${subjects}::text[]) s(id) where case split_part(s.id, '_', 1)
      when 'doss' then coalesce((select d.is_erased from dossiers d where d.id = s.id), true)
      when 'pers' then not exists (select from people n join dossiers d on d.id = n.dossier_id where n.id = s.id and not d.is_erased and not (d.state = 'lapsed' and exists (
        select from tombstones t join purges p on p.id = t.purge_id where p.category = 'incomplete_dossier' and t.hash = sha256(convert_to(d.id, 'UTF8')))))
      when 'user' then not exists (select from merchant_users u join merchants m on m.id = u.merchant_id where u.id = s.id and not m.is_erased)
      when 'cust' then not exists (select from payers y where y.id = s.id and num_nonnulls(y.name, y.email, y.mobile, y.external_id, y.born_on, y.legal_id, y.country) > 0)
      when 'card' then not exists (select from cards c where c.id = s.id and c.pan_hash <> sha256(convert_to(c.id, 'UTF8')))
      when 'sepa' then not exists (select from mandates m where m.id = s.id and m.sealed_iban <> '')
      when 'addr' then not exists (select from payer_addresses a where a.id = s.id)
      when 'dspt' then not exists (select from disputes d where d.id = s.id)
      when 'frdc' then not exists (select from fraud_cases c where c.id = s.id)
      else false end`
    .execute(db)
  return new Set(rows.map(({ id }) => id))
}
