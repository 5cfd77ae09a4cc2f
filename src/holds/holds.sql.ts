import { sql, type Insertable, type RawBuilder, type Selectable, type Updateable } from 'kysely'
import type { Actor } from '#src/kernel/actor.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { HoldActs, Holds, HoldSlices } from '#src/platform/db.types.ts'
import { livingStates } from './hold.ts'

export type HoldRow = Selectable<Holds>
export type SliceRow = Selectable<HoldSlices>
export type ActRow = Selectable<HoldActs>

export const insertHold = (db: WritableDb, row: Insertable<Holds>): Promise<HoldRow> =>
  db.insertInto('holds').values(row).returningAll().executeTakeFirstOrThrow()

export const findHold = async (db: ReadDb, id: string): Promise<HoldRow | null> =>
  (await db.selectFrom('holds').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

/** Take the merchant's purse before (`lockBalances`): always in that order. */
export const lockHold = async (db: WritableDb, id: string): Promise<HoldRow | null> =>
  (await db.selectFrom('holds').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null

export const changeHold = (db: WritableDb, id: string, change: Updateable<Holds>): Promise<HoldRow> =>
  db.updateTable('holds').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow()

/** What holds against a merchant in a currency, the oldest first; locked. */
export const lockLiving = (db: WritableDb, merchantId: string, currency: string): Promise<HoldRow[]> =>
  db
    .selectFrom('holds')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .where('currency', '=', currency)
    .where('state', 'in', livingStates)
    .orderBy('id')
    .forUpdate()
    .execute()

/** The titles of others' knowledge are read only by whoever may (`isCircle`). */
export const listHoldsOf = (db: ReadDb, merchantId: string, isCircle: boolean): Promise<HoldRow[]> =>
  db
    .selectFrom('holds')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .$if(!isCircle, (query) => query.where('title', '=', 'contract_reserve'))
    .orderBy('id', 'desc')
    .limit(100)
    .execute()

/** Reserves that are kept of a merchant's money, as he may read them: never another title. */
export const listReservesOf = (db: ReadDb, merchantId: string): Promise<HoldRow[]> =>
  db
    .selectFrom('holds')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .where('title', '=', 'contract_reserve')
    .where('state', 'in', livingStates)
    .orderBy('release_on')
    .orderBy('id')
    .execute()

/** A slice of what is available, as the books took it. */
export const insertSlice = async (db: WritableDb, row: Insertable<HoldSlices>): Promise<void> => {
  await sql`with taken as (insert into hold_slices (hold_id, merchant_id, amount_cents, left_cents, taken_at, release_on, entry_id)
      values (${row.hold_id}, ${row.merchant_id}, ${row.amount_cents}, ${row.left_cents}, ${row.taken_at}, ${row.release_on ?? null}, ${row.entry_id}))
    update holds set left_cents = left_cents + ${row.left_cents} where id = ${row.hold_id}`
    .execute(db)
}

export const listSlices = (db: ReadDb, holdId: string): Promise<SliceRow[]> =>
  db.selectFrom('hold_slices').selectAll().where('hold_id', '=', holdId).orderBy('id').limit(500).execute()

/** Takes an amount from one hold's slices, the oldest first. The caller has made sure that it has so much. */
export const takeFromHold = async (db: WritableDb, holdId: string, cents: number): Promise<void> => {
  await sql`with standing as (
      select id, left_cents, sum(left_cents) over (order by id) - left_cents as before from hold_slices where hold_id = ${holdId} and left_cents > 0),
    part as (select id, least(left_cents, ${cents} - before) as cents from standing where before < ${cents}),
    lowered as (update hold_slices s set left_cents = s.left_cents - part.cents from part where s.id = part.id returning part.cents)
    update holds set left_cents = left_cents - (select coalesce(sum(cents), 0) from lowered) where id = ${holdId}`
    .execute(db)
}

export type Charged = { holdId: string; cents: number }

/** Takes an amount from a merchant's reserves in the order of their last days; answers what each gave. */
export const chargeReserves = async (
  db: WritableDb,
  { merchantId, currency, cents }: { merchantId: string; currency: string; cents: number },
): Promise<Charged[]> =>
  (await sql<Charged>`with standing as (
      select s.id, s.hold_id, s.left_cents, sum(s.left_cents) over (order by s.release_on, s.id) - s.left_cents as before from hold_slices s join holds h on h.id = s.hold_id
      where s.merchant_id = ${merchantId} and s.left_cents > 0 and h.title = 'contract_reserve' and h.currency = ${currency}),
    part as (select id, hold_id, least(left_cents, ${cents} - before) as cents from standing where before < ${cents}),
    lowered as (update hold_slices s set left_cents = s.left_cents - part.cents from part where s.id = part.id returning part.hold_id, part.cents),
    summed as (select hold_id, sum(cents)::bigint as cents from lowered group by hold_id)
    update holds h set left_cents = h.left_cents - summed.cents from summed where h.id = summed.hold_id returning h.id as "holdId", summed.cents`
    .execute(db))
    .rows

export const insertAct = async (
  db: WritableDb,
  { kind, id }: Pick<Actor, 'kind' | 'id'>,
  row: { hold_id: string; at: Date; act: string; amount_cents?: number | null; words?: string | null },
): Promise<void> => {
  await db.insertInto('hold_acts').values({ ...row, actor_kind: kind, actor_id: id }).execute()
}

export const listActs = (db: ReadDb, holdId: string) =>
  db
    .selectFrom('hold_acts as a')
    .leftJoin('staff as s', 's.id', 'a.actor_id')
    .selectAll('a')
    .select('s.name as actorName')
    .where('a.hold_id', '=', holdId)
    .orderBy('a.id', 'desc')
    .limit(200)
    .execute()

/** Of all titles to the closed circle, of reserves to others. */
export const proposedHolds = (isCircle: boolean): RawBuilder<{ count: number }> =>
  sql`select count(*)::int as count from holds where state in ('proposed', 'release_proposed') and (${isCircle} or title = 'contract_reserve')`
export const keptHolds = (isCircle: boolean): RawBuilder<{ count: number }> =>
  sql`select count(*)::int as count from holds where state = any(${[
    ...livingStates,
  ]}::hold_state[]) and (${isCircle} or title = 'contract_reserve')`
