import { sql, type SelectQueryBuilder, type SqlBool } from 'kysely'
import { endOfParisDay, startOfParisDay, type Day } from '#src/kernel/calendar.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { ApiMode, DB, PaymentMethod, PaymentState } from '#src/platform/db.types.ts'
import { isRestrictedSql } from '#src/restrictions/restrictions.sql.ts'
import { soughtIn, type PaymentQuery, type PaymentSort, type Sought, type SoughtNoun } from './paymentSearch.ts'
import type { PaymentRow } from './payments.sql.ts'

export type FoundPayment = {
  id: string
  merchantId: string
  merchantName: string
  mode: ApiMode
  state: PaymentState
  amountCents: number
  refundedCents: number
  currency: string
  method: PaymentMethod | null
  brand: string | null
  last4: string | null
  orderId: string | null
  description: string | null
  response: string | null
  createdAt: Date
  /** From its merchant, since when; to staff alone it is told. */
  hiddenAt: Date | null
  /** Whose data is kept and not used: what says something of him is in no list of ours (GDPR 18). */
  isRestricted: boolean
  /** Past its active time: what says who paid is behind a reason, on lists of ours as well. */
  isArchived: boolean
}

type Ids = SelectQueryBuilder<DB & { p: DB['payments'] }, 'p', { id: string }>
type Place = Pick<PaymentRow, 'id' | 'created_at' | 'amount_cents'>
/**
 * `merchantId`: his own list, and nobody else's; he is the controller of his customers, and has no archive. `atHandSince`: on lists of
 * ours, the first day of payments that are not in the archive; null: all are at hand.
 */
export type Whose = { merchantId: string | null; atHandSince: Day | null }
type Scope = Whose & { query: PaymentQuery; place: Place | null; limit: number }

const orders: Record<PaymentSort, { isByAmount: boolean; direction: 'asc' | 'desc' }> = {
  newest: { isByAmount: false, direction: 'desc' },
  oldest: { isByAmount: false, direction: 'asc' },
  largest: { isByAmount: true, direction: 'desc' },
  smallest: { isByAmount: true, direction: 'asc' },
}

const sorted = (ids: Ids, sort: PaymentSort): Ids => {
  const { isByAmount, direction } = orders[sort]
  return (isByAmount ? ids.orderBy('p.amount_cents', direction) : ids).orderBy('p.created_at', direction).orderBy('p.id', direction)
}

const after = ({ id, created_at: at, amount_cents: cents }: Place, sort: PaymentSort) => {
  const { isByAmount, direction } = orders[sort]
  const sign = sql.raw(direction === 'asc' ? '>' : '<')
  return isByAmount
    ? sql<SqlBool>`(p.amount_cents, p.created_at, p.id) ${sign} (${cents}, ${at}, ${id})`
    : sql<SqlBool>`(p.created_at, p.id) ${sign} (${at}, ${id})`
}

/**
 * An id says its world itself, but for a merchant's, who lives in both; a payment's own finds it in the archive too. Of what was begun
 * before that day some was executed after it: that is a little sooner off the lists than behind the door.
 */
const narrowed = (
  ids: Ids,
  { query, merchantId, atHandSince, place }: Scope,
  { isById, isOwnId }: { isById: boolean; isOwnId: boolean },
): Ids => {
  const { world, state, method, from, to, sort, archive } = query
  const conditions = [
    merchantId !== null && sql<SqlBool>`p.merchant_id = ${merchantId} and p.hidden_at is null`,
    (merchantId !== null || !isById) && sql<SqlBool>`p.mode = ${world}`,
    atHandSince !== null && !archive && !isOwnId && sql<SqlBool>`p.created_at >= ${startOfParisDay(atHandSince)}`,
    state && sql<SqlBool>`p.state = ${state}`,
    method && sql<SqlBool>`p.method = ${method}`,
    from && sql<SqlBool>`p.created_at >= ${startOfParisDay(from)}`,
    to && sql<SqlBool>`p.created_at < ${endOfParisDay(to)}`,
    place && after(place, sort),
  ]
  return conditions.reduce((all, one) => (one ? all.where(one) : all), ids)
}

const byId: Record<SoughtNoun, (id: string) => ReturnType<typeof sql<SqlBool>>> = {
  payment: (id) => sql`p.id = ${id}`,
  card: (id) => sql`p.card_id = ${id}`,
  mandate: (id) => sql`p.mandate_id = ${id}`,
  payer: (id) => sql`p.payer_id = ${id}`,
  merchant: (id) => sql`p.merchant_id = ${id}`,
  refund: (id) => sql`p.id in (select payment_id from refunds where id = ${id})`,
  dispute: (id) => sql`p.id in (select payment_id from disputes where id = ${id})`,
  payout: (id) => sql`p.id in (select subject_id from payout_lines where payout_id = ${id} and kind = 'payment')`,
}

type Condition = ReturnType<typeof sql<SqlBool>>

/** By who paid: an address, or a whole name in whatever order. On our own lists, nobody whose data is kept and not used (GDPR 18). */
const byPayer = (words: string, merchantId: string | null): Condition => {
  const is = words.includes('@')
    ? sql`y.email is not null and lower(y.email) = lower(${words})`
    : sql`y.name is not null and name_key(y.name) = name_key(${words})`
  return sql<SqlBool>`p.payer_id in (select y.id from payers y where ${is}${merchantId === null ? sql` and not ${isRestrictedSql(sql`array[y.id]`)}` : sql` and y.merchant_id = ${merchantId}`})`
}

/** Each reading of what was typed, by the index of its own. None: everything. */
const readingsOf = (sought: Sought | null, merchantId: string | null): (Condition | null)[] => {
  if (!sought) return [null]
  if (sought.by === 'id') return [byId[sought.noun](sought.id)]
  if (sought.by === 'days') return [sql`p.created_at >= ${startOfParisDay(sought.from)} and p.created_at < ${endOfParisDay(sought.to)}`]
  const { reference, last4, amountsCents } = sought
  return [
    ...(reference === null ? [] : [
      sql<SqlBool>`p.order_id = ${reference}`,
      sql<SqlBool>`p.unique_id = ${reference}`,
      sql<SqlBool>`p.id in (select payment_id from acquirer_calls where reference = ${reference})`,
      byPayer(reference, merchantId),
    ]),
    ...(last4 === null
      ? []
      : [
        sql<SqlBool>`p.card_id in (select id from cards where last4 = ${last4})`,
        sql<SqlBool>`p.mandate_id in (select id from mandates where last4 = ${last4})`,
      ]),
    ...amountsCents.map((cents) => sql<SqlBool>`p.amount_cents = ${cents}`),
  ]
}

const page = (db: ReadDb, scope: Scope, reading: Condition | null, sought: Sought | null): Ids => {
  const how = { isById: sought?.by === 'id' && sought.noun !== 'merchant', isOwnId: sought?.by === 'id' && sought.noun === 'payment' }
  const ids = narrowed(db.selectFrom('payments as p').select('p.id') as unknown as Ids, scope, how)
  return sorted(reading ? ids.where(reading) : ids, scope.query.sort).limit(scope.limit)
}

const placeOf = async (db: ReadDb, id: string | null): Promise<Place | null> =>
  id === null
    ? null
    : ((await db.selectFrom('payments').select(['id', 'created_at', 'amount_cents']).where('id', '=', id).executeTakeFirst()) ?? null)

/**
 * A page of payments in the order asked for, from the key of the page before; one more than `limit` says that there are others. Each
 * reading of the search walks its own index no further than the page, and what they find is put together.
 */
export const searchPayments = async (
  db: ReadDb,
  query: PaymentQuery,
  { merchantId, atHandSince }: Whose,
  limit: number,
): Promise<FoundPayment[]> => {
  const scope = { query, merchantId, atHandSince, place: await placeOf(db, query.after), limit }
  const sought = soughtIn(query.search)
  const pages = readingsOf(sought, merchantId).map((reading) => page(db, scope, reading, sought))
  const rows = db
    .selectFrom(sql<{ id: string }>`(${sql.join(pages, sql` union `)})`.as('found'))
    .innerJoin('payments as p', 'p.id', 'found.id')
    .innerJoin('merchants as m', 'm.id', 'p.merchant_id')
    .leftJoin('cards as c', 'c.id', 'p.card_id')
    .leftJoin('mandates as s', 's.id', 'p.mandate_id')
    .select([
      'p.id',
      'p.merchant_id as merchantId',
      'm.name as merchantName',
      'p.mode',
      'p.state',
      'p.amount_cents as amountCents',
      'p.refunded_cents as refundedCents',
      'p.currency',
      'p.method',
      'c.brand',
      ({ fn }) => fn.coalesce('c.last4', 's.last4').as('last4'),
      'p.order_id as orderId',
      'p.description',
      'p.response',
      'p.created_at as createdAt',
      'p.hidden_at as hiddenAt',
      isRestrictedSql(sql`array[p.payer_id, p.card_id, p.mandate_id]`).as('isRestricted'),
      sql<boolean>`${atHandSince !== null} and p.created_at < ${startOfParisDay(atHandSince ?? '1970-01-01')}`.as('isArchived'),
    ])
  return sorted(rows as unknown as Ids, query.sort).limit(limit).execute() as unknown as Promise<FoundPayment[]>
}

/** A payment of whatever merchant and world, for staff. */
export const findAnyPayment = async (db: ReadDb, id: string): Promise<(PaymentRow & { merchantName: string }) | null> =>
  (await db
    .selectFrom('payments as p')
    .innerJoin('merchants as m', 'm.id', 'p.merchant_id')
    .selectAll('p')
    .select('m.name as merchantName')
    .where('p.id', '=', id)
    .executeTakeFirst()) ?? null

/** The merchant's own, as he sees them: null for another's, and for one that is hidden from him. */
export const findOwnPayment = async (
  db: ReadDb,
  merchantId: string,
  id: string,
): Promise<(PaymentRow & { merchantName: string }) | null> => {
  const payment = await findAnyPayment(db, id)
  return payment && payment.merchant_id === merchantId && payment.hidden_at === null ? payment : null
}

/** Whether that person has looked at it since: the card's first six digits are read once for a while. */
export const wasPaymentOpenedBy = async (
  db: ReadDb,
  { paymentId, actorId, since }: { paymentId: string; actorId: string; since: Date },
): Promise<boolean> =>
  (await db
    .selectFrom('audit_events')
    .select('id')
    .where('subject_id', '=', paymentId)
    .where('at', '>=', since)
    .where('event', '=', 'payment.opened')
    .where('actor_id', '=', actorId)
    .limit(1)
    .executeTakeFirst()) !== undefined

/** The payouts that it was paid out with, if any. */
export const listPayoutIdsOf = async (db: ReadDb, paymentId: string): Promise<string[]> =>
  (await db
    .selectFrom('payout_lines')
    .select('payout_id')
    .distinct()
    .where('subject_id', '=', paymentId)
    .where('kind', '=', 'payment')
    .orderBy('payout_id')
    .execute())
    .map(({ payout_id: id }) => id)
