import { sql, type RawBuilder } from 'kysely'
import { endOfParisDay, startOfParisDay, type Day } from '#src/kernel/calendar.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import { measures, type Measure } from './facts.ts'

/** `capturedCents` → `captured_cents` */
export const columnOf = (measure: Measure): string => measure.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const columns = measures.map(columnOf)

export type Stretch = { from: Date; to: Date }
export const stretchOf = (day: Day): Stretch => ({ from: startOfParisDay(day), to: endOfParisDay(day) })

/** `https://www.Maison.example/contact` → `maison.example` */
const hostOf = (address: RawBuilder<unknown>): RawBuilder<string> =>
  sql`lower(substring(${address} from '^(?:[A-Za-z]+://)?(?:www\\.)?([^/:?#\\s]+)'))`

const sites = sql`sites as (select d.merchant_id, ${hostOf(sql`c.website`)} as host from companies c join dossiers d on d.id = c.dossier_id where c.website <> '')`

const eur = sql`p.currency = 'eur'`

/**
 * Captures of a day, by merchant; by night is when the payer paid, for captures may come in one batch before dawn. `p.country` is the
 * card's or the account's; a card's own decides.
 */
const captures = ({ from, to }: Stretch, day: Day): RawBuilder<unknown> =>
  sql`
  select p.merchant_id, count(*) as captures, coalesce(sum(p.amount_cents) filter (where ${eur}), 0) as captured_cents, count(c.id) as card_captures, coalesce(sum(p.amount_cents) filter (where c.id is not null and ${eur}), 0) as card_cents,
    count(*) filter (where c.country <> 'FR') as foreign_captures, count(*) filter (where c.country = any((select risk_countries_on(${day}::date))::text[])) as risk_captures, count(*) filter (where c.funding = 'prepaid') as prepaid_captures,
    count(*) filter (where p.amount_cents % 5000 = 0 and p.amount_cents > 0 and ${eur}) as round_captures, count(*) filter (where extract(hour from p.created_at at time zone 'Europe/Paris') < 5) as night_captures, count(p.mandate_id) as debits,
    count(*) filter (where s.host is not null and p.return_url is not null) as returned,
    count(*) filter (where s.host is not null and p.return_url is not null and ${hostOf(sql`p.return_url`)} <> s.host and ${hostOf(sql`p.return_url`)} not like '%.' || s.host) as elsewhere
  from payments p left join cards c on c.id = p.card_id left join sites s on s.merchant_id = p.merchant_id
  where p.mode = 'live' and p.captured_at >= ${from} and p.captured_at < ${to} group by 1`

/** What issuers answered, and debits that were rejected. */
const answers = ({ from, to }: Stretch): RawBuilder<unknown> =>
  sql`
  select p.merchant_id, count(*) filter (where p.method = 'card') as attempts, count(*) filter (where p.method = 'card' and p.state = 'refused') as declines, count(*) filter (where p.method = 'sepa' and p.state = 'failed') as rejects
  from payments p where p.mode = 'live' and p.processed_at >= ${from} and p.processed_at < ${to} group by 1`

/** A refund that only cancels a payment that was never captured is none. */
const refunds = ({ from, to }: Stretch): RawBuilder<unknown> =>
  sql`
  select r.merchant_id, count(*) as refunds, coalesce(sum(r.amount_cents) filter (where r.currency = 'eur'), 0) as refunded_cents
  from refunds r where r.mode = 'live' and r.state <> 'payment_canceled' and r.created_at >= ${from} and r.created_at < ${to} group by 1`

const disputes = ({ from, to }: Stretch): RawBuilder<unknown> =>
  sql`
  select d.merchant_id, count(*) filter (where d.network <> 'sepa') as disputes, coalesce(sum(d.amount_cents) filter (where d.currency = 'eur'), 0) as disputed_cents, count(*) filter (where d.network <> 'sepa' and d.category = 'fraud') as frauds,
    count(*) filter (where d.network = 'sepa') as returns, count(*) filter (where d.network = 'sepa' and d.code = 'MD01') as mandate_faults
  from disputes d where d.mode = 'live' and d.created_at >= ${from} and d.created_at < ${to} group by 1`

/** The plain question of a day, without keeping its answer: what the bench measures ours by. A rejected debit was one, and came back. */
export const dayCounts = (day: Day): RawBuilder<unknown> => {
  const stretch = stretchOf(day)
  return sql`with ${sites}, c as (${captures(stretch, day)}), a as (${answers(stretch)}), r as (${refunds(stretch)}), d as (${disputes(stretch)}),
    who as (select merchant_id from c union select merchant_id from a union select merchant_id from r union select merchant_id from d)
    select merchant_id, ${day}::date as traded_on, coalesce(captures, 0) as captures, coalesce(captured_cents, 0) as captured_cents, coalesce(card_captures, 0) as card_captures, coalesce(card_cents, 0) as card_cents,
      coalesce(foreign_captures, 0) as foreign_captures, coalesce(risk_captures, 0) as risk_captures, coalesce(prepaid_captures, 0) as prepaid_captures, coalesce(round_captures, 0) as round_captures, coalesce(night_captures, 0) as night_captures,
      coalesce(debits, 0) + coalesce(rejects, 0) as debits, coalesce(returns, 0) + coalesce(rejects, 0) as returns, coalesce(mandate_faults, 0) as mandate_faults, coalesce(attempts, 0) as attempts, coalesce(declines, 0) as declines,
      coalesce(refunds, 0) as refunds, coalesce(refunded_cents, 0) as refunded_cents, coalesce(disputes, 0) as disputes, coalesce(disputed_cents, 0) as disputed_cents, coalesce(frauds, 0) as frauds,
      coalesce(returned, 0) as returned, coalesce(elsewhere, 0) as elsewhere
    from who left join c using (merchant_id) left join a using (merchant_id) left join r using (merchant_id) left join d using (merchant_id)`
}

export const dayBins = (day: Day): RawBuilder<unknown> => {
  const { from, to } = stretchOf(day)
  return sql`select p.merchant_id, ${day}::date as traded_on, c.first6, count(*) as captures, coalesce(sum(p.amount_cents) filter (where ${eur}), 0) as cents
    from payments p join cards c on c.id = p.card_id where p.mode = 'live' and p.captured_at >= ${from} and p.captured_at < ${to} group by p.merchant_id, c.first6`
}

const changed = sql.raw(
  `(${columns.map((one) => `merchant_days.${one}`).join(', ')}) is distinct from (${columns.map((one) => `excluded.${one}`).join(', ')})`,
)

/**
 * Counts a day anew: what is as it was is not touched. A day of a merchant never becomes empty again: nothing of a payment is taken back,
 * it is undone by another.
 */
export const countDay = async (db: WritableDb, day: Day): Promise<void> => {
  await db
    .insertInto('merchant_days')
    .columns(['merchant_id', 'traded_on', ...columns] as never)
    .expression(sql`select merchant_id, traded_on, ${sql.raw(columns.join(', '))} from (${dayCounts(day)}) counted` as never)
    .onConflict((oc) =>
      oc
        .columns(['merchant_id', 'traded_on'])
        .doUpdateSet(({ ref }) => Object.fromEntries(columns.map((one) => [one, ref(`excluded.${one}` as never)])))
        .where(changed as never)
    )
    .execute()
}

export const countBins = async (db: WritableDb, day: Day): Promise<void> => {
  await db
    .insertInto('merchant_bins')
    .columns(['merchant_id', 'traded_on', 'first6', 'captures', 'cents'])
    .expression(dayBins(day) as never)
    .onConflict((oc) =>
      oc.columns(['traded_on', 'merchant_id', 'first6']).doUpdateSet(({ ref }) => ({
        captures: ref('excluded.captures'),
        cents: ref('excluded.cents'),
      }))
    )
    .execute()
}

/** The days of Paris of what was captured, answered, refunded or contested since an instant, the oldest first. */
export const listChangedDays = async (db: ReadDb, since: Date, until: Date): Promise<Day[]> =>
  (await sql<{ day: Day }>`select distinct day from (
      select (captured_at at time zone 'Europe/Paris')::date as day from payments where mode = 'live' and captured_at > ${since} and captured_at <= ${until} union
      select (processed_at at time zone 'Europe/Paris')::date from payments where mode = 'live' and processed_at > ${since} and processed_at <= ${until} union
      select (created_at at time zone 'Europe/Paris')::date from refunds where mode = 'live' and created_at > ${since} and created_at <= ${until} union
      select (created_at at time zone 'Europe/Paris')::date from disputes where mode = 'live' and created_at > ${since} and created_at <= ${until}) changed order by day`
    .execute(db))
    .rows
    .map(({ day }) => day)

export const findMark = async (db: ReadDb): Promise<Date | null> =>
  (await db.selectFrom('monitoring_marks').select('counted_to').executeTakeFirst())?.counted_to ?? null

export const setMark = async (db: WritableDb, at: Date): Promise<void> => {
  await db
    .insertInto('monitoring_marks')
    .values({ counted_to: at })
    .onConflict((oc) => oc.column('id').doUpdateSet({ counted_to: at }))
    .execute()
}

export type MonitoredDay = { monitored_on: Day; merchants: number; alerts: number; monitored_at: Date }
export const findLastMonitored = async (db: ReadDb): Promise<MonitoredDay | null> =>
  (await db.selectFrom('monitored_days').selectAll().orderBy('monitored_on', 'desc').limit(1).executeTakeFirst()) ?? null

export const insertMonitored = async (db: WritableDb, row: MonitoredDay): Promise<void> =>
  void (await db.insertInto('monitored_days').values(row).execute())

/** One run at a time: the second waits, and finds the day done. */
export const lockMonitoring = async (db: WritableDb): Promise<void> =>
  void (await sql`select pg_advisory_xact_lock(hashtext('monitoring'))`.execute(db))

/** A merchant's days from one on, for a chart. */
export const listDaysOf = (db: ReadDb, merchantId: string, { from, to }: { from: Day; to: Day }) =>
  db
    .selectFrom('merchant_days')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .where('traded_on', '>=', from)
    .where('traded_on', '<=', to)
    .orderBy('traded_on')
    .execute()

/** The first day of which anything was counted. */
export const findFirstDay = async (db: ReadDb): Promise<Day | null> =>
  (await db.selectFrom('merchant_days').select(({ fn }) => fn.min('traded_on').as('first')).executeTakeFirst())?.first ?? null

/** A BIN's week is asked for as far back as a back-test goes, and no further. */
export const dropOldBins = async (db: WritableDb, before: Day): Promise<void> =>
  void (await db.deleteFrom('merchant_bins').where('traded_on', '<', before).execute())
