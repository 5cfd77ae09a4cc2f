import { sql, type RawBuilder } from 'kysely'
import { addDays, startOfParisDay, type Day } from '#src/kernel/calendar.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { leasts, type CardRun, type DeclineRun, type DeviceRun, type RunPayment, type Tickets } from './facts.ts'
import { stretchOf } from './merchantDays.sql.ts'

/** Beyond so many of one card or address nothing more is learnt of it. */
const mostOfRun = 500
const mostTickets = 200
/** How many of a merchant's last payments say what is usual, and how few say nothing. */
const medianOf = 500
const medianFrom = 20

const ms = (at: RawBuilder<unknown>): RawBuilder<unknown> => sql`(extract(epoch from ${at}) * 1000)::bigint`

/**
 * Cards that paid several times at one merchant in the day and the day before it, the last time on the day; by when the issuer answered,
 * since captures may come in one batch. A card is its number (its keyed hash), whatever its row.
 */
export const cardRunsOn = (day: Day): RawBuilder<{ merchantId: string; card: string; last4: string; at: string[]; cents: string[] }> => {
  const { from, to } = stretchOf(day)
  return sql`select p.merchant_id as "merchantId", encode(c.pan_hash, 'hex') as card, min(c.last4) as last4, (array_agg(${ms(sql`p.processed_at`)} order by p.processed_at desc))[1:${sql.lit(mostOfRun)}] as at, (array_agg(p.amount_cents order by p.processed_at desc))[1:${sql.lit(mostOfRun)}] as cents
    from payments p join cards c on c.id = p.card_id
    where p.mode = 'live' and p.currency = 'eur' and p.state not in ('refused', 'failed') and p.processed_at >= ${startOfParisDay(addDays(day, -1))} and p.processed_at < ${to}
    group by p.merchant_id, c.pan_hash having count(*) >= ${sql.lit(leasts.cardPayments)} and max(p.processed_at) >= ${from}`
}

const onDay = ({ from, to }: { from: Date; to: Date }): RawBuilder<unknown> =>
  sql`p.mode = 'live' and p.method = 'card' and p.processed_at >= ${from} and p.processed_at < ${to}`

/** Declines by the first digits of the card, and by the address of the device. */
export const declineRunsOn = (day: Day): RawBuilder<{ merchantId: string; by: 'bin' | 'ip'; key: string; at: string[] }> =>
  sql`
  with refused as (select p.merchant_id, c.first6, p.device ->> 'ip' as ip, ${ms(sql`p.processed_at`)} as at from payments p join cards c on c.id = p.card_id where ${onDay(stretchOf(day))} and p.state = 'refused')
  select merchant_id as "merchantId", 'bin' as by, first6 as key, (array_agg(at order by at))[1:${sql.lit(mostOfRun)}] as at from refused group by 1, 3 having count(*) >= ${sql.lit(leasts.declines)} union all
  select merchant_id, 'ip', ip, (array_agg(at order by at))[1:${sql.lit(mostOfRun)}] from refused where ip is not null group by 1, 3 having count(*) >= ${sql.lit(leasts.declines)}`

/**
 * Several numbers on one device: its address and its browser, which is all that is said of it. Without a browser it is no device but a
 * house, and says nothing.
 */
export const deviceRunsOn = (day: Day): RawBuilder<{ merchantId: string; ip: string; agent: string; at: string[]; cards: string[] }> =>
  sql`
  with used as (select p.merchant_id, p.device ->> 'ip' as ip, p.device ->> 'user_agent' as agent, c.pan_hash, ${ms(sql`p.processed_at`)} as at from payments p join cards c on c.id = p.card_id
    where ${onDay(stretchOf(day))} and p.device ->> 'user_agent' is not null)
  select merchant_id as "merchantId", ip, agent, (array_agg(at order by at))[1:${sql.lit(mostOfRun)}] as at, (array_agg(encode(pan_hash, 'hex') order by at))[1:${sql.lit(mostOfRun)}] as cards
  from used group by 1, 2, 3 having count(*) >= ${sql.lit(leasts.cardsOnDevice)} and min(encode(pan_hash, 'hex')) <> max(encode(pan_hash, 'hex'))`

/** The largest of the day beyond a floor, and the median of the last five hundred before it. */
export const ticketsOn = (
  day: Day,
  floorCents: number,
): RawBuilder<{ merchantId: string; cents: string[]; medianCents: number | null }> => {
  const { from, to } = stretchOf(day)
  return sql`with high as (select p.merchant_id, (array_agg(p.amount_cents order by p.amount_cents desc))[1:${sql.lit(mostTickets)}] as cents from payments p
      where p.mode = 'live' and p.currency = 'eur' and p.captured_at >= ${from} and p.captured_at < ${to} and p.amount_cents > ${floorCents} group by 1)
    select h.merchant_id as "merchantId", h.cents, usual.median as "medianCents" from high h left join lateral (
      select case when count(*) >= ${sql.lit(medianFrom)} then percentile_disc(0.5) within group (order by amount_cents) end as median
      from (select o.amount_cents from payments o where o.merchant_id = h.merchant_id and o.mode = 'live' and o.created_at < ${from} and o.captured_at < ${from} and o.currency = 'eur' order by o.created_at desc limit ${sql.lit(medianOf)}) last) usual on true`
}

/** Of each merchant the BIN that brought most of the week's card volume. */
export const topBinsOn = (
  day: Day,
): RawBuilder<{ merchantId: string; bin: string; cents: number; captures: number; ofCents: number; ofCaptures: number }> =>
  sql`
  with sums as (select merchant_id, first6, sum(cents) as cents, sum(captures) as captures from merchant_bins where traded_on > ${addDays(day, -7)}::date and traded_on <= ${day}::date group by 1, 2)
  select distinct on (merchant_id) merchant_id as "merchantId", first6 as bin, cents::bigint, captures::int, (sum(cents) over (partition by merchant_id))::bigint as "ofCents", (sum(captures) over (partition by merchant_id))::int as "ofCaptures"
  from sums order by merchant_id, cents desc, first6`

const grouped = <Row extends { merchantId: string }, T>(rows: readonly Row[], make: (row: Row) => T): Map<string, T[]> => {
  const found = new Map<string, T[]>()
  for (const row of rows) {
    const some = found.get(row.merchantId)
    if (some) some.push(make(row))
    else found.set(row.merchantId, [make(row)])
  }
  return found
}

const runPayments = (at: readonly string[], cents: readonly string[], from: number): RunPayment[] =>
  at.map((one, i) => ({ at: Number(one), cents: Number(cents[i]), isOfDay: Number(one) >= from })).reverse()

export const readCardRuns = async (db: ReadDb, day: Day): Promise<Map<string, CardRun[]>> => {
  const from = stretchOf(day).from.getTime()
  return grouped(
    (await cardRunsOn(day).execute(db)).rows,
    ({ card, last4, at, cents }) => ({ card, last4, payments: runPayments(at, cents, from) }),
  )
}

export const readDeclineRuns = async (db: ReadDb, day: Day): Promise<Map<string, DeclineRun[]>> =>
  grouped((await declineRunsOn(day).execute(db)).rows, ({ by, key, at }) => ({ by, key, at: at.map(Number) }))

export const readDeviceRuns = async (
  db: ReadDb,
  day: Day,
  nameOf: (ip: string, agent: string) => string,
): Promise<Map<string, DeviceRun[]>> =>
  grouped(
    (await deviceRunsOn(day).execute(db)).rows,
    ({ ip, agent, at, cards }) => ({ device: nameOf(ip, agent), ip, uses: at.map((one, i) => ({ at: Number(one), card: cards[i]! })) }),
  )

export const readTickets = async (db: ReadDb, day: Day, floorCents: number): Promise<Map<string, Tickets[]>> =>
  grouped((await ticketsOn(day, floorCents).execute(db)).rows, ({ cents, medianCents }) => ({ cents: cents.map(Number), medianCents }))

export const readTopBins = async (db: ReadDb, day: Day) =>
  new Map((await topBinsOn(day).execute(db)).rows.map(({ merchantId, ...bin }) => [merchantId, bin]))
