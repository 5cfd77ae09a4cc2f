import { sql, type RawBuilder } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'

export const paymentLinks = ['card', 'account', 'device', 'ip', 'email', 'payer_address'] as const
export type PaymentLink = (typeof paymentLinks)[number]
/**
 * Something by which payments of a case hang together, or touch another merchant. `others`: at most `mostOthers` of `merchants`;
 * `kindTotal`: how many of this kind there are beside those that are read.
 */
export type FoundLink = {
  kind: PaymentLink
  value: string
  brand: string | null
  payments: number
  others: { id: string; name: string; count: number }[]
  merchants: number
  kindTotal: number
}

export const mostOfKind = 12
const mostOthers = 12

type Sql = RawBuilder<unknown>
/** Live payments of a case: alerts are raised on no others. */
const mine = (caseId: string): Sql =>
  sql`(select distinct p.id, p.card_id, p.mandate_id, p.payer_id, p.device, p.billing_address_id, p.shipping_address_id from aml_case_payments k join payments p on p.id = k.payment_id where k.case_id = ${caseId}) q`
const counted = sql`count(distinct q.id)::int as payments`
const elsewhere = sql`o.mode = 'live' and o.merchant_id <> x.merchant_id group by o.merchant_id`
const addressKey = (a: string): Sql => sql.raw(`lower(${a}.line1) || '|' || ${a}.zip_code || '|' || ${a}.country`)

/**
 * Per kind: what groups the payments (`key`), how it is said, where else it is found. Cards and accounts are compared by their keyed
 * hashes: nobody reads a number.
 */
const kinds: Record<PaymentLink, { groups: (caseId: string) => Sql; elsewhere: Sql }> = {
  card: {
    groups: (caseId) =>
      sql`select c.pan_hash as key, min(c.last4) as value, min(c.brand) as brand, ${counted} from ${mine(caseId)} join cards c on c.id = q.card_id group by c.pan_hash`,
    elsewhere:
      sql`select o.merchant_id, count(*)::int as count from cards oc join payments o on o.card_id = oc.id where oc.pan_hash = g.key and ${elsewhere}`,
  },
  account: {
    groups: (caseId) =>
      sql`select c.iban_hash as key, min(c.last4) as value, null::text as brand, ${counted} from ${mine(caseId)} join mandates c on c.id = q.mandate_id group by c.iban_hash`,
    elsewhere:
      sql`select o.merchant_id, count(*)::int as count from mandates om join payments o on o.mandate_id = om.id where om.iban_hash = g.key and ${elsewhere}`,
  },
  // a device is its address and its browser, as TM-11 has it
  device: {
    groups: (caseId) =>
      sql`select (q.device ->> 'ip') || ' · ' || (q.device ->> 'user_agent') as key, min((q.device ->> 'ip') || ' · ' || left(q.device ->> 'user_agent', 60)) as value, null::text as brand, ${counted} from ${mine(caseId)} where q.device ->> 'ip' is not null and q.device ->> 'user_agent' is not null group by 1`,
    elsewhere:
      sql`select o.merchant_id, count(*)::int as count from payments o where o.device is not null and o.device ->> 'ip' = split_part(g.key, ' · ', 1) and (o.device ->> 'ip') || ' · ' || (o.device ->> 'user_agent') = g.key and ${elsewhere}`,
  },
  ip: {
    groups: (caseId) =>
      sql`select q.device ->> 'ip' as key, q.device ->> 'ip' as value, null::text as brand, ${counted} from ${mine(caseId)} where q.device ->> 'ip' is not null group by 1`,
    elsewhere:
      sql`select o.merchant_id, count(*)::int as count from payments o where o.device is not null and o.device ->> 'ip' = g.key and ${elsewhere}`,
  },
  email: {
    groups: (caseId) =>
      sql`select lower(c.email) as key, lower(c.email) as value, null::text as brand, ${counted} from ${mine(caseId)} join payers c on c.id = q.payer_id where c.email is not null group by 1`,
    elsewhere:
      sql`select o.merchant_id, count(*)::int as count from payers oc join payments o on o.payer_id = oc.id where oc.email is not null and lower(oc.email) = g.key and ${elsewhere}`,
  },
  payer_address: {
    groups: (caseId) =>
      sql`select ${addressKey('c')} as key, min(c.line1 || ', ' || c.zip_code || ' ' || c.city) as value, null::text as brand, ${counted} from ${mine(caseId)} join payer_addresses c on c.id in (q.billing_address_id, q.shipping_address_id) where c.line1 is not null group by 1`,
    elsewhere:
      sql`select o.merchant_id, count(*)::int as count from payer_addresses o where o.line1 is not null and o.zip_code = split_part(g.key, '|', -2) and ${addressKey('o')} = g.key and ${elsewhere}`,
  },
}

const linksOf = async (db: ReadDb, caseId: string, kind: PaymentLink): Promise<FoundLink[]> => {
  const { groups, elsewhere: found } = kinds[kind]
  const { rows } = await sql<Omit<FoundLink, 'kind'>>`
    select g.value, g.brand, g.payments, g."kindTotal", coalesce(others.list, '[]'::jsonb) as others, coalesce(others.merchants, 0)::int as merchants
    from (select every.*, count(*) over ()::int as "kindTotal" from (${groups(caseId)}) every order by payments desc, value limit ${mostOfKind}) g
    cross join (select merchant_id from aml_cases where id = ${caseId}) x
    left join lateral (
      select jsonb_agg(jsonb_build_object('id', m.id, 'name', m.name, 'count', e.count) order by e.count desc, m.id) filter (where e.place <= ${mostOthers}) as list, count(*) as merchants
      from (select found.*, row_number() over (order by found.count desc, found.merchant_id) as place from (${found}) found) e join merchants m on m.id = e.merchant_id) others on true
    where g.payments > 1 or others.list is not null
    order by g.payments desc, g.value`
    .execute(db)
  return rows.map((row) => ({ kind, ...row }))
}

/** What the payments of a case share with one another or with another merchant: the commonest of each kind. */
export const listLinks = async (db: ReadDb, caseId: string): Promise<FoundLink[]> => {
  const found: FoundLink[] = []
  for (const kind of paymentLinks) found.push(...(await linksOf(db, caseId, kind)))
  return found
}
