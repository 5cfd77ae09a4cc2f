import type { Insertable, Selectable, Updateable } from 'kysely'
import type { World } from '#src/kernel/actor.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { Refunds } from '#src/platform/db.types.ts'

export type RefundRow = Selectable<Refunds>

export const insertRefund = (db: WritableDb, row: Insertable<Refunds>): Promise<RefundRow> =>
  db.insertInto('refunds').values(row).returningAll().executeTakeFirstOrThrow()

export const changeRefund = (db: WritableDb, id: string, change: Updateable<Refunds>): Promise<RefundRow> =>
  db.updateTable('refunds').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow()

/** Lock its payment first. */
export const lockRefund = (db: WritableDb, id: string): Promise<RefundRow> =>
  db.selectFrom('refunds').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow()

/** As the merchant and his keys see them: what is hidden from him (rules.md X-03) is not there. */
const inWorld = (db: ReadDb, { merchantId, mode }: World) =>
  db.selectFrom('refunds').selectAll().where('merchant_id', '=', merchantId).where('mode', '=', mode).where('hidden_at', 'is', null)

/** Anybody's: for the staff. */
export const findAnyRefund = async (db: ReadDb, id: string): Promise<RefundRow | null> =>
  (await db.selectFrom('refunds').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

export const findRefund = async (db: ReadDb, world: World, id: string): Promise<RefundRow | null> =>
  (await inWorld(db, world).where('id', '=', id).executeTakeFirst()) ?? null

/** The oldest first, one more than asked for where there is one. */
export const listRefunds = (
  db: ReadDb,
  world: World,
  { created, start, limit }: { created?: number | undefined; start: number; limit: number },
): Promise<RefundRow[]> =>
  inWorld(db, world)
    .$if(created !== undefined, (query) => query.where('created_at', '>=', new Date((created ?? 0) * 1_000)))
    .orderBy('created_at')
    .orderBy('id')
    .offset(start)
    .limit(limit + 1)
    .execute()

/** Of several payments, by payment, in the order they were made. */
export const findRefundsOf = async (db: ReadDb, paymentIds: readonly string[]): Promise<Map<string, RefundRow[]>> => {
  const found = new Map<string, RefundRow[]>()
  if (paymentIds.length === 0) return found
  const rows = await db.selectFrom('refunds').selectAll().where('payment_id', 'in', paymentIds).orderBy('id').execute()
  for (const row of rows) found.set(row.payment_id, [...(found.get(row.payment_id) ?? []), row])
  return found
}

/** Those that have not left, the newest first. */
export const listUnsent = (db: ReadDb, paymentId: string): Promise<RefundRow[]> =>
  db.selectFrom('refunds').selectAll().where('payment_id', '=', paymentId).where('state', '=', 'to_refund').orderBy('id', 'desc').execute()

export const readUnsent = async (db: ReadDb, paymentId: string): Promise<number> =>
  (await listUnsent(db, paymentId)).reduce((sum, { amount_cents: cents }) => sum + cents, 0)

export const findRefundsToSend = (db: ReadDb, after: Pick<RefundRow, 'id'> | null, limit: number): Promise<RefundRow[]> =>
  db
    .selectFrom('refunds')
    .selectAll()
    .where('state', '=', 'to_refund')
    .$if(after !== null, (query) => query.where('id', '>', after!.id))
    .orderBy('id')
    .limit(limit)
    .execute()
