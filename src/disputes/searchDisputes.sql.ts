import { sql, type RawBuilder } from 'kysely'
import { addDays, type Day } from '#src/kernel/calendar.ts'
import { normaliseName } from '#src/kernel/names.ts'
import { containing } from '#src/platform/containing.ts'
import { isHeldBy } from '#src/owners/owners.sql.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { SendingState } from '#src/platform/db.types.ts'
import { lookedForDispute, type DisputePlace, type DisputeQuery, type DisputeShelf, type DisputeSort } from './disputeSearch.ts'
import type { DisputeRow } from './disputes.sql.ts'

export type FoundDispute = DisputeRow & {
  merchantName: string
  ownerName: string | null
  resolutionDueOn: string | null
  resolutionSuspendedOn: string | null
  alertedAt: Date | null
  escalatedAt: Date | null
  sendingState: SendingState | null
}

const rows = (db: ReadDb) =>
  db
    .selectFrom('disputes as d')
    .innerJoin('merchants as m', 'm.id', 'd.merchant_id')
    .leftJoin('resolutions as r', 'r.dispute_id', 'd.id')
    .leftJoin('staff as o', 'o.id', 'd.owner_id')
    .selectAll('d')
    .select([
      'm.name as merchantName',
      'o.name as ownerName',
      'r.due_on as resolutionDueOn',
      'r.suspended_on as resolutionSuspendedOn',
      'r.alerted_at as alertedAt',
      'r.escalated_at as escalatedAt',
    ])
    .select(
      sql<SendingState | null>`(select s.state from evidence_sendings s where s.dispute_id = d.id order by s.id desc limit 1)`.as(
        'sendingState',
      ),
    )
type Rows = ReturnType<typeof rows>

const looked = (query: Rows, search: string): Rows => {
  const found = lookedForDispute(search)
  if (!found) return query
  if ('resolutionId' in found) return query.where('r.id', '=', found.resolutionId)
  if ('column' in found) return query.where(`d.${found.column}`, '=', found.id)
  return query.where((eb) =>
    eb.or([eb('d.report_key', '=', found.words), eb('m.search_name', 'like', containing(normaliseName(found.words)))])
  )
}

export const alarmDays = 7
/** As `isRinging` says (src/sendings/sending.ts): decided, on its way, and not acknowledged a day before the network's last one. */
const isUnheard = (today: Day) =>
  sql<boolean>`d.state = 'represented' and d.due_on <= ${addDays(today, 1)}::date and exists (select from evidence_sendings s where s.dispute_id = d.id and s.state in ('noted', 'unknown'))`
/**
 * Nothing was sent to the network, which takes an answer for a week more at most; or it has not acknowledged what was. A returned debit
 * takes none.
 */
const isAlarm = (today: Day) =>
  sql<boolean>`d.closed_at is null and d.network <> 'sepa' and ((d.state in ('open', 'engaged', 'under_review') and d.due_on <= ${addDays(today, alarmDays)}::date) or (${isUnheard(today)}))`
/** As `isLikelyToOverrun` says (src/resolutions/resolution.ts), in the words of the database. */
const isOverrun = (today: Day) =>
  sql<boolean>`d.closed_at is null and r.closed_at is null and r.suspended_on is null
  and (r.due_on < ${today}::date or case when d.state in ('represented', 'pre_arbitration', 'arbitration') then d.due_on > r.due_on else r.due_on <= ${addDays(today, 7)}::date end)`

const onShelf = (query: Rows, shelf: DisputeShelf, today: Day): Rows => {
  if (shelf === 'all') return query
  if (shelf === 'living') return query.where('d.closed_at', 'is', null)
  if (shelf === 'alarm') return query.where(isAlarm(today))
  return shelf === 'overrun' ? query.where('r.id', 'is not', null).where(isOverrun(today)) : query.where('d.state', '=', shelf)
}

const sorted = (query: Rows, sort: DisputeSort): Rows => {
  if (sort === 'due') return query.orderBy('d.due_on').orderBy('d.id')
  if (sort === 'newest') return query.orderBy('d.id', 'desc')
  if (sort === 'oldest') return query.orderBy('d.id')
  return sort === 'largest'
    ? query.orderBy('d.amount_cents', 'desc').orderBy('d.id', 'desc')
    : query.orderBy('d.amount_cents').orderBy('d.id')
}

const beyond = (query: Rows, sort: DisputeSort, { id, dueOn, cents }: DisputePlace): Rows => {
  if (sort === 'due') return query.where(sql<boolean>`(d.due_on, d.id) > (${dueOn}::date, ${id})`)
  if (sort === 'newest') return query.where('d.id', '<', id)
  if (sort === 'oldest') return query.where('d.id', '>', id)
  return query.where(sql<boolean>`(d.amount_cents, d.id) ${sql.raw(sort === 'largest' ? '<' : '>')} (${cents}, ${id})`)
}

/** A page of disputes from the key of the page before. */
export const searchDisputes = (
  db: ReadDb,
  { shelf, world, network, category, owner, from, to, sort, search, after }: DisputeQuery,
  today: Day,
  limit: number,
): Promise<FoundDispute[]> => {
  const asked = sorted(onShelf(looked(rows(db), search), shelf, today), sort)
    .where('d.mode', '=', world)
    .$if(network !== null, (query) => query.where('d.network', '=', network!))
    .$if(category !== null, (query) => query.where('d.category', '=', category!))
    .$if(owner !== null, (query) => query.where(isHeldBy('d.owner_id', owner!)))
    .$if(from !== null, (query) => query.where('d.due_on', '>=', from!))
    .$if(to !== null, (query) => query.where('d.due_on', '<=', to!))
  return (after ? beyond(asked, sort, after) : asked).limit(limit).execute()
}

const cap = 1_000

/** `alarms`: to be looked at first. `breaches`: nothing was sent and the network's last day is over, as the dashboards say it. */
export type LivingDisputes = { count: number; alarms: number; breaches: number; isCapped: boolean }

/** The live ones that are not over, how many of them ring, and how many are late. */
export const livingDisputes = (today: Day): RawBuilder<LivingDisputes> =>
  sql`select count(*)::int as count, (count(*) filter (where rings))::int as alarms, (count(*) filter (where is_late))::int as breaches, count(*) = ${cap} as "isCapped"
    from (select ${isAlarm(today)} as rings, d.network <> 'sepa' and d.state in ('open', 'engaged', 'under_review') and d.due_on < ${today}::date as is_late from disputes d where d.closed_at is null and d.mode = 'live' limit ${cap}) nearest`
export const countLivingDisputes = async (db: ReadDb, today: Day): Promise<LivingDisputes> =>
  (await livingDisputes(today).execute(db)).rows[0]!

/**
 * What the next is taken of: live, nobody's, and its date binds, as `dateOf` says (src/disputes/disputeWords.page.ts): the merchant is to
 * answer, or we are, or our file is not acknowledged. What waits for the network's word alone is nobody's to hurry.
 */
const isFree = sql<boolean>`d.owner_id is null and d.mode = 'live' and d.closed_at is null and d.network <> 'sepa' and (d.state <> 'represented' or exists (select from evidence_sendings s where s.dispute_id = d.id and s.state in ('noted', 'unknown')))`

/** The one whose date ends first, locked; one that somebody is moving is passed over. */
export const lockNextDispute = async (db: WritableDb): Promise<DisputeRow | null> =>
  (await sql<DisputeRow>`select d.* from disputes d where ${isFree} order by d.due_on, d.id limit 1 for update of d skip locked`.execute(
    db,
  ))
    .rows[0] ?? null

export const hasFreeDispute = async (db: ReadDb): Promise<boolean> =>
  (await sql<{ has: boolean }>`select exists (select from disputes d where ${isFree}) as has`.execute(db)).rows[0]!.has

export const findAnyDisputeNamed = async (db: ReadDb, id: string): Promise<FoundDispute | null> =>
  (await rows(db).where('d.id', '=', id).executeTakeFirst()) ?? null

/** `sendingState`: of the evidence file, where one was decided. */
export type OwnRow = DisputeRow & { sendingState: SendingState | null }

/** A merchant's own, the newest first; what is hidden from him is not there. */
export const listOwnDisputes = (
  db: ReadDb,
  merchantId: string,
  { isLiving, after }: { isLiving: boolean; after: string | null },
  limit: number,
): Promise<OwnRow[]> =>
  db
    .selectFrom('disputes')
    .selectAll('disputes')
    .select(
      sql<SendingState | null>`(select s.state from evidence_sendings s where s.dispute_id = disputes.id order by s.id desc limit 1)`.as(
        'sendingState',
      ),
    )
    .where('merchant_id', '=', merchantId)
    .where('hidden_at', 'is', null)
    .$if(isLiving, (query) => query.where('closed_at', 'is', null))
    .$if(after !== null, (query) => query.where('id', '<', after ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()

/** How many wait for an answer of his. */
export const countOwnWaiting = async (db: ReadDb, merchantId: string): Promise<number> => {
  const some = db
    .selectFrom('disputes')
    .select('id')
    .where('merchant_id', '=', merchantId)
    .where('mode', '=', 'live')
    .where('state', 'in', ['open', 'engaged'])
    .where('network', '<>', 'sepa')
    .where('hidden_at', 'is', null)
    .limit(100)
  return (await db.selectFrom(some.as('some')).select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count
}
