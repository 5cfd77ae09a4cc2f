import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { boundsOf, type Period } from './period.ts'
import { bandBounds, bandDays, type QueueId } from './queue.ts'
import type { ItemSort } from './sorts.ts'
import { sources } from './sources.sql.ts'

/**
 * What a figure counts: open things, of a band of ages, past their clock; or what arrived, or was decided, between two days; of a person,
 * of a key (a scenario, a list), or what came to nothing of it.
 */
export type Counted = {
  what: 'open' | 'late' | 'arrived' | 'decided' | 'judged' | 'wrong' | 'held'
  band?: number | null
  person?: string | null
  key?: string | null
  from: Day
  to: Day
}

const within = (column: string, { from, to }: Pick<Counted, 'from' | 'to'>): RawBuilder<SqlBool> => {
  const { since, until } = boundsOf({ from, to })
  return sql<SqlBool>`(r.${sql.ref(column)} >= ${since} and r.${sql.ref(column)} < ${until})`
}

const inBand = (band: number, now: Date): RawBuilder<SqlBool> => {
  const { after, upTo } = bandBounds(band, now)
  return sql<SqlBool>`(r.arrived_at <= ${upTo}${after ? sql` and r.arrived_at > ${after}` : sql``})`
}

const whats: Record<Counted['what'], (asked: Counted, now: Date) => RawBuilder<SqlBool>> = {
  open: () => sql<SqlBool>`r.is_open`,
  late: (_, now) => sql<SqlBool>`(r.is_open and r.due_at <= ${now})`,
  held: () => sql<SqlBool>`(r.is_open and r.holder_id is not null)`,
  arrived: (asked) => within('arrived_at', asked),
  decided: (asked) => within('decided_at', asked),
  judged: (asked) => sql<SqlBool>`(r.verdict is not null and ${within('decided_at', asked)})`,
  wrong: (asked) => sql<SqlBool>`(r.verdict = 'wrong' and ${within('decided_at', asked)})`,
}

/** The one saying of it, for the figure and for the list behind it: so they are the same by construction, and a test says so. */
const isCounted = (asked: Counted, now: Date): RawBuilder<SqlBool> => {
  const { band, person, key, what } = asked
  return sql<SqlBool>`(${whats[what](asked, now)}${band == null ? sql`` : sql` and ${inBand(band, now)}`}${person ? sql` and ${sql.ref(what === 'held' ? 'r.holder_id' : 'r.decided_by')} = ${person}` : sql``}${key ? sql` and r.key = ${key}` : sql``})`
}

const rowsOf = (queue: QueueId, { from, what }: { from: Day; what?: Counted['what'] | undefined }, now: Date): RawBuilder<unknown> =>
  // what is open needs nothing of the past
  sources[queue](what === 'open' || what === 'late' || what === 'held' ? now : boundsOf({ from, to: from }).since, now)

export type Totals = {
  open: number
  late: number
  oldestAt: Date | null
  arrived: number
  decided: number
  medianMs: number | null
  p90Ms: number | null
  judged: number
  wrong: number
  bands: number[]
}
type TotalsRow = Omit<Totals, 'bands'> & { bands: number[] }

const took = (share: number, asked: Counted, now: Date) =>
  sql`(1000 * percentile_disc(${sql.raw(String(share))}) within group (order by extract(epoch from r.decided_at - r.arrived_at)) filter (where ${isCounted(asked, now)} and r.decided_at >= r.arrived_at))::float8`

const totals = (period: Period, now: Date): RawBuilder<unknown> => {
  const count = (what: Counted['what'], band: number | null = null) =>
    sql`(count(*) filter (where ${isCounted({ what, band, ...period }, now)}))::int`
  const decided: Counted = { what: 'decided', ...period }
  return sql`${count('open')} as open, ${count('late')} as late, min(r.arrived_at) filter (where r.is_open) as "oldestAt", ${count('arrived')} as arrived, ${count('decided')} as decided, ${took(0.5, decided, now)} as "medianMs", ${took(0.9, decided, now)} as "p90Ms",
    ${count('judged')} as judged, ${count('wrong')} as wrong, array[${sql.join(bandDays.map((_, band) => count('open', band)))}] as bands`
}

/** One statement for a queue. */
export const readTotals = async (db: ReadDb, queue: QueueId, period: Period, now: Date): Promise<Totals> =>
  (await sql<TotalsRow>`select ${totals(period, now)} from (${rowsOf(queue, period, now)}) r`.execute(db)).rows[0]!

/** `stayed`: of what arrived, what is open with us or was decided; the rest waits elsewhere (parked with a merchant, proposed). */
export type DayCount = { day: Day; arrived: number; stayed: number; decided: number }
export type PersonCount = { id: string; name: string; held: number; decided: number; medianMs: number | null }
export type KeyCount = { key: string; open: number; judged: number; wrong: number }
export type QueueFigures = { totals: Totals; days: DayCount[]; people: PersonCount[]; keys: KeyCount[] }

const parisDayOf = (column: string): RawBuilder<Day> => sql<Day>`(r.${sql.ref(column)} at time zone 'Europe/Paris')::date`

const json = (query: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(select coalesce(jsonb_agg(to_jsonb(x)), '[]'::jsonb) from (${query}) x)`

/** Of each day since the period began: what came and what went. */
const byDay = (period: Period): RawBuilder<unknown> =>
  sql`
  select day, sum(came)::int as arrived, sum(stays)::int as stayed, sum(went)::int as decided from (
    select ${parisDayOf('arrived_at')} as day, 1 as came, case when r.is_open or r.decided_at is not null then 1 else 0 end as stays, 0 as went from r where r.arrived_at >= ${boundsOf(period).since} union all select ${parisDayOf('decided_at')}, 0, 0, 1 from r where r.decided_at >= ${boundsOf(period).since}) moves group by day order by day`

const byPerson = (period: Period, now: Date): RawBuilder<unknown> => {
  const decided: Counted = { what: 'decided', ...period }
  return sql`select s.id, s.name, sum(held)::int as held, sum(done)::int as decided, max(median) as "medianMs" from (
      select r.holder_id as who, count(*) as held, 0 as done, null::float8 as median from r where ${isCounted({ what: 'held', ...period }, now)} group by 1 union all
      select r.decided_by, 0, count(*), ${took(0.5, decided, now)} from r where r.decided_by is not null and ${isCounted(decided, now)} group by 1) works join staff s on s.id = works.who group by s.id, s.name order by 4 desc, 3 desc, s.name limit 200`
}

const byKey = (period: Period, now: Date): RawBuilder<unknown> => {
  const count = (what: Counted['what']) => sql`(count(*) filter (where ${isCounted({ what, ...period }, now)}))::int`
  return sql`select r.key, ${count('open')} as open, ${count('judged')} as judged, ${count('wrong')} as wrong from r where r.key is not null group by r.key order by r.key limit 200`
}

/** Everything a queue's page says, in one statement; its cost is that of what is open and of what was decided since the period began. */
export const readFigures = async (db: ReadDb, queue: QueueId, period: Period, now: Date): Promise<QueueFigures> => {
  const { rows: [row] } = await sql<TotalsRow & Omit<QueueFigures, 'totals'>>`
    with r as materialized (${rowsOf(queue, period, now)})
    select ${totals(period, now)}, ${json(byDay(period))} as days, ${json(byPerson(period, now))} as people, ${json(byKey(period, now))} as keys from r`
    .execute(db)
  const { days, people, keys, ...rest } = row!
  return { totals: rest, days, people, keys }
}

export type Item = {
  id: string
  linkId: string
  merchantId: string | null
  merchantName: string | null
  isOpen: boolean
  arrivedAt: Date | null
  dueAt: Date | null
  decidedAt: Date | null
  decidedName: string | null
  holderName: string | null
  key: string | null
  at: string
}
export type ItemPlace = { at: string; id: string }

const sortColumns: Record<ItemSort, { column: 'arrived_at' | 'due_at' | 'decided_at'; isDown: boolean }> = {
  oldest: { column: 'arrived_at', isDown: false },
  newest: { column: 'arrived_at', isDown: true },
  due: { column: 'due_at', isDown: false },
  due_last: { column: 'due_at', isDown: true },
  decided: { column: 'decided_at', isDown: false },
  decided_last: { column: 'decided_at', isDown: true },
}

/** An instant that is nobody's, so that what has none stands last and the page after it begins behind it. */
const lastOf = (isDown: boolean): RawBuilder<Date> =>
  sql<Date>`timestamptz ${sql.lit(isDown ? '1900-01-01T12:00:00Z' : '2200-12-31T12:00:00Z')}`

/** What a figure counts, from below a key; the longest there first, unless said. */
export const listItems = async (
  db: ReadDb,
  queue: QueueId,
  asked: Counted,
  after: ItemPlace | null,
  now: Date,
  limit: number,
  sort: ItemSort = 'oldest',
): Promise<Item[]> => {
  const { column, isDown } = sortColumns[sort]
  const [direction, beyond] = isDown ? [sql`desc`, sql`<`] : [sql`asc`, sql`>`]
  // whatever came has its instant: the index of a source goes on giving the order
  const by = column === 'arrived_at' ? sql.ref('r.arrived_at') : sql`coalesce(r.${sql.ref(column)}, ${lastOf(isDown)})`
  return (await sql<Item>`
    with page as materialized (select r.*, ${by} as sort_at from (${rowsOf(queue, asked, now)}) r where ${isCounted(asked, now)} ${after ? sql`and (${by}, r.id) ${beyond} (${after.at}::timestamptz, ${after.id})` : sql``} order by ${by} ${direction}, r.id ${direction} limit ${limit})
    select p.id, p.link_id as "linkId", p.merchant_id as "merchantId", m.name as "merchantName", p.is_open as "isOpen", p.arrived_at as "arrivedAt", p.due_at as "dueAt", p.decided_at as "decidedAt", d.name as "decidedName", h.name as "holderName", p.key,
      to_char(p.sort_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
    from page p left join merchants m on m.id = p.merchant_id left join staff d on d.id = p.decided_by left join staff h on h.id = p.holder_id order by p.sort_at ${direction}, p.id ${direction}`
    .execute(db))
    .rows
}

export const countItems = async (db: ReadDb, queue: QueueId, asked: Counted, now: Date): Promise<number> =>
  (await sql<{ count: number }>`select count(*)::int as count from (${rowsOf(queue, asked, now)}) r where ${isCounted(asked, now)}`.execute(
    db,
  ))
    .rows[0]!
    .count
