import { sql, type RawBuilder } from 'kysely'
import { isOfVigilance, refusedAt } from '#src/purgers/dossiers.sql.ts'
import { executedAt } from '#src/moneyPurgers/payments.sql.ts'
import { lastContact } from '#src/purgers/merchants.sql.ts'
import type { Day } from '#src/kernel/calendar.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { ordinaryLetters } from './letters.ts'
import type { Category } from './policy.ts'

/** What a record is kept under, and the day that each period is counted from; null: that has not happened. */
export type Origin = { category: Category; origin: Day | null }
/** `subjectIds`: what a legal hold may name to hold it. */
export type Claimed = { merchantId: string | null; subjectIds: string[]; origins: Origin[] }

const paris = (column: string): RawBuilder<unknown> => sql`(${sql.raw(column)} at time zone 'Europe/Paris')::date::text`
const yearEnd = (column: string): RawBuilder<unknown> => sql`to_char(date_trunc('year', ${sql.raw(column)} at time zone 'Europe/Paris') + interval '1 year - 1 day', 'YYYY-MM-DD')`
const claim = (category: Category, origin: RawBuilder<unknown>): RawBuilder<unknown> => sql`jsonb_build_object('category', ${category}::text, 'origin', ${origin})`
/** Only where the condition holds is the record of that category. */
const claimIf = (condition: string, category: Category, origin: RawBuilder<unknown>): RawBuilder<unknown> => sql`case when ${sql.raw(condition)} then ${claim(category, origin)} end`

const all = (...claims: RawBuilder<unknown>[]): RawBuilder<unknown> => sql`jsonb_path_query_array(jsonb_build_array(${sql.join(claims)}), '$[*] ? (@ != null)')`

const day = (instant: RawBuilder<unknown>): RawBuilder<unknown> => sql`(${instant} at time zone 'Europe/Paris')::date::text`
const when = (condition: RawBuilder<unknown>, category: Category, origin: RawBuilder<unknown>): RawBuilder<unknown> => sql`case when ${condition} then ${claim(category, origin)} end`

/** Of a merchant `m`: a file from the contract on, a prospect's contact before and without it. */
const related = sql`m.state not in ('onboarding', 'deactivated', 'rejected')`
const ofMerchant = [when(related, 'merchant_file', sql`m.ended_on::text`), when(sql`not ${related}`, 'prospect_contact', day(lastContact))]
/** Of a dossier `d` of his: one that was never finished or was refused has a rule of its own. */
const ofDossier = [
  when(sql`${related} and d.state <> 'rejected'`, 'merchant_file', sql`m.ended_on::text`), when(sql`not ${related} and d.state not in ('lapsed', 'rejected')`, 'prospect_contact', day(lastContact)),
  when(sql`not ${related} and d.state = 'lapsed'`, 'incomplete_dossier', sql`case when m.state = 'deactivated' then ${paris('m.state_changed_at')} end`),
  when(sql`d.state = 'rejected' and not ${isOfVigilance}`, 'rejected_dossier', day(refusedAt)), when(sql`d.state = 'rejected' and ${isOfVigilance}`, 'rejected_dossier_aml', day(refusedAt)),
]

/** By the first part of the id: whose it is, what may hold it, and its claims. */
const sources: Record<string, (id: string) => RawBuilder<Claimed>> = {
  paym: (id) => sql`select p.merchant_id as "merchantId", array_remove(array[p.id, p.payer_id] || array(select d.id from disputes d where d.payment_id = p.id) || array(select f.case_id from fraud_case_payments f where f.payment_id = p.id and f.state <> 'removed'), null) as "subjectIds",
    ${all(
    when(sql`not p.is_stripped`, 'payment', day(executedAt)), claimIf('p.captured_at is not null', 'accounting', yearEnd('p.captured_at')), claimIf('p.device is not null', 'device', paris('p.created_at')), claimIf('p.auth_requested_at is not null', 'authentication_evidence', paris('p.auth_requested_at')),
    claimIf('exists (select from disputes d where d.payment_id = p.id)', 'dispute_file', sql`(select case when bool_or(d.closed_at is null) then null else max((d.closed_at at time zone 'Europe/Paris')::date)::text end from disputes d where d.payment_id = p.id)`),
    claimIf(`exists (select from fraud_case_payments f where f.payment_id = p.id and f.state = 'fraudulent')`, 'fraud_case', sql`(select ${paris('c.closed_at')} from fraud_case_payments f join fraud_cases c on c.id = f.case_id where f.payment_id = p.id and f.state = 'fraudulent')`),
  )} as origins from payments p where p.id = ${id}`,
  cust: (id) => sql`select y.merchant_id as "merchantId", array[y.id] || array(select p.id from payments p where p.payer_id = y.id limit 1000) as "subjectIds",
    ${all(claimIf('exists (select from payments p where p.payer_id = y.id)', 'payment', sql`(select max((p.captured_at at time zone 'Europe/Paris')::date)::text from payments p where p.payer_id = y.id)`),
    claimIf('not exists (select from payments p where p.payer_id = y.id)', 'unused_means', paris('y.created_at')))} as origins from payers y where y.id = ${id}`,
  card: (id) => sql`select c.merchant_id as "merchantId", array[c.id] as "subjectIds", ${all(claimIf('exists (select from payments p where p.card_id = c.id)', 'payment', sql`(select max((p.captured_at at time zone 'Europe/Paris')::date)::text from payments p where p.card_id = c.id)`),
    claimIf('not exists (select from payments p where p.card_id = c.id)', 'unused_means', paris('c.created_at')))} as origins from cards c where c.id = ${id}`,
  rght: (id) => sql`select q.merchant_id as "merchantId", array[q.id] || array(select s.subject_id from rights_subjects s where s.request_id = q.id) as "subjectIds", ${all(claim('rights_request', paris('q.closed_at')))} as origins from rights_requests q where q.id = ${id}`,
  pout: (id) => sql`select o.merchant_id as "merchantId", array[o.id] as "subjectIds", ${all(claim('payout_statement', yearEnd('o.created_at')))} as origins from payouts o where o.id = ${id}`,
  mrch: (id) => sql`select m.id as "merchantId", array[m.id] as "subjectIds", ${all(...ofMerchant)} as origins from merchants m where m.id = ${id}`,
  user: (id) => sql`select u.merchant_id as "merchantId", array[u.id] as "subjectIds", ${all(...ofMerchant, when(sql`u.password_hash <> '' and m.ended_on is not null`, 'account_login', sql`m.ended_on::text`))} as origins from merchant_users u join merchants m on m.id = u.merchant_id where u.id = ${id}`,
  pers: (id) => sql`select m.id as "merchantId", array[n.id] as "subjectIds", ${all(...ofDossier)} as origins from people n join dossiers d on d.id = n.dossier_id join merchants m on m.id = d.merchant_id where n.id = ${id}`,
  docu: (id) => sql`select o.merchant_id as "merchantId", array_remove(array[o.id, o.person_id], null) as "subjectIds", ${all(...ofDossier)} as origins from documents o join dossiers d on d.id = o.dossier_id join merchants m on m.id = o.merchant_id where o.id = ${id}`,
  doss: (id) => sql`select m.id as "merchantId", array[d.id] as "subjectIds", ${all(...ofDossier)} as origins from dossiers d join merchants m on m.id = d.merchant_id where d.id = ${id} and not d.is_erased`,
  sepa: (id) => sql`select m.merchant_id as "merchantId", array[m.id] as "subjectIds", ${all(claim('mandate', sql`(select max((p.captured_at at time zone 'Europe/Paris')::date)::text from payments p where p.mandate_id = m.id)`))} as origins from mandates m where m.id = ${id}`,
  dspt: (id) => sql`select d.merchant_id as "merchantId", array[d.id, d.payment_id] as "subjectIds", ${all(claim('dispute_file', paris('d.closed_at')))} as origins from disputes d where d.id = ${id}`,
  frdc: (id) => sql`select c.merchant_id as "merchantId", array[c.id] as "subjectIds", ${all(claim('fraud_case', paris('c.closed_at')))} as origins from fraud_cases c where c.id = ${id}`,
  // decided, an alert has a rule of its own; in a case, or not decided, it is of its merchant's file, as the case is
  alrt: (id) => sql`select m.id as "merchantId", array_remove(array[a.id, a.case_id], null) as "subjectIds", ${all(claimIf(`a.state = 'closed'`, 'monitoring_alert', paris('a.closed_at')), claimIf(`a.state <> 'closed'`, 'merchant_file', sql`m.ended_on::text`))} as origins from alerts a join merchants m on m.id = a.merchant_id where a.id = ${id}`,
  amlc: (id) => sql`select m.id as "merchantId", array[c.id] as "subjectIds", ${all(claim('merchant_file', sql`m.ended_on::text`))} as origins from aml_cases c join merchants m on m.id = c.merchant_id where c.id = ${id}`,
  invc: (id) => sql`select i.merchant_id as "merchantId", array[i.id] as "subjectIds", ${all(claim('accounting', sql`to_char(date_trunc('year', i.issued_on) + interval '1 year - 1 day', 'YYYY-MM-DD')`))} as origins from invoices i where i.id = ${id}`,
  mail: (id) => sql`select l.merchant_id as "merchantId", array[l.id] as "subjectIds", ${all(when(sql`l.template = any(${ordinaryLetters}::text[])`, 'mail', paris('l.created_at')), when(sql`not l.template = any(${ordinaryLetters}::text[])`, 'notice', sql`(select m.ended_on::text from merchants m where m.id = l.merchant_id)`))} as origins from mails l where l.id = ${id}`,
}

export const askablePrefixes = Object.keys(sources)

/** Null where there is no such record, or its kind is not one that is asked about. */
export const findClaims = async (db: ReadDb, id: string): Promise<Claimed | null> => {
  const source = sources[id.slice(0, 4)]
  return source ? ((await source(id).execute(db)).rows[0] ?? null) : null
}
