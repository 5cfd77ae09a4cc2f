import { sql } from 'kysely'
import { addDays, addMonths, endOfParisDay, startOfParisDay, type Day } from '#src/kernel/calendar.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { MerchantState } from '#src/platform/db.types.ts'
import type { LinkKind } from './facts.ts'
import { stretchOf } from './merchantDays.sql.ts'

export type PersonOfHouse = { merchantId: string; givenNames: string; familyName: string; usageName: string }

/** Representatives, owners and signatories, as files had them at the end of a day. */
export const listPeopleOfHouses = async (db: ReadDb, day: Day): Promise<PersonOfHouse[]> =>
  (await sql<PersonOfHouse>`select d.merchant_id as "merchantId", p.given_names as "givenNames", p.family_name as "familyName", p.usage_name as "usageName" from people p join dossiers d on d.id = p.dossier_id
    where p.kind = 'natural' and p.created_at < ${endOfParisDay(day)} and (p.removed_at is null or p.removed_at >= ${endOfParisDay(day)}) and (p.is_representative or p.is_beneficial_owner or p.is_signatory)`
    .execute(db))
    .rows

/**
 * Near enough to compare by: a name as letters without accents, hyphens read as blanks. Whoever is found is compared again, word by word.
 */
const plain = (text: ReturnType<typeof sql>) =>
  sql`translate(lower(${text}), 'àâäáãåçéèêëíìîïñóòôöõúùûüýÿ-''’', 'aaaaaaceeeeiiiinooooouuuuyy   ')`

export type NamedPayments = { merchantId: string; names: (string | null)[]; count: number; cents: number }
/** What was captured that day under a name that holds both words of somebody of the house: card, payer, mandate. */
export const listNamedLike = async (
  db: ReadDb,
  day: Day,
  keys: readonly { merchantId: string; given: string; family: string }[],
): Promise<NamedPayments[]> => {
  const { from, to } = stretchOf(day)
  return (await sql<NamedPayments>`
    with k as (select * from unnest(${keys.map((one) => one.merchantId)}::text[], ${keys.map((one) => one.given)}::text[], ${keys.map((one) => one.family)}::text[]) as said (merchant_id, given, family)),
    named as (select p.id, p.merchant_id, p.amount_cents, p.currency, c.name as card, y.name as payer, s.name as mandate, ${plain(sql`concat_ws('|', c.name, y.name, s.name)`)} as text
      from payments p left join cards c on c.id = p.card_id left join payers y on y.id = p.payer_id left join mandates s on s.id = p.mandate_id
      where p.mode = 'live' and p.captured_at >= ${from} and p.captured_at < ${to} and coalesce(c.name, y.name, s.name) is not null)
    select n.merchant_id as "merchantId", array[n.card, n.payer, n.mandate] as names, count(*)::int as count, coalesce(sum(n.amount_cents) filter (where n.currency = 'eur'), 0)::bigint as cents
    from named n where exists (select from k where k.merchant_id = n.merchant_id and strpos(n.text, k.family) > 0 and strpos(n.text, k.given) > 0) group by n.merchant_id, n.card, n.payer, n.mandate`
    .execute(db))
    .rows
}

export type CountedPayments = { merchantId: string; count: number; cents: number }

/** Payments of the day by a payer who has the address somebody of the merchant signs in with. */
export const listByOwnEmail = async (db: ReadDb, day: Day): Promise<CountedPayments[]> => {
  const { from, to } = stretchOf(day)
  return (await sql<CountedPayments>`select p.merchant_id as "merchantId", count(*)::int as count, coalesce(sum(p.amount_cents) filter (where p.currency = 'eur'), 0)::bigint as cents
    from payments p join payers y on y.id = p.payer_id join merchant_users u on u.merchant_id = p.merchant_id and lower(u.email) = lower(y.email)
    where p.mode = 'live' and p.captured_at >= ${from} and p.captured_at < ${to} group by 1`
    .execute(db))
    .rows
}

export const listAccountsOfHouses = async (db: ReadDb, day: Day): Promise<{ merchantId: string; iban: string }[]> =>
  (await sql<{ merchantId: string; iban: string }>`select d.merchant_id as "merchantId", a.iban from payout_accounts a join dossiers d on d.id = a.dossier_id where a.created_at < ${endOfParisDay(day)}`
    .execute(db))
    .rows

/** Debits of the day from an account that is paid out to, found by its keyed hash. */
export const listByOwnAccount = async (
  db: ReadDb,
  day: Day,
  accounts: readonly { merchantId: string; hash: Buffer }[],
): Promise<CountedPayments[]> => {
  const { from, to } = stretchOf(day)
  return (await sql<CountedPayments>`select p.merchant_id as "merchantId", count(*)::int as count, coalesce(sum(p.amount_cents) filter (where p.currency = 'eur'), 0)::bigint as cents
    from payments p join mandates s on s.id = p.mandate_id
    join (select distinct merchant_id, decode(hash, 'hex') as hash from unnest(${accounts.map((one) => one.merchantId)}::text[], ${accounts.map((one) => one.hash.toString('hex'))}::text[]) as said (merchant_id, hash)) a on a.merchant_id = p.merchant_id and a.hash = s.iban_hash
    where p.mode = 'live' and p.captured_at >= ${from} and p.captured_at < ${to} group by 1`
    .execute(db))
    .rows
}

/** Since when money goes to another account, where that began in the week that ends on the day. */
export const readAccountChanges = async (db: ReadDb, day: Day): Promise<Map<string, Day>> =>
  new Map(
    (await sql<{ id: string; on: Day }>`select d.merchant_id as id, max((a.created_at at time zone 'Europe/Paris')::date) as on from payout_accounts a join dossiers d on d.id = a.dossier_id
    where a.created_at >= ${startOfParisDay(addDays(day, -6))} and a.created_at < ${endOfParisDay(day)} and exists (select from payout_accounts b where b.dossier_id = a.dossier_id and b.created_at < a.created_at and b.iban <> a.iban) group by 1`
      .execute(db))
      .rows
      .map(({ id, on }) => [id, on]),
  )

/** `shown`: what it is, as one says it; of an account, its end. */
export type SharedThing = { kind: LinkKind; key: string; shown: string; ids: string[]; names: string[]; states: MerchantState[] }

const host = sql`lower(substring(c.website from '^(?:[A-Za-z]+://)?(?:www\\.)?([^/:?#\\s]+)'))`
const address = sql`lower(c.address_line1) || '|' || c.postcode || '|' || c.country`
const person = sql`lower(p.family_name) || '|' || lower(p.given_names) || '|' || p.birth_date`

/**
 * What several merchants whose file was handed in have in common, those who came last first. `merchantId`: with this one. A key is a
 * digest: what it stands for is read from the files.
 */
export const listShared = async (db: ReadDb, day: Day, merchantId: string | null = null): Promise<SharedThing[]> => {
  const to = endOfParisDay(day)
  return (await sql<SharedThing>`
    with filed as (select d.id, d.merchant_id, m.state, m.name, m.created_at from dossiers d join merchants m on m.id = d.merchant_id where d.state <> 'draft' and m.created_at < ${to}),
    things as (
      select f.merchant_id, 'iban' as kind, a.iban as thing, '•••• ' || right(a.iban, 4) as shown from payout_accounts a join filed f on f.id = a.dossier_id where a.created_at < ${to} and (a.replaced_at is null or a.replaced_at >= ${to}) union
      select f.merchant_id, 'person', ${person}, p.given_names || ' ' || p.family_name from people p join filed f on f.id = p.dossier_id where p.kind = 'natural' and p.birth_date is not null and p.created_at < ${to} and (p.removed_at is null or p.removed_at >= ${to}) union
      select f.merchant_id, 'address', ${address}, c.address_line1 || ', ' || c.postcode || ' ' || c.city from companies c join filed f on f.id = c.dossier_id union
      select f.merchant_id, 'site', ${host}, ${host} from companies c join filed f on f.id = c.dossier_id where c.website <> '')
    select kind, left(md5(kind || thing), 16) as key, array_agg(t.merchant_id order by f.created_at desc, t.merchant_id desc) as ids, min(shown) as shown, array_agg(f.name order by f.created_at desc, t.merchant_id desc) as names, array_agg(f.state::text order by f.created_at desc, t.merchant_id desc) as states
    from things t join filed f using (merchant_id) where thing is not null group by kind, thing having count(*) > 1 and (${merchantId}::text is null or ${merchantId}::text = any(array_agg(t.merchant_id))) order by count(*) desc, 2`
    .execute(db))
    .rows
}

/** Statutes that were accepted in the year, of files that had some before. */
export const readStatuteChanges = async (db: ReadDb, day: Day): Promise<Map<string, number>> =>
  new Map(
    (await sql<{ id: string; count: number }>`select o.merchant_id as id, count(*)::int as count from documents o where o.kind = 'statutes' and o.state = 'accepted' and o.decided_at >= ${startOfParisDay(addMonths(day, -12))} and o.decided_at < ${endOfParisDay(day)}
    and exists (select from documents b where b.merchant_id = o.merchant_id and b.kind = 'statutes' and b.state = 'accepted' and b.decided_at < o.decided_at) group by 1`
      .execute(db))
      .rows
      .map(({ id, count }) => [id, count]),
  )
