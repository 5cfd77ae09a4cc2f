import { sql, type RawBuilder } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'
import type { ListCode, Topic } from '#src/watchlists/watchlist.ts'
import type { HitState } from './hit.ts'

export const shelves = ['open', 'proposed', 'same', 'different', 'ended'] as const
export type Shelf = (typeof shelves)[number]
export type HitQuery = { shelf: Shelf; topic: Topic | null; search: string; after: string | null }
export type FoundHit = {
  id: string
  name: string
  merchantId: string
  merchantName: string
  listedName: string
  ref: string
  listCode: ListCode
  topic: Topic
  state: HitState
  scoreBps: number
  isUrgent: boolean
  openedAt: Date
  dueAt: Date
  closedAt: Date | null
  heldBy: string | null
  heldAt: Date | null
  heldName: string | null
  isBack: boolean
  doubt: string | null
  decidedName: string | null
  reasonCode: string | null
}

const statesOf: Record<Shelf, readonly HitState[]> = {
  open: ['open', 'unsure'],
  proposed: ['proposed'],
  same: ['same'],
  different: ['different'],
  ended: ['ended'],
}
const isQueue = (shelf: Shelf): boolean => shelf === 'open' || shelf === 'proposed'

const columns =
  sql`h.id, v.name, h.merchant_id as "merchantId", m.name as "merchantName", d.name as "listedName", e.ref, h.list_code as "listCode", h.topic, h.state, h.score_bps as "scoreBps", h.is_urgent as "isUrgent", h.opened_at as "openedAt", h.due_at as "dueAt", h.closed_at as "closedAt",
  h.held_by as "heldBy", h.held_at as "heldAt", s.name as "heldName", h.reopened_from is not null as "isBack", h.doubt, b.name as "decidedName", h.reason_code as "reasonCode"`

/** The queue: what is due first; what was judged: the newest first. By key: of the queue its due date and its id. */
export const searchHits = async (db: ReadDb, { shelf, topic, search, after }: HitQuery, limit: number): Promise<FoundHit[]> => {
  const words = search ? `%${search.replace(/[\\%_]/g, '\\$&')}%` : ''
  const order = isQueue(shelf) ? sql`h.due_at, h.id` : sql`h.id desc`
  const behind = after === null
    ? sql``
    : isQueue(shelf)
    ? sql`and (h.due_at, h.id) > (select o.due_at, o.id from screening_hits o where o.id = ${after})`
    : sql`and h.id < ${after}`
  return (await sql<FoundHit>`select ${columns} from screening_hits h join screening_versions v on v.id = h.version_id join merchants m on m.id = h.merchant_id join watchlist_editions d on d.id = h.edition_id join watchlist_entries e on e.id = h.entry_id
    left join staff s on s.id = h.held_by left join staff b on b.id = h.decided_by
    where h.state = any(${[...statesOf[shelf]]}::hit_state[]) ${topic ? sql`and h.topic = ${topic}::watchlist_topic` : sql``} ${words ? sql`and (v.name ilike ${words} or m.name ilike ${words} or d.name ilike ${words})` : sql``} ${behind}
    order by ${order} limit ${limit}`
    .execute(db))
    .rows
}

export type HitCounts = { open: number; proposed: number; late: number; frozen: number }
export const waitingHits = (now: Date): RawBuilder<HitCounts> =>
  sql`select (count(*) filter (where state in ('open', 'unsure')))::int as open, (count(*) filter (where state = 'proposed'))::int as proposed, (count(*) filter (where due_at < ${now}))::int as late, (count(*) filter (where topic = 'freeze'))::int as frozen
    from screening_hits where state in ('open', 'unsure', 'proposed')`
export const countHits = async (db: ReadDb, now: Date): Promise<HitCounts> => (await waitingHits(now).execute(db)).rows[0]!

export const countLooks = async (db: ReadDb, staffId: string): Promise<number> =>
  (await sql<{ count: number }>`select count(*)::int as count from second_looks where by_staff is null and first_by <> ${staffId}`.execute(
    db,
  ))
    .rows[0]!
    .count
