import type { Insertable, Selectable, Updateable } from 'kysely'
import type { World } from '#src/kernel/actor.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { Disputes } from '#src/platform/db.types.ts'

export type DisputeRow = Selectable<Disputes>

/** Null where that report opened one before. */
export const insertDispute = async (db: WritableDb, row: Insertable<Disputes>): Promise<DisputeRow | null> =>
  (await db.insertInto('disputes').values(row).onConflict((oc) => oc.column('report_key').doNothing()).returningAll().executeTakeFirst()) ??
    null

/** As the merchant and his keys see them: what is hidden from him (rules.md X-03) is not there. */
const inWorld = (db: ReadDb, { merchantId, mode }: World) =>
  db.selectFrom('disputes').selectAll().where('merchant_id', '=', merchantId).where('mode', '=', mode).where('hidden_at', 'is', null)

export const findDispute = async (db: ReadDb, world: World, id: string): Promise<DisputeRow | null> =>
  (await inWorld(db, world).where('id', '=', id).executeTakeFirst()) ?? null

/** Anybody's: for the staff and the program. */
export const findAnyDispute = async (db: ReadDb, id: string): Promise<DisputeRow | null> =>
  (await db.selectFrom('disputes').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

/** Lock its payment first. */
export const lockDispute = (db: WritableDb, id: string): Promise<DisputeRow> =>
  db.selectFrom('disputes').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow()

/** Null where there is none; of what touches no money, which needs no payment's lock. */
export const lockAnyDispute = async (db: WritableDb, id: string): Promise<DisputeRow | null> =>
  (await db.selectFrom('disputes').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null

export const changeDispute = (db: WritableDb, id: string, change: Updateable<Disputes>): Promise<DisputeRow> =>
  db.updateTable('disputes').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow()

export const findByReport = async (db: ReadDb, reportKey: string): Promise<DisputeRow | null> =>
  (await db.selectFrom('disputes').selectAll().where('report_key', '=', reportKey).executeTakeFirst()) ?? null

/** Whether any part of it is still contested. */
export const hasLivingDispute = async (db: ReadDb, paymentId: string): Promise<boolean> =>
  (await db.selectFrom('disputes').select('id').where('payment_id', '=', paymentId).where('closed_at', 'is', null).executeTakeFirst()) !==
    undefined

export const isReportKnown = async (db: ReadDb, reportKey: string): Promise<boolean> =>
  (await db.selectFrom('disputes').select('id').where('report_key', '=', reportKey).executeTakeFirst()) !== undefined

/** All there ever were of a payment, in the order they were opened. */
export const listDisputesOfPayment = (db: ReadDb, paymentId: string): Promise<DisputeRow[]> =>
  db.selectFrom('disputes').selectAll().where('payment_id', '=', paymentId).orderBy('id').execute()

/** The oldest first, one more than asked for where there is one. */
export const listDisputes = (
  db: ReadDb,
  world: World,
  { created, start, limit }: { created?: number | undefined; start: number; limit: number },
): Promise<DisputeRow[]> =>
  inWorld(db, world)
    .$if(created !== undefined, (query) => query.where('created_at', '>=', new Date((created ?? 0) * 1_000)))
    .orderBy('created_at')
    .orderBy('id')
    .offset(start)
    .limit(limit + 1)
    .execute()

/** The order's reference of each payment, by payment. */
export const findOrderIds = async (db: ReadDb, paymentIds: readonly string[]): Promise<Map<string, string | null>> => {
  if (paymentIds.length === 0) return new Map()
  const rows = await db.selectFrom('payments').select(['id', 'order_id']).where('id', 'in', paymentIds).execute()
  return new Map(rows.map(({ id, order_id: orderId }) => [id, orderId]))
}
