import { sql, type Insertable, type Selectable, type Updateable } from 'kysely'
import type { World } from '#src/kernel/actor.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { Mandates } from '#src/platform/db.types.ts'

export type MandateRow = Selectable<Mandates>

/** Null where the same account, name and reference are known already: `mandates_same` decides, also between two at once. */
export const insertMandate = async (db: WritableDb, row: Insertable<Mandates>): Promise<MandateRow | null> =>
  (await db.insertInto('mandates').values(row).onConflict((oc) => oc.doNothing()).returningAll().executeTakeFirst()) ?? null

type Same = Pick<MandateRow, 'iban_hash' | 'name' | 'mandate'>

export const findSameMandate = async (
  db: ReadDb,
  { merchantId, mode }: World,
  { iban_hash, name, mandate }: Same,
): Promise<MandateRow | null> => {
  const same = db
    .selectFrom('mandates')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .where('mode', '=', mode)
    .where('iban_hash', '=', iban_hash)
    .where('name', '=', name)
    .where('deleted_at', 'is', null)
  return (await (mandate === null ? same.where('mandate', 'is', null) : same.where('mandate', '=', mandate)).executeTakeFirst()) ?? null
}

const ofWorld = (db: ReadDb, { merchantId, mode }: World, id: string) =>
  db.selectFrom('mandates').selectAll().where('id', '=', id).where('merchant_id', '=', merchantId).where('mode', '=', mode).where(
    'deleted_at',
    'is',
    null,
  )

/** Null where it is not there, deleted, another merchant's or of the other world. */
export const findMandate = async (db: ReadDb, world: World, id: string): Promise<MandateRow | null> =>
  (await ofWorld(db, world, id).executeTakeFirst()) ?? null
export const lockMandate = async (db: WritableDb, world: World, id: string): Promise<MandateRow | null> =>
  (await ofWorld(db, world, id).forUpdate().executeTakeFirst()) ?? null

/** Whose account is still known; null where it went. */
export const lockSealedMandate = async (db: WritableDb, id: string): Promise<MandateRow | null> =>
  (await db
    .selectFrom('mandates')
    .selectAll()
    .where('id', '=', id)
    .where(sql<boolean>`sealed_iban <> ''`)
    .forUpdate()
    .executeTakeFirst()) ?? null

/** Behind one, those whose account lies under their merchant's key, where that is still there. */
export const listMandatesToReseal = async (db: ReadDb, after: string, limit: number): Promise<string[]> =>
  (await sql<{ id: string }>`select m.id from mandates m join merchant_keys k on k.merchant_id = m.merchant_id and k.destroyed_at is null where m.key_id is null and m.sealed_iban <> '' and m.id > ${after} order by m.id limit ${limit}`
    .execute(db))
    .rows
    .map(({ id }) => id)

/** By id, deleted ones included: what was paid stays paid from it. */
export const findMandates = async (db: ReadDb, ids: readonly string[]): Promise<Map<string, MandateRow>> => {
  const rows = ids.length === 0 ? [] : await db.selectFrom('mandates').selectAll().where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, row]))
}

export const updateMandateRow = (db: WritableDb, id: string, change: Updateable<Mandates>): Promise<MandateRow> =>
  db.updateTable('mandates').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow()
