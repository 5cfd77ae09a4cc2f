import { sql, type SqlBool } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'
import type { MerchantState, RequestOrigin, RequestPurpose, RequestState, RiskLevel } from '#src/platform/db.types.ts'
import { boundsOf, sortOf, type BoardCursor, type BoardFilter, type BoardGroup, type BoardSort } from './board.ts'

export type BoardRow = {
  id: string
  dossierId: string
  merchantId: string
  merchantName: string
  merchantState: MerchantState
  purpose: RequestPurpose
  origin: RequestOrigin
  state: RequestState
  risk: RiskLevel
  openedAt: Date
  started_at: Date | null
  base_days: number
  extension_days: number
  closed_at: Date | null
  dueAt: Date | null
  openerName: string | null
  reviewerName: string | null
  wanted: number
  total: number
  /** Every letter of a leaving request was given up. */
  isLetterLost: boolean
}

type Slice = { group: BoardGroup; filter: BoardFilter; sort: BoardSort; cursor: BoardCursor | null; limit: number }

const inGroup = (db: ReadDb, { group, filter }: Pick<Slice, 'group' | 'filter'>, now: Date) => {
  const { state, after, upTo } = boundsOf(group, now)
  return db
    .selectFrom('document_requests as r')
    .where('r.state', '=', state)
    .$if(after !== null, (qb) => qb.where('r.due_at', '>', after))
    .$if(upTo !== null, (qb) => qb.where('r.due_at', '<=', upTo))
    .$if(filter.purpose !== null, (qb) => qb.where('r.purpose', '=', filter.purpose!))
    .$if(filter.openedBy !== null, (qb) => qb.where('r.opened_by', '=', filter.openedBy!))
    .$if(filter.risk !== null, (qb) => qb.innerJoin('dossiers as d', 'd.id', 'r.dossier_id').where('d.risk', '=', filter.risk!))
}

const details = sql`
  select r.id, r.dossier_id as "dossierId", r.merchant_id as "merchantId", m.name as "merchantName", m.state as "merchantState", r.purpose, r.origin, r.state, d.risk,
    r.opened_at as "openedAt", r.started_at, r.base_days, r.extension_days, r.closed_at, r.due_at as "dueAt", o.name as "openerName", v.name as "reviewerName",
    (select count(*)::int from document_request_items i where i.request_id = r.id) as total,
    (select count(*)::int from document_request_items i where i.request_id = r.id and i.state in ('asked', 'refused')) as wanted,
    r.state = 'leaving' and coalesce((select bool_and(x.state = 'failed') from mails x where x.subject_id = r.id), false) as "isLetterLost"
  from page join document_requests r on r.id = page.id join merchants m on m.id = r.merchant_id join dossiers d on d.id = r.dossier_id
    left join staff o on o.id = r.opened_by left join review_items i on i.dossier_id = r.dossier_id and i.state <> 'closed' left join staff v on v.id = i.owner_id`

const readSlice = async (db: ReadDb, slice: Slice, now: Date): Promise<BoardRow[]> => {
  const sort = sortOf(slice.group, slice.sort)
  const isRising = (sort === 'due' || sort === 'old') === (slice.cursor?.direction !== 'before')
  const [way, beyond] = isRising ? [sql`asc`, sql`>`] : [sql`desc`, sql`<`]
  const isByEnd = sort === 'due' || sort === 'far'
  const { at, id } = slice.cursor?.place ?? { at: null, id: null }
  const place = isByEnd ? sql<SqlBool>`(r.due_at, r.id) ${beyond} (${at}::timestamptz, ${id}::text)` : sql<SqlBool>`r.id ${beyond} ${id}`
  const ids = inGroup(db, slice, now)
    .select(['r.id', 'r.due_at'])
    .$if(id !== null && (at !== null) === isByEnd, (qb) => qb.where(place))
    .$if(isByEnd, (qb) => qb.orderBy('r.due_at', isRising ? 'asc' : 'desc'))
    .orderBy('r.id', isRising ? 'asc' : 'desc')
    .limit(slice.limit)
  const order = isByEnd ? sql`page.due_at ${way}, page.id ${way}` : sql`page.id ${way}`
  return (await sql<BoardRow>`with page as materialized (${ids}) ${details} order by ${order}`.execute(db)).rows
}

export type BoardPage = { rows: BoardRow[]; hasBefore: boolean; hasAfter: boolean }

/** A page of a group by key, forward or back: what it costs does not grow with the number of clocks. */
export const readBoard = async (db: ReadDb, slice: Omit<Slice, 'limit'> & { size: number }, now: Date): Promise<BoardPage> => {
  const found = await readSlice(db, { ...slice, limit: slice.size + 1 }, now)
  const rows = found.slice(0, slice.size)
  const hasMore = found.length > slice.size
  if (slice.cursor?.direction === 'before') return { rows: rows.reverse(), hasBefore: hasMore, hasAfter: true }
  return { rows, hasBefore: slice.cursor !== null, hasAfter: hasMore }
}

/** Nobody counts a million rows to draw a page. */
export const countCap = 10_000

export const countGroup = async (db: ReadDb, group: BoardGroup, filter: BoardFilter, now: Date): Promise<number> => {
  const some = inGroup(db, { group, filter }, now).select('r.id').limit(countCap + 1)
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from (${some}) found`.execute(db)
  return rows[0]?.count ?? 0
}
