import type { Insertable, Selectable } from 'kysely'
import { notFound } from '#src/kernel/errors.ts'
import { normaliseName } from '#src/kernel/names.ts'
import type { Merchants } from '#src/platform/db.types.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { MerchantState } from './merchant.ts'

export type MerchantRow = Selectable<Merchants>

export const findMerchant = async (db: ReadDb, id: string): Promise<MerchantRow | null> =>
  (await db.selectFrom('merchants').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

/** Lock the dossier, the request and the review before: always in that order. */
export const lockMerchant = (db: WritableDb, id: string): Promise<MerchantRow> =>
  db.selectFrom('merchants').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow(() => notFound())

export const insertMerchant = async (db: WritableDb, row: Insertable<Merchants>): Promise<void> => {
  await db.insertInto('merchants').values(row).execute()
}

export const setMerchantState = async (db: WritableDb, id: string, state: MerchantState, at: Date): Promise<void> => {
  await db.updateTable('merchants').set({ state, state_changed_at: at }).where('id', '=', id).execute()
}

/** The company's name, as shown and as searched. */
export const setMerchantName = async (db: WritableDb, id: string, name: string, tradeName: string): Promise<void> => {
  const search_name = normaliseName(`${name} ${tradeName}`)
  await db.updateTable('merchants').set({ name, search_name }).where('id', '=', id).execute()
}

/** The last day of the relationship, in Paris. */
export const setEndedOn = async (db: WritableDb, id: string, day: string): Promise<void> => {
  await db.updateTable('merchants').set({ ended_on: day }).where('id', '=', id).execute()
}
