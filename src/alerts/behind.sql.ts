import { sql, type RawBuilder } from 'kysely'
import { addDays, endOfParisDay, startOfParisDay } from '#src/kernel/calendar.ts'
import type { ScenarioId } from '#src/monitoring/scenario.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { PaymentMethod, PaymentState } from '#src/platform/db.types.ts'
import { findingIn, type AlertRow } from './alerts.sql.ts'

type Sql = RawBuilder<unknown>
type Window = { alert: AlertRow; from: Date; to: Date; key: string }

const captured = ({ from, to }: Window): Sql => sql`p.captured_at >= ${from} and p.captured_at < ${to}`
const answered = ({ from, to }: Window): Sql => sql`p.processed_at >= ${from} and p.processed_at < ${to}`
const contested = ({ from, to, alert }: Window, isDebit: boolean): Sql =>
  sql`p.id in (select d.payment_id from disputes d where d.merchant_id = ${alert.merchant_id} and d.created_at >= ${from} and d.created_at < ${to} and (d.network = 'sepa') = ${isDebit})`

const tested = (window: Window): Sql => {
  const { alert, key } = window
  if (alert.subject === 'rate') return sql`${answered(window)} and p.state = 'refused'`
  if (alert.subject.startsWith('bin:')) return sql`${answered(window)} and p.state = 'refused' and c.first6 = ${key}`
  // a device is its address and its browser: those of the address are shown
  const ip = alert.subject.startsWith('ip:') ? key : String(findingIn(alert).inputs['ip'] ?? '')
  return sql`${answered(window)} and p.device is not null and p.device ->> 'ip' = ${ip}${alert.subject.startsWith('ip:') ? sql` and p.state = 'refused'` : sql``}`
}

const own = (window: Window): Sql => {
  const { alert } = window
  if (alert.subject === 'email')
    return sql`${captured(window)} and exists (select from payers y join merchant_users u on lower(u.email) = lower(y.email) where y.id = p.payer_id and u.merchant_id = p.merchant_id)`
  if (alert.subject === 'iban') return sql`${captured(window)} and p.mandate_id is not null`
  return sql`${captured(window)} and exists (select from people q join dossiers d on d.id = q.dossier_id left join payers y on y.id = p.payer_id where d.merchant_id = p.merchant_id and q.family_name <> '' and strpos(lower(concat_ws('|', c.name, y.name, s.name)), lower(q.family_name)) > 0)`
}

/** Which payments an alert rests on; where none is named, all that were captured in its window. Null: it rests on no payment. */
const restsOn: Readonly<Partial<Record<ScenarioId, (window: Window) => Sql | null>>> = {
  'TM-01': (window) =>
    sql`c.pan_hash = decode(${window.key}, 'hex') and p.state not in ('refused', 'failed') and p.processed_at >= ${startOfParisDay(addDays(window.alert.window_from_on, -1))} and p.processed_at < ${window.to}`,
  'TM-02': ({ from, to, alert }) =>
    sql`p.id in (select r.payment_id from refunds r where r.merchant_id = ${alert.merchant_id} and r.created_at >= ${from} and r.created_at < ${to})`,
  'TM-03': (window) => contested(window, false),
  'TM-08': (window) => (window.alert.says === 'foreign_risk'
    ? sql`${captured(window)} and c.country = any((select risk_countries_on(${window.alert.window_to_on}::date))::text[])`
    : sql`${captured(window)} and c.country <> 'FR'`),
  'TM-09': (window) => sql`${captured(window)} and p.amount_cents % 5000 = 0`,
  'TM-10': (window) => sql`${captured(window)} and p.amount_cents > ${Number(findingIn(window.alert).values['ceilingCents'] ?? 0)}`,
  'TM-11': tested,
  'TM-12': (window) => sql`${captured(window)} and c.first6 = ${window.key}`,
  'TM-13': (window) => sql`${captured(window)} and extract(hour from p.created_at at time zone 'Europe/Paris') < 5`,
  'TM-14': own,
  'TM-16': (window) => sql`(${contested(window, true)} or (${answered(window)} and p.method = 'sepa' and p.state = 'failed'))`,
  'TM-17': () => null,
  'TM-18': (window) => sql`${captured(window)} and c.funding = 'prepaid'`,
}

const windowOf = (alert: AlertRow): Window => ({
  alert,
  from: startOfParisDay(alert.window_from_on),
  to: endOfParisDay(alert.window_to_on),
  key: alert.subject.slice(alert.subject.indexOf(':') + 1),
})

const behind = (alert: AlertRow): Sql | null => {
  const window = windowOf(alert)
  const rule = restsOn[alert.scenario as ScenarioId]
  const where = rule ? rule(window) : captured(window)
  return where &&
    sql`from payments p left join cards c on c.id = p.card_id left join mandates s on s.id = p.mandate_id where p.merchant_id = ${alert.merchant_id} and p.mode = 'live' and ${where}`
}

export type PaymentBehind = {
  id: string
  createdAt: Date
  cents: number
  currency: string
  state: PaymentState
  method: PaymentMethod | null
  brand: string | null
  last4: string | null
  country: string | null
}

/** A page of the payments an alert rests on, the newest first, from the id of the page before. */
export const listBehind = async (db: ReadDb, alert: AlertRow, after: string | null, limit: number): Promise<PaymentBehind[]> => {
  const from = behind(alert)
  if (!from) return []
  const beyond = after === null
    ? sql``
    : sql` and (p.created_at, p.id) < (select o.created_at, o.id from payments o where o.id = ${after} and o.merchant_id = ${alert.merchant_id})`
  return (await sql<PaymentBehind>`select p.id, p.created_at as "createdAt", p.amount_cents as cents, p.currency, p.state, p.method, c.brand, coalesce(c.last4, s.last4) as last4, coalesce(c.country, s.country) as country ${from}${beyond} order by p.created_at desc, p.id desc limit ${limit}`
    .execute(db))
    .rows
}

export type Shared = { kind: 'card' | 'ip'; value: string; brand: string | null; others: { id: string; name: string; count: number }[] }

/** So many of the payments are looked at for what they share with other merchants. */
const mostLooked = 200
const mostShared = 10

/** The cards and addresses of these payments that other merchants have seen too. */
export const listSharedBehind = async (db: ReadDb, alert: AlertRow): Promise<Shared[]> => {
  const from = behind(alert)
  if (!from) return []
  return (await sql<Shared>`
    with mine as materialized (select c.pan_hash, c.last4, c.brand, p.device ->> 'ip' as ip ${from} order by p.created_at desc limit ${mostLooked}),
    others as (
      select 'card' as kind, encode(k.pan_hash, 'hex') as key, min(k.last4) as value, min(k.brand) as brand, o.merchant_id, count(distinct o.id) as count from (select distinct pan_hash, last4, brand from mine where pan_hash is not null) k
        join cards oc on oc.pan_hash = k.pan_hash and oc.mode = 'live' and oc.merchant_id <> ${alert.merchant_id} join payments o on o.card_id = oc.id group by k.pan_hash, o.merchant_id union all
      select 'ip', k.ip, k.ip, null, o.merchant_id, count(*) from (select distinct ip from mine where ip is not null) k join payments o on o.device is not null and o.device ->> 'ip' = k.ip and o.mode = 'live' and o.merchant_id <> ${alert.merchant_id} group by k.ip, o.merchant_id)
    select kind, min(value) as value, min(brand) as brand, jsonb_agg(jsonb_build_object('id', m.id, 'name', m.name, 'count', count) order by count desc, m.id) as others
    from others join merchants m on m.id = others.merchant_id group by kind, key order by count(*) desc, kind, 2 limit ${mostShared}`
    .execute(db))
    .rows
}
