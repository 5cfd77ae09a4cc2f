import { sql, type RawBuilder } from 'kysely'
import { isHeldSql } from '#src/retention/legalHolds.sql.ts'
import type { Category } from '#src/retention/policy.ts'

/**
 * `before`: the first instant whose period is not over. `at`: now. `rows`: SQL that narrows the rows by their `id` (a page of keys, a
 * list). `limit`: null for all.
 */
export type Over = { before: Date; at: Date; rows: (id: RawBuilder<unknown>) => RawBuilder<unknown>; limit: number | null }

export type Kind = 'paym' | 'sess' | 'mail' | 'frdr' | 'doss' | 'mrch' | 'user' | 'sepa' | 'dspt' | 'frdc' | 'alrt' | 'btst' | 'frez'
  | 'rght' | 'cust' | 'invc' | 'pout' | 'year' | 'wlen' | 'rmrk'

/**
 * How one category is erased. `over`: id, merchant_id, subject_ids (what a hold may name), is_kept (another rule keeps it longer) and began
 * (when its period did) of each row whose period is over, by its key. `erase`: takes them from `found`, a table of the first four, leaves
 * what is held in the same statement, and returns the ids of what went.
 */
export type Purger = {
  category: Category
  kind: Kind
  over: (what: Over) => RawBuilder<unknown>
  erase: RawBuilder<unknown>
  /** Its rows have a day of their own before which they do not go, whatever the policy: `not_before` of `over`. */
  hasOwnDay?: true
  /** Rows of one transaction, where one of them is much. */
  most?: number
  /** Where the rows themselves are, to be locked before their files go: nobody takes them up again meanwhile. */
  root?: 'dossiers' | 'merchants' | 'disputes' | 'fraud_cases' | 'rights_requests'
  /**
   * Letters to these merchants that have not left: id, merchant_id, template, subject_id. They are locked too; one that is being handed
   * over keeps its merchant until the next run, and is sent once.
   */
  waiting?: (merchants: RawBuilder<unknown>) => RawBuilder<unknown>
  /** What goes with what `erased` names, each a part of that same statement, under a name. `clock` holds the instant. */
  withIt?: Readonly<Record<string, RawBuilder<unknown>>>
  /**
   * Ids of persons and files whose keys go with what `erased` names; and `dossiers`: of everybody who stands in them. What was sealed for
   * them is noise from then on, in every backup too.
   */
  keys?: { subjects?: RawBuilder<unknown>; dossiers?: RawBuilder<unknown>; only?: 'people' }
  /** Files that lie apart, of what `erased` names: id, key. They go first; where one does not, its row stays. */
  files?: RawBuilder<unknown>
  /** Ids of rows that go with it, and leave a tombstone of their own. */
  buries?: RawBuilder<unknown>
}

export const isHeldFound = isHeldSql({ merchantId: sql`found.merchant_id`, subjectIds: sql`found.subject_ids` })
export const upTo = (limit: number | null): RawBuilder<unknown> => (limit === null ? sql`` : sql`limit ${limit}`)

/** Their keys, destroyed by the same statement; each leaves a tombstone under its own id. */
export const keysDestroyed = ({ subjects, dossiers, only }: NonNullable<Purger['keys']>): RawBuilder<unknown> =>
  sql`update person_keys set wrapped_key = null, destroyed_at = (select at from clock)
  where destroyed_at is null and (${subjects ? sql`subject_id in (${subjects})` : sql`false`} or ${dossiers ? sql`within_id in (${dossiers})` : sql`false`}) ${only === 'people' ? sql`and subject_id ^@ 'pers_'` : sql``} returning id`

/** The rows that went, for what goes with them. */
export const erasedIds: RawBuilder<unknown> = sql`select id from erased`
/** The first instant of a date column's day, in Paris: what `before` is compared with. */
export const startOf = (column: string): RawBuilder<unknown> => sql`(${sql.raw(column)}::timestamp at time zone 'Europe/Paris')`

/**
 * Ids that only an order on a person, a case or a payment could name: looked up only while one of these stands. A merchant's order covers
 * by his own id.
 */
export const whileAnyIsHeld = (ids: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`case when (select exists (select from legal_holds any_one where any_one.scope <> 'merchant' and any_one.lifted_at is null)) then ${ids} else '{}' end`

/** Of the payment `p`: what an order may name that holds it, without its cases: itself, who paid, and with what. */
export const namesOfPayment = sql`array[p.id, p.payer_id, p.card_id, p.mandate_id]`

/**
 * Cases hang on a payment both ways; looked up only while some case is held at all. Its aliases are its own: what it is given names columns
 * of the statement around it.
 */
const isAnyCaseHeld = sql`(select exists (select from legal_holds any_case where any_case.scope = 'case' and any_case.lifted_at is null))`
export const hangingOn = (payments: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`case when ${isAnyCaseHeld} then
  array(select in_case.case_id from fraud_case_payments in_case where in_case.payment_id in (${payments})) || array(select about.id from disputes about where about.payment_id in (${payments}))
  || array(select in_aml.case_id from aml_case_payments in_aml where in_aml.payment_id in (${payments}))
  || array(select answer.id from resolutions answer join disputes about on about.id = answer.dispute_id where about.payment_id in (${payments})) else '{}' end`

/** `began`: an instant of the payment `p`. */
export const overPayments = (
  what: Over,
  began: RawBuilder<unknown>,
  isThere: RawBuilder<unknown>,
  isKept: RawBuilder<unknown>,
): RawBuilder<unknown> =>
  sql`
  select p.id, p.merchant_id, ${namesOfPayment} || ${hangingOn(sql`p.id`)} as subject_ids, ${isKept} as is_kept, ${began} as began
  from payments p where ${isThere} and ${began} < ${what.before} and ${what.rows(sql`p.id`)} order by p.id ${upTo(what.limit)}`

/** Money of a merchant that is still somewhere, or owed: his file is not over before (rules.md §3.2). */
export const isUnsettled = (merchantId: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`exists (select from ledger_postings l where l.merchant_id = ${merchantId} and l.book = 'live' group by l.account, l.currency having sum(l.amount_cents) <> 0)`
