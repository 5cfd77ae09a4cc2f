import { sql, type Insertable, type Selectable, type Updateable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { Payments } from '#src/platform/db.types.ts'
import { unawaited } from '#src/platform/prepared.ts'
import type { World } from './payment.ts'

export type PaymentRow = Selectable<Payments>

/** Null where the merchant's `unique_id` is taken, in this world: nothing was written. Of a hundred at once, one is written. */
export const insertPayment = async (db: WritableDb, row: Insertable<Payments>): Promise<PaymentRow | null> => {
  const insert = db.insertInto('payments').values(row)
  const guarded = row.unique_id
    ? insert.onConflict((oc) => oc.columns(['merchant_id', 'mode', 'unique_id']).where('unique_id', 'is not', null).doNothing())
    : insert
  return (await guarded.returningAll().executeTakeFirst()) ?? null
}

/** As the merchant, his keys and his payers see them: what is hidden from him (rules.md X-03) is not there. */
const inWorld = (db: ReadDb, { merchantId, mode }: World) =>
  db.selectFrom('payments').selectAll().where('merchant_id', '=', merchantId).where('mode', '=', mode).where('hidden_at', 'is', null)

/** Another merchant's, of the other world, or hidden from him: null. */
export const findPayment = async (db: ReadDb, world: World, id: string): Promise<PaymentRow | null> =>
  (await inWorld(db, world).where('id', '=', id).executeTakeFirst()) ?? null

export const readPayment = (db: ReadDb, id: string): Promise<PaymentRow> =>
  db.selectFrom('payments').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

/** Null too where it is one that is hidden from him: its `unique_id` stays taken, and its id is not told. */
export const findIdByUniqueId = async (db: ReadDb, { merchantId, mode }: World, uniqueId: string): Promise<string | null> => {
  const row = await db
    .selectFrom('payments')
    .select('id')
    .where('merchant_id', '=', merchantId)
    .where('mode', '=', mode)
    .where('unique_id', '=', uniqueId)
    .where('hidden_at', 'is', null)
    .executeTakeFirst()
  return row?.id ?? null
}

/** The same as `findPayment`, locked: first of all locks on what hangs on it (calls, refunds, disputes). */
export const lockPayment = async (db: WritableDb, world: World, id: string): Promise<PaymentRow | null> =>
  (await inWorld(db, world).where('id', '=', id).forUpdate().executeTakeFirst()) ?? null

export const lockAnyPayment = (db: WritableDb, id: string): Promise<PaymentRow> =>
  db.selectFrom('payments').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow()

/**
 * Of a payment whose lock the caller holds: what it becomes is known without asking, so that the change leaves with the statement after it.
 */
export const changeLocked = async (db: WritableDb, payment: PaymentRow, change: Partial<PaymentRow>): Promise<PaymentRow> => {
  const said = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<PaymentRow>
  await db.updateTable('payments').set(said as Updateable<Payments>).where('id', '=', payment.id).modifyEnd(sql.raw(unawaited)).execute()
  return { ...payment, ...said }
}

export const changePayment = (db: WritableDb, id: string, change: Updateable<Payments>): Promise<PaymentRow> =>
  db.updateTable('payments').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow()

type Wanted = { created?: number | undefined; order_id?: string | undefined; unique_id?: string | undefined; start: number; limit: number }

/**
 * The oldest first, one more than asked for where there is one; filters narrow (spec/api.md §4). The index is walked for the ids alone:
 * a far `start` costs its walk, never its rows.
 */
export const listPayments = (
  db: ReadDb,
  { merchantId, mode }: World,
  { created, order_id: orderId, unique_id: uniqueId, start, limit }: Wanted,
): Promise<PaymentRow[]> => {
  const ids = db
    .selectFrom('payments')
    .select(['id', 'created_at'])
    .where('merchant_id', '=', merchantId)
    .where('mode', '=', mode)
    .where('hidden_at', 'is', null)
    .$if(created !== undefined, (query) => query.where('created_at', '>=', new Date((created ?? 0) * 1_000)))
    .$if(orderId !== undefined, (query) => query.where('order_id', '=', orderId ?? ''))
    .$if(uniqueId !== undefined, (query) => query.where('unique_id', '=', uniqueId ?? ''))
    .orderBy('created_at')
    .orderBy('id')
    .offset(start)
    .limit(limit + 1)
  return db
    .with('page', () => ids)
    .selectFrom('payments as p')
    .innerJoin('page', 'page.id', 'p.id')
    .selectAll('p')
    .orderBy('p.created_at')
    .orderBy('p.id')
    .execute()
}

type Place = Pick<PaymentRow, 'id'> | null
const next = (db: ReadDb, after: Place, limit: number) =>
  db.selectFrom('payments').selectAll().$if(after !== null, (query) => query.where('id', '>', after!.id)).orderBy('id').limit(limit)

/** Approved before that instant, and not sent to the acquirer yet. */
export const findToCapture = (db: ReadDb, before: Date, after: Place, limit: number): Promise<PaymentRow[]> =>
  next(db, after, limit).where('state', '=', 'to_capture').where('processed_at', '<', before).execute()

export const findExpiredAuthorizations = (db: ReadDb, now: Date, after: Place, limit: number): Promise<PaymentRow[]> =>
  next(db, after, limit).where('state', '=', 'authorized').where('authorization_expires_at', '<=', now).execute()

/** Sessions at a bank; where the payer was never sent there (`requested`) there is none that could be over. */
export const findExpiredAuthentications = (db: ReadDb, now: Date, after: Place, limit: number): Promise<PaymentRow[]> =>
  next(db, after, limit).where('auth_state', 'in', ['available', 'attempted']).where('auth_expires_at', '<=', now).execute()

export const findPaymentByAuthToken = async (db: ReadDb, token: string): Promise<PaymentRow | null> =>
  (await db.selectFrom('payments').selectAll().where('auth_token', '=', token).executeTakeFirst()) ?? null

/** More of it was lost to the payer's bank. */
export const addLost = (db: WritableDb, id: string, cents: number): Promise<PaymentRow> =>
  db.updateTable('payments').set({ lost_cents: sql`lost_cents + ${cents}` }).where('id', '=', id).returningAll().executeTakeFirstOrThrow()

/** One more of it went back to the payer. */
export const addRefunded = (db: WritableDb, id: string, cents: number): Promise<PaymentRow> =>
  db
    .updateTable('payments')
    .set({ refunded_cents: sql`refunded_cents + ${cents}` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
