import { sql, type Insertable, type Selectable, type Updateable } from 'kysely'
import type { World } from '#src/kernel/actor.ts'
import type { Day } from '#src/kernel/calendar.ts'
import type { DueDay } from '#src/kernel/dueDay.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { Cards, CardVault } from '#src/platform/db.types.ts'
import type { Expiry } from './card.ts'

export type CardRow = Selectable<Cards>
export type VaultRow = Selectable<CardVault>

type Same = Expiry & { pan_hash: Buffer }

const sameCard = (db: ReadDb, { merchantId, mode }: World, { pan_hash, exp_month, exp_year }: Same) =>
  db
    .selectFrom('cards')
    .where('merchant_id', '=', merchantId)
    .where('mode', '=', mode)
    .where('pan_hash', '=', pan_hash)
    .where('exp_year', '=', exp_year)
    .where('exp_month', '=', exp_month)
    .where('deleted_at', 'is', null)
    .where('tokenize', '=', true)

/** The card on file with this number and expiry. */
export const findSameCard = async (db: ReadDb, world: World, same: Same): Promise<CardRow | null> =>
  (await sameCard(db, world, same).selectAll().executeTakeFirst()) ?? null

/**
 * Made, or the one on file with this number and expiry: `cards_same` decides, also between two at once. Null where another's was made at
 * this very moment and is not seen yet.
 */
export const insertOrFindCard = async (
  db: WritableDb,
  row: Insertable<Cards> & Same,
): Promise<{ card: CardRow; isNew: boolean } | null> => {
  const found = await db
    .with('made', (query) => query.insertInto('cards').values(row).onConflict((oc) => oc.doNothing()).returningAll())
    .selectFrom('made')
    .selectAll()
    .select(sql<boolean>`true`.as('isNew'))
    .unionAll((query) =>
      sameCard(query as unknown as ReadDb, { merchantId: row.merchant_id, mode: row.mode }, row).selectAll().select(
        sql<boolean>`false`.as('isNew'),
      )
    )
    .execute()
  const first = found.find(({ isNew }) => isNew) ?? found[0]
  if (!first) return null
  const { isNew, ...card } = first
  return { card, isNew }
}

const ofWorld = (db: ReadDb, { merchantId, mode }: World, id: string) =>
  db.selectFrom('cards').selectAll().where('id', '=', id).where('merchant_id', '=', merchantId).where('mode', '=', mode).where(
    'deleted_at',
    'is',
    null,
  )

/** Null where it is not there, deleted, another merchant's or of the other world. `tokenize` false: not to be charged again by its id. */
export const findCard = async (db: ReadDb, world: World, id: string): Promise<CardRow | null> =>
  (await ofWorld(db, world, id).executeTakeFirst()) ?? null
export const lockCard = async (db: WritableDb, world: World, id: string): Promise<CardRow | null> =>
  (await ofWorld(db, world, id).forUpdate().executeTakeFirst()) ?? null

/** By id, deleted ones included: what was paid stays paid with it. */
export const findCards = async (db: ReadDb, ids: readonly string[]): Promise<Map<string, CardRow>> => {
  const rows = ids.length === 0 ? [] : await db.selectFrom('cards').selectAll().where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, row]))
}

export const updateCardRow = (db: WritableDb, id: string, change: Updateable<Cards>): Promise<CardRow> =>
  db.updateTable('cards').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow()

// ── the numbers ──

export const insertVault = async (db: WritableDb, row: Insertable<CardVault>): Promise<void> => {
  await db.insertInto('card_vault').values(row).execute()
}

export const findVault = async (db: ReadDb, cardId: string): Promise<VaultRow | null> =>
  (await db.selectFrom('card_vault').selectAll().where('card_id', '=', cardId).executeTakeFirst()) ?? null

/** Of a number that is still there. */
export const setDestroyOn = async (db: WritableDb, cardId: string, day: Day): Promise<void> => {
  await db.updateTable('card_vault').set({ destroy_on: day }).where('card_id', '=', cardId).where('destroyed_at', 'is', null).execute()
}

export type DueNumber = { card_id: string; destroy_on: Day }

const dueNumbers = (db: ReadDb, day: Day) => db.selectFrom('card_vault').where('destroyed_at', 'is', null).where('destroy_on', '<=', day)

/** Numbers that will be destroyed, by day. */
export const countNumbersDue = (db: ReadDb, until: Day): Promise<DueDay[]> =>
  dueNumbers(db, until)
    .select('destroy_on as on')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .groupBy('destroy_on')
    .orderBy('destroy_on')
    .execute()

export const findDueNumbers = (db: ReadDb, today: Day, after: DueNumber | null, limit: number): Promise<DueNumber[]> =>
  dueNumbers(db, today)
    .select(['card_id', 'destroy_on'])
    .$if(after !== null, (query) => query.where(sql<boolean>`(destroy_on, card_id) > (${after?.destroy_on}::date, ${after?.card_id})`))
    .orderBy('destroy_on')
    .orderBy('card_id')
    .limit(limit)
    .execute()

/** Number and key go together. Null where they are gone already, or are no longer due. Else whose card it is. */
export const destroyNumber = async (
  db: WritableDb,
  cardId: string,
  today: Day,
  now: Date,
): Promise<Pick<CardRow, 'merchant_id' | 'mode'> | null> => {
  const gone = await db
    .updateTable('card_vault')
    .set({ sealed_pan: null, wrapped_key: null, destroyed_at: now })
    .where('card_id', '=', cardId)
    .where('destroyed_at', 'is', null)
    .where('destroy_on', '<=', today)
    .executeTakeFirst()
  if (gone.numUpdatedRows === 0n) return null
  return db.selectFrom('cards').select(['merchant_id', 'mode']).where('id', '=', cardId).executeTakeFirstOrThrow()
}
