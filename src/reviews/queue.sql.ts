import { sql, type RawBuilder } from 'kysely'
import type { JsonValue, ReviewKind, ReviewState, RiskLevel } from '#src/platform/db.types.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { pageSize, reviewKinds, riskLevels, type QueueCursor, type QueueFilter, type QueueSort } from './queue.ts'

/** A line of the queue, with what the page says of it. */
export type QueueRow = {
  id: string
  dossierId: string
  merchantId: string
  merchantName: string
  kind: ReviewKind
  state: ReviewState
  risk: RiskLevel
  riskReasons: JsonValue
  readyAt: Date
  dueAt: Date
  closedAt: Date | null
  outcome: string | null
  ownerId: string | null
  ownerName: string | null
  proposerId: string | null
  proposerName: string | null
  /** When the merchant's clock ends, while one runs. */
  clockEndsAt: Date | null
  /** Where it stands in this order, for the key of a page. */
  at: string
}

type Slice = { filter: QueueFilter; sort: QueueSort; cursor?: QueueCursor | null; limit: number }

/** The order of the rows as they are fetched: reversed while walking back. */
const isRising = ({ sort, cursor }: Slice): boolean => (sort !== 'newest') === (cursor?.direction !== 'before')

/** One kind and one risk: an index gives its first rows in order, whatever else there is. */
const branch = (slice: Slice, kind: ReviewKind, risk: RiskLevel): RawBuilder<unknown> => {
  const { filter, cursor, limit } = slice
  const by = sql.ref(slice.sort === 'service' ? 'due_at' : 'ready_at')
  const way = isRising(slice) ? sql`asc` : sql`desc`
  const owner = filter.owner === null ? sql`` : sql`and coalesce(owner_id, '') = ${filter.owner}`
  const place = cursor
    ? sql`and (${by}, id) ${isRising(slice) ? sql`>` : sql`<`} (${cursor.place.at}::timestamptz, ${cursor.place.id}::text)`
    : sql``
  return sql`(select id, ${by} as at from review_items where state = ${filter.state}::review_state and kind = ${kind}::review_kind
    and risk = ${risk}::risk_level ${owner} ${place} order by ${by} ${way}, id ${way} limit ${limit})`
}

/** Every kind and risk that the filter lets pass, their first rows merged: what a page costs does not grow with the queue. */
const branches = (slice: Slice): RawBuilder<unknown> => {
  const kinds = slice.filter.kind ? [slice.filter.kind] : reviewKinds
  const risks = slice.filter.risk ? [slice.filter.risk] : riskLevels
  return sql.join(kinds.flatMap((kind) => risks.map((risk) => branch(slice, kind, risk))), sql` union all `)
}

const columns = sql`i.id, i.dossier_id as "dossierId", i.merchant_id as "merchantId", m.name as "merchantName", i.kind, i.state, i.risk,
  d.risk_reasons as "riskReasons", i.ready_at as "readyAt", i.due_at as "dueAt", i.closed_at as "closedAt", i.outcome, i.owner_id as "ownerId",
  o.name as "ownerName", p.proposed_by as "proposerId", ps.name as "proposerName", r.due_at as "clockEndsAt",
  to_char(page.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`

const joins = sql`join review_items i on i.id = page.id join merchants m on m.id = i.merchant_id join dossiers d on d.id = i.dossier_id
  left join staff o on o.id = i.owner_id left join decisions p on p.dossier_id = i.dossier_id and p.state = 'proposed'
  left join staff ps on ps.id = p.proposed_by left join document_requests r on r.dossier_id = i.dossier_id and r.closed_at is null`

const readSlice = async (db: ReadDb, slice: Slice): Promise<QueueRow[]> => {
  const way = isRising(slice) ? sql`asc` : sql`desc`
  const query = sql<QueueRow>`
    with page as materialized (select id, at from (${branches(slice)}) merged order by at ${way}, id ${way} limit ${slice.limit})
    select ${columns} from page ${joins} order by page.at ${way}, page.id ${way}`
  return (await query.execute(db)).rows
}

export type QueuePage = { rows: QueueRow[]; hasBefore: boolean; hasAfter: boolean }

/** A page of the queue by key, forward or back. */
export const readQueue = async (
  db: ReadDb,
  filter: QueueFilter,
  sort: QueueSort,
  cursor: QueueCursor | null,
  size = pageSize,
): Promise<QueuePage> => {
  const found = await readSlice(db, { filter, sort, cursor, limit: size + 1 })
  const rows = found.slice(0, size)
  const hasMore = found.length > size
  if (cursor?.direction === 'before') return { rows: rows.reverse(), hasBefore: hasMore, hasAfter: true }
  return { rows, hasBefore: cursor !== null, hasAfter: hasMore }
}

/** Nobody counts a million rows to draw a page: beyond so many the page says "more than". */
export const countCap = 1_000
export type Capped = { count: number; isCapped: boolean }

const capped = (count: number): Capped => ({ count: Math.min(count, countCap), isCapped: count > countCap })

export const countRows = async (db: ReadDb, filter: QueueFilter): Promise<Capped> => {
  const rows = branches({ filter, sort: 'service', limit: countCap + 1 })
  const { rows: [found] } = await sql<{ count: number }>`select count(*)::int as count from (select 1 from (${rows}) rows limit ${countCap + 1}) found`
    .execute(db)
  return capped(found?.count ?? 0)
}

const everyOpen = { state: 'open', owner: null, kind: null, risk: null } as const satisfies QueueFilter

/**
 * What the frame shows beside the queue: what waits for us, and how much of it is past its service level. Neither counts beyond the cap.
 */
export const queueCounts = (now: Date): RawBuilder<{ open: number; breaches: number; isCapped: boolean }> => {
  const late = reviewKinds.flatMap((kind) =>
    riskLevels.map((risk) =>
      sql`(select 1 from review_items where state = 'open' and kind = ${kind}::review_kind and risk = ${risk}::risk_level and due_at < ${now} limit ${countCap})`
    )
  )
  return sql`select least(open, ${countCap}) as open, open > ${countCap} as "isCapped", breaches from (select
    (select count(*)::int from (select 1 from (${branches({ filter: everyOpen, sort: 'service', limit: countCap + 1 })}) rows limit ${countCap + 1}) found) as open,
    (select count(*)::int from (select 1 from (${sql.join(late, sql` union all `)}) rows limit ${countCap}) found) as breaches) counted`
}

export const countQueue = async (db: ReadDb, now: Date): Promise<{ open: number; breaches: number; isCapped: boolean }> =>
  (await queueCounts(now).execute(db)).rows[0]!

const longestList = 100

/** What this person holds, the most urgent first; proposals that wait for another's eyes than his; and his own that wait. */
export const myWork = async (
  db: ReadDb,
  staffId: string,
  _now: Date,
): Promise<{ held: QueueRow[]; proposals: QueueRow[]; proposedByMe: QueueRow[] }> => {
  const list = (state: ReviewState, owner: string | null) =>
    readSlice(db, { filter: { ...everyOpen, state, owner }, sort: 'service', limit: longestList })
  const [held, proposed] = await Promise.all([list('open', staffId), list('proposed', null)])
  return {
    held,
    proposals: proposed.filter(({ proposerId }) => proposerId !== staffId),
    proposedByMe: proposed.filter(({ proposerId }) => proposerId === staffId),
  }
}
