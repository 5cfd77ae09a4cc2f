import { sql, type RawBuilder } from 'kysely'
import { isHeldSql } from './legalHolds.sql.ts'
import { ordinaryLetters } from './letters.ts'
import type { Category } from './policy.ts'

/** `before`: the first instant whose period is not over. `at`: now. `rows`: SQL that narrows the rows by their `id` (a page of keys, a list). `limit`: null for all. */
export type Over = { before: Date; at: Date; rows: (id: RawBuilder<unknown>) => RawBuilder<unknown>; limit: number | null }

/**
 * How one category is erased. `over`: id, merchant_id, subject_ids (what a hold may name) and is_kept (another rule keeps it longer) of each row whose period is over, by its key.
 * `erase`: takes them from `found`, a table of these four, leaves what is held in the same statement, and returns the ids of what went.
 */
export type Purger = { category: Category; kind: 'paym' | 'sess' | 'mail' | 'frdr'; over: (what: Over) => RawBuilder<unknown>; erase: RawBuilder<unknown> }

const held = isHeldSql({ merchantId: sql`found.merchant_id`, subjectIds: sql`found.subject_ids` })
const upTo = (limit: number | null): RawBuilder<unknown> => (limit === null ? sql`` : sql`limit ${limit}`)

/** Cases hang on a payment both ways; looked up only while some case is held at all. */
const isAnyCaseHeld = sql`(select exists (select from legal_holds any_case where any_case.scope = 'case' and any_case.lifted_at is null))`
const hangingOn = (payments: RawBuilder<unknown>): RawBuilder<unknown> => sql`case when ${isAnyCaseHeld} then
  array(select f.case_id from fraud_case_payments f where f.payment_id in (${payments})) || array(select d.id from disputes d where d.payment_id in (${payments}))
  || array(select r.id from resolutions r join disputes d on d.id = r.dispute_id where d.payment_id in (${payments})) else '{}' end`

const payments = (what: Over, isOver: RawBuilder<unknown>, isKept: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select p.id, p.merchant_id, array[p.id, p.payer_id] || ${hangingOn(sql`p.id`)} as subject_ids, ${isKept} as is_kept
  from payments p where ${isOver} and ${what.rows(sql`p.id`)} order by p.id ${upTo(what.limit)}`

/** A device in a confirmed case of fraud is that case's, and goes with it (rules.md §3.2). */
const inConfirmedFraud = sql`exists (select from fraud_case_payments f join fraud_cases c on c.id = f.case_id where f.payment_id = p.id and (f.state = 'fraudulent' or (f.state = 'held' and c.state = 'applying')))`

const device: Purger = {
  category: 'device', kind: 'paym',
  over: (what) => payments(what, sql`p.device is not null and p.created_at < ${what.before}`, inConfirmedFraud),
  erase: sql`update payments set device = null from found where payments.id = found.id and payments.device is not null and not found.is_kept and not ${held} returning payments.id`,
}

/** That the payer authenticated stays with the payment (`auth_state`, when); what opened his bank's page goes. */
const authenticationEvidence: Purger = {
  category: 'authentication_evidence', kind: 'paym',
  over: (what) => payments(what, sql`(p.auth_token is not null or p.auth_return_url is not null) and p.auth_requested_at < ${what.before}`, sql`false`),
  erase: sql`update payments set auth_token = null, auth_return_url = null from found where payments.id = found.id and not found.is_kept and not ${held} returning payments.id`,
}

/** One that is still open is in use, whatever the policy says. */
const securityLog: Purger = {
  category: 'security_log', kind: 'sess',
  over: ({ before, at, rows, limit }) => sql`select s.id, u.merchant_id, array[s.merchant_user_id] as subject_ids, false as is_kept from sessions s left join merchant_users u on u.id = s.merchant_user_id
    where s.created_at < ${before} and (s.ended_at is not null or s.expires_at <= ${at}) and ${rows(sql`s.id`)} order by s.id ${upTo(limit)}`,
  erase: sql`delete from sessions using found where sessions.id = found.id and not found.is_kept and not ${held} returning sessions.id`,
}

/** Reports that nobody filed; filed ones are their case's. */
const fraudAlert: Purger = {
  category: 'fraud_alert', kind: 'frdr',
  over: ({ before, rows, limit }) => sql`select report.id, report.merchant_id, array[report.made_by, report.target_case_id] || report.payment_ids || array(select p.payer_id from payments p where p.id = any(report.payment_ids)) || ${hangingOn(sql`select unnest(report.payment_ids)`)} as subject_ids, false as is_kept
    from fraud_reports report where report.case_id is null and report.made_at < ${before} and ${rows(sql`report.id`)} order by report.id ${upTo(limit)}`,
  erase: sql`delete from fraud_reports using found where fraud_reports.id = found.id and fraud_reports.case_id is null and not found.is_kept and not ${held} returning fraud_reports.id`,
}

/** A letter hangs on what it is about, on the payment of that, and on the person it was written to. */
const mail: Purger = {
  category: 'mail', kind: 'mail',
  over: ({ before, rows, limit }) => sql`select m.id, m.merchant_id, array[m.subject_id] || array(select u.id from merchant_users u where u.merchant_id = m.merchant_id and u.email = m.to_address)
      || array(select d.payment_id from disputes d where d.id = m.subject_id) || array(select unnest(array[d.id, d.payment_id]) from resolutions r join disputes d on d.id = r.dispute_id where r.id = m.subject_id) as subject_ids, false as is_kept
    from mails m where m.state <> 'queued' and m.template = any(${ordinaryLetters}::text[]) and m.created_at < ${before} and ${rows(sql`m.id`)} order by m.id ${upTo(limit)}`,
  erase: sql`delete from mails using found where mails.id = found.id and not found.is_kept and not ${held} returning mails.id`,
}

/** In the order in which they run. A category that is not here is erased by nobody yet. */
export const purgers: readonly Purger[] = [device, securityLog, fraudAlert, mail, authenticationEvidence]

export const purgerOf = (category: Category): Purger | undefined => purgers.find((one) => one.category === category)

