import { sql, type Insertable, type RawBuilder, type Selectable, type Updateable } from 'kysely'
import type { World } from '#src/kernel/actor.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { PayerAddresses, Payers } from '#src/platform/db.types.ts'
import { isHeldSql } from '#src/retention/legalHolds.sql.ts'
import type { PayerColumns } from './payer.ts'

export type PayerRow = Selectable<Payers>
export type AddressRow = Selectable<PayerAddresses>

/** Null where the same customer is known already: `payers_same` decides, also between two at once. */
export const insertPayer = async (db: WritableDb, row: Insertable<Payers>): Promise<PayerRow | null> =>
  (await db.insertInto('payers').values(row).onConflict((oc) => oc.doNothing()).returningAll().executeTakeFirst()) ?? null

type Same = Pick<PayerColumns, 'name' | 'email' | 'mobile' | 'external_id'>

/**
 * The same customer: name, email, mobile and external id (spec/api.md §8). Written out, so that the index answers: it cannot "is not
 * distinct from".
 */
export const findSamePayer = async (db: ReadDb, { merchantId, mode }: World, same: Same): Promise<PayerRow | null> => {
  const names = ['name', 'email', 'mobile', 'external_id'] as const
  const all = db.selectFrom('payers').selectAll().where('merchant_id', '=', merchantId).where('mode', '=', mode).where(
    'deleted_at',
    'is',
    null,
  )
  const alike = names.reduce(
    (query, name) => (same[name] === null ? query.where(name, 'is', null) : query.where(name, '=', same[name])),
    all,
  )
  return (await alike.executeTakeFirst()) ?? null
}

const ofWorld = (db: ReadDb, { merchantId, mode }: World, id: string) =>
  db.selectFrom('payers').selectAll().where('id', '=', id).where('merchant_id', '=', merchantId).where('mode', '=', mode).where(
    'deleted_at',
    'is',
    null,
  )

/** Null where it is not there, deleted, another merchant's or of the other world. */
export const findPayer = async (db: ReadDb, world: World, id: string): Promise<PayerRow | null> =>
  (await ofWorld(db, world, id).executeTakeFirst()) ?? null
export const lockPayer = async (db: WritableDb, world: World, id: string): Promise<PayerRow | null> =>
  (await ofWorld(db, world, id).forUpdate().executeTakeFirst()) ?? null

/** Whoever's customer he is, deleted or not. */
export const lockAnyPayer = async (db: WritableDb, id: string): Promise<PayerRow | null> =>
  (await db.selectFrom('payers').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null

/** By id, deleted ones included: what was paid stays paid by him. */
export const findPayers = async (db: ReadDb, ids: readonly string[]): Promise<Map<string, PayerRow>> => {
  const rows = ids.length === 0 ? [] : await db.selectFrom('payers').selectAll().where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, row]))
}

export const updatePayerRow = (db: WritableDb, id: string, change: Updateable<Payers>): Promise<PayerRow> =>
  db.updateTable('payers').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow()

const isUnused = (id: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`not exists (select from payments p where p.payer_id = ${id}) and not exists (select from scorings s where s.payer_id = ${id}) and not exists (select from account_checks c where c.payer_id = ${id})`

/** Of these, those who never paid nor were asked to, and of whom something is still known. */
export const listUnusedPayers = async (db: ReadDb, ids: readonly string[]): Promise<string[]> =>
  (await sql<{ id: string }>`select y.id from payers y where y.id = any(${ids}::text[]) and num_nonnulls(y.name, y.email, y.mobile, y.external_id, y.born_on, y.legal_id, y.country) > 0 and ${isUnused(sql`y.id`)} order by y.id`
    .execute(db))
    .rows
    .map(({ id }) => id)

/**
 * All that is known of them goes; the id stays, for whoever has it, and answers nothing. `apart`: of whom a copy lies in the closed
 * compartment, under the order that holds them.
 */
export const eraseUnusedPayers = async (
  db: WritableDb,
  ids: readonly string[],
  { at, apart }: { at: Date; apart: readonly string[] },
): Promise<{ id: string; merchantId: string; mode: string }[]> =>
  (await sql<{ id: string; merchantId: string; mode: string }>`update payers set name = null, email = null, mobile = null, external_id = null, born_on = null, legal_id = null, country = null, deleted_at = coalesce(deleted_at, ${at}::timestamptz)
    where payers.id = any(${ids}::text[]) and num_nonnulls(payers.name, payers.email, payers.mobile, payers.external_id, payers.born_on, payers.legal_id, payers.country) > 0 and ${isUnused(sql`payers.id`)}
      and (payers.id = any(${apart}::text[]) or not ${isHeldSql({ merchantId: sql`payers.merchant_id`, subjectIds: sql`array[payers.id]` })}) returning id, merchant_id as "merchantId", mode`
    .execute(db))
    .rows

// ── addresses ──

export const insertAddress = (db: WritableDb, row: Insertable<PayerAddresses>): Promise<AddressRow> =>
  db.insertInto('payer_addresses').values(row).returningAll().executeTakeFirstOrThrow()

const addressOfWorld = (db: ReadDb, { merchantId, mode }: World, id: string) =>
  db.selectFrom('payer_addresses').selectAll().where('id', '=', id).where('merchant_id', '=', merchantId).where('mode', '=', mode).where(
    'deleted_at',
    'is',
    null,
  )

export const findAddress = async (db: ReadDb, world: World, id: string): Promise<AddressRow | null> =>
  (await addressOfWorld(db, world, id).executeTakeFirst()) ?? null
export const lockAddress = async (db: WritableDb, world: World, id: string): Promise<AddressRow | null> =>
  (await addressOfWorld(db, world, id).forUpdate().executeTakeFirst()) ?? null

export const updateAddressRow = (db: WritableDb, id: string, change: Updateable<PayerAddresses>): Promise<AddressRow> =>
  db.updateTable('payer_addresses').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow()
