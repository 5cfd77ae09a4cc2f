import { sql } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'

export type TraceKind = 'card' | 'account' | 'ip' | 'email' | 'address'
/** Something by which payments of a case hang together: how many they are, and which other merchants it has touched in the same world. */
export type Trace = {
  kind: TraceKind
  value: string
  brand: string | null
  payments: number /** Which of the case's payments, at most `mostIds`. */
  paymentIds: string[]
  others: { id: string; name: string; count: number }[]
}

const mostTraces = 20
const mostOthers = 10
/** As many payments as a drawing tells apart; a trace of more is drawn with the first of them. */
const mostIds = 500

const ids = sql`(array_agg(distinct q.id))[1:${sql.lit(mostIds)}] as "paymentIds"`

const inCase = (caseId: string) =>
  sql`from fraud_case_payments f join payments p on p.id = f.payment_id where f.case_id = ${caseId} and f.state <> 'removed'`

/**
 * Per kind: what groups the payments (`key`), how it is said, and where else it is found. A number is compared by its keyed hash
 * (cards.pan_hash, mandates.iban_hash): nobody reads it. An address is compared by its street line, postcode and country.
 */
const kinds: Record<TraceKind, { groups: (caseId: string) => ReturnType<typeof sql>; elsewhere: ReturnType<typeof sql> }> = {
  card: {
    groups: (caseId) =>
      sql`select c.pan_hash as key, min(c.last4) as value, min(c.brand) as brand, count(*)::int as payments, ${ids}
      from (select p.id, p.card_id ${inCase(caseId)} and p.card_id is not null) q join cards c on c.id = q.card_id group by c.pan_hash`,
    elsewhere:
      sql`select o.merchant_id, count(*)::int as count from cards oc join payments o on o.card_id = oc.id where oc.pan_hash = g.key and oc.merchant_id <> x.merchant_id and oc.mode = x.mode group by o.merchant_id`,
  },
  account: {
    groups: (caseId) =>
      sql`select c.iban_hash as key, min(c.last4) as value, null::text as brand, count(*)::int as payments, ${ids}
      from (select p.id, p.mandate_id ${inCase(caseId)} and p.mandate_id is not null) q join mandates c on c.id = q.mandate_id group by c.iban_hash`,
    elsewhere:
      sql`select o.merchant_id, count(*)::int as count from mandates om join payments o on o.mandate_id = om.id where om.iban_hash = g.key and om.merchant_id <> x.merchant_id and om.mode = x.mode group by o.merchant_id`,
  },
  ip: {
    groups: (caseId) =>
      sql`select q.ip as key, q.ip as value, null::text as brand, count(*)::int as payments, ${ids} from (select p.id, p.device ->> 'ip' as ip ${inCase(caseId)} and p.device ->> 'ip' is not null) q group by q.ip`,
    elsewhere:
      sql`select o.merchant_id, count(*)::int as count from payments o where o.device is not null and o.device ->> 'ip' = g.key and o.merchant_id <> x.merchant_id and o.mode = x.mode group by o.merchant_id`,
  },
  email: {
    groups: (caseId) =>
      sql`select lower(c.email) as key, lower(c.email) as value, null::text as brand, count(*)::int as payments, ${ids}
      from (select p.id, p.payer_id ${inCase(caseId)} and p.payer_id is not null) q join payers c on c.id = q.payer_id where c.email is not null group by lower(c.email)`,
    elsewhere:
      sql`select o.merchant_id, count(*)::int as count from payers oc join payments o on o.payer_id = oc.id where oc.email is not null and lower(oc.email) = g.key and oc.merchant_id <> x.merchant_id and oc.mode = x.mode group by o.merchant_id`,
  },
  address: {
    groups: (caseId) =>
      sql`select lower(c.line1) || '|' || c.zip_code || '|' || c.country as key, min(c.line1 || ', ' || c.zip_code || ' ' || c.city) as value, null::text as brand, count(distinct q.id)::int as payments, ${ids}
      from (select p.id, unnest(array[p.billing_address_id, p.shipping_address_id]) as address_id ${inCase(caseId)}) q join payer_addresses c on c.id = q.address_id
      where c.line1 is not null group by lower(c.line1), c.zip_code, c.country`,
    elsewhere:
      sql`select oa.merchant_id, count(*)::int as count from payer_addresses oa where oa.line1 is not null and oa.zip_code = split_part(g.key, '|', -2) and lower(oa.line1) || '|' || oa.zip_code || '|' || oa.country = g.key
      and lower(oa.line1) = left(g.key, length(g.key) - length(oa.zip_code || '|' || oa.country) - 1) and oa.merchant_id <> x.merchant_id and oa.mode = x.mode group by oa.merchant_id`,
  },
}

const tracesOf = async (db: ReadDb, caseId: string, kind: TraceKind): Promise<Trace[]> => {
  const { groups, elsewhere } = kinds[kind]
  const { rows } = await sql<Omit<Trace, 'kind'>>`
    select g.value, g.brand, g.payments, g."paymentIds", coalesce(others.list, '[]'::jsonb) as others
    from (select * from (${groups(caseId)}) every order by payments desc, value limit ${mostTraces}) g
    cross join (select merchant_id, mode from fraud_cases where id = ${caseId}) x
    left join lateral (
      select jsonb_agg(jsonb_build_object('id', m.id, 'name', m.name, 'count', e.count) order by e.count desc, m.id) as list
      from (select * from (${elsewhere}) found order by count desc limit ${mostOthers}) e join merchants m on m.id = e.merchant_id) others on true
    where g.payments > 1 or others.list is not null
    order by g.payments desc, g.value`
    .execute(db)
  return rows.map((row) => ({ kind, ...row }))
}

/** What the payments of a case share with one another or with another merchant: the commonest of each kind. */
export const listTraces = async (db: ReadDb, caseId: string): Promise<Trace[]> => {
  const found: Trace[] = []
  for (const kind of Object.keys(kinds) as TraceKind[]) found.push(...(await tracesOf(db, caseId, kind)))
  return found
}
