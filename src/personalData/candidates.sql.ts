import { sql, type RawBuilder } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'
import type { SubjectKind } from './subject.ts'

/** Somebody who may be the one: enough to tell two of a name apart. */
export type Candidate = {
  kind: SubjectKind
  id: string
  name: string
  email: string | null
  mobile: string | null
  bornOn: string | null
  detail: string | null
  merchantId: string
  merchantName: string
  /** The last time he was met: a sign-in, a payment. */
  seenOn: string | null
}

/** What one is looked for by; empty: not by that. All that is said must fit, where a kind of row has it at all. */
export type Wanted = { name: string; email: string; bornOn: string | null; mobile: string; last4: string }

const day = (column: string): RawBuilder<unknown> => sql`(${sql.raw(column)} at time zone 'Europe/Paris')::date::text`
const digits = (text: string): string => text.replace(/\D/g, '').replace(/^(0033|33|0)/, '')
const mobileOf = sql`regexp_replace(regexp_replace(y.mobile, '\\D', '', 'g'), '^(0033|33|0)', '')`

const users = ({ name, email, bornOn, mobile, last4 }: Wanted) =>
  sql`
  select 'user' as kind, u.id, coalesce(nullif(u.name, ''), u.email) as name, u.email, null as mobile, null as born, null as detail, u.merchant_id, ${day('u.last_contact_at')} as seen from merchant_users u
  where ${bornOn === null && mobile === '' && last4 === ''} and (${email !== ''} and lower(u.email) = lower(${email}) or ${email === '' && name !== ''} and u.name <> '' and name_key(u.name) = name_key(${name}))`

/** A married name is looked for as well. */
const people = ({ name, bornOn, email, mobile, last4 }: Wanted) =>
  sql`
  select 'person' as kind, n.id, n.given_names || ' ' || n.family_name, null, null, n.birth_date::text, n.birth_place, d.merchant_id, null from people n join dossiers d on d.id = n.dossier_id
  where n.kind = 'natural' and ${email === '' && mobile === '' && last4 === '' && name !== ''} and (name_key(n.given_names || ' ' || n.family_name) = name_key(${name}) or (n.usage_name <> '' and name_key(n.given_names || ' ' || n.usage_name) = name_key(${name})))
    and (${bornOn}::date is null or n.birth_date = ${bornOn}::date)`

const payers = ({ name, email, bornOn, mobile, last4 }: Wanted) =>
  sql`
  select 'payer' as kind, y.id, coalesce(y.name, y.email, y.mobile), y.email, y.mobile, y.born_on::text, null, y.merchant_id, (select max(${day('p.created_at')}) from payments p where p.payer_id = y.id) from payers y
  where y.mode = 'live' and ${last4 === '' && (name !== '' || email !== '')} and (${name === ''} or (y.name is not null and name_key(y.name) = name_key(${name}))) and (${email === ''} or lower(y.email) = lower(${email}))
    and (${bornOn}::date is null or y.born_on is null or y.born_on = ${bornOn}::date) and (${mobile === ''} or y.mobile is null or ${mobileOf} = ${digits(mobile)})`

const cards = ({ name, last4, email, bornOn, mobile }: Wanted) =>
  sql`
  select 'card' as kind, c.id, coalesce(c.name, '•••• ' || c.last4), null, null, null, coalesce(c.brand, 'card') || ' •••• ' || c.last4, c.merchant_id, ${day('c.created_at')} from cards c
  where c.mode = 'live' and ${email === '' && bornOn === null && mobile === '' && name !== ''} and c.name is not null and name_key(c.name) = name_key(${name}) and (${last4 === ''} or c.last4 = ${last4})`

const mandates = ({ name, last4, email, mobile, bornOn }: Wanted) =>
  sql`
  select 'mandate' as kind, m.id, m.name, null, null, m.born_on::text, m.country || ' •••• ' || m.last4, m.merchant_id, ${day('m.created_at')} from mandates m
  where m.mode = 'live' and ${email === '' && mobile === '' && name !== ''} and name_key(m.name) = name_key(${name}) and (${last4 === ''} or m.last4 = ${last4}) and (${bornOn}::date is null or m.born_on is null or m.born_on = ${bornOn}::date)`

/** Across all there is, by the whole name in whatever order, or by the address; at most `limit`. Test payments are nobody's. */
export const findCandidates = async (db: ReadDb, wanted: Wanted, limit: number): Promise<Candidate[]> =>
  (await sql<Candidate>`select found.kind, found.id, found.name, found.email, found.mobile, found.born as "bornOn", found.detail, found.merchant_id as "merchantId", m.name as "merchantName", found.seen as "seenOn"
    from (${sql.join([users, people, payers, cards, mandates].map((one) => sql`(${one(wanted)})`), sql` union all `)}) found join merchants m on m.id = found.merchant_id order by found.kind, found.id limit ${limit}`
    .execute(db))
    .rows

const one = (from: RawBuilder<unknown>): RawBuilder<Candidate> =>
  sql`select found.kind, found.id, found.name, found.email, found.mobile, found.born as "bornOn", found.detail, found.merchant_id as "merchantId", m.name as "merchantName", found.seen as "seenOn" from (${from}) found join merchants m on m.id = found.merchant_id`

/** Those that are linked already, as they are today, in the order of their ids. */
export const listSubjects = async (db: ReadDb, ids: readonly string[]): Promise<Candidate[]> =>
  (await one(sql`
    select 'user'::text as kind, u.id, coalesce(nullif(u.name, ''), u.email) as name, u.email, null as mobile, null as born, null as detail, u.merchant_id, ${day('u.last_contact_at')} as seen from merchant_users u where u.id = any(${ids}::text[])
    union all select 'person', n.id, n.given_names || ' ' || n.family_name, null, null, n.birth_date::text, n.birth_place, d.merchant_id, null from people n join dossiers d on d.id = n.dossier_id where n.id = any(${ids}::text[])
    union all select 'payer', y.id, coalesce(y.name, y.email, y.mobile, y.id), y.email, y.mobile, y.born_on::text, null, y.merchant_id, (select max(${day('p.created_at')}) from payments p where p.payer_id = y.id) from payers y where y.id = any(${ids}::text[])
    union all select 'card', c.id, coalesce(c.name, '•••• ' || c.last4), null, null, null, coalesce(c.brand, 'card') || ' •••• ' || c.last4, c.merchant_id, ${day('c.created_at')} from cards c where c.id = any(${ids}::text[])
    union all select 'mandate', m.id, m.name, null, null, m.born_on::text, m.country || ' •••• ' || m.last4, m.merchant_id, ${day('m.created_at')} from mandates m where m.id = any(${ids}::text[])`)
    .execute(db))
    .rows
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))

export type NoteOnPerson = { id: string; at: Date; authorName: string; body: string }

/** What our people wrote on him, on his payments and his disputes: it leaves the house only where somebody read it and lets it through. */
export const listNotesOnPerson = async (db: ReadDb, subjectIds: readonly string[], limit: number): Promise<NoteOnPerson[]> =>
  (await sql<NoteOnPerson>`select n.id, n.at, s.name as "authorName", n.body from notes n join staff s on s.id = n.author_id
    where n.subject_id = any(${subjectIds}::text[] || array(select p.id from payments p where p.payer_id = any(${subjectIds}::text[])) || array(select d.id from disputes d join payments p on p.id = d.payment_id where p.payer_id = any(${subjectIds}::text[])))
    order by n.id desc limit ${limit}`
    .execute(db))
    .rows
