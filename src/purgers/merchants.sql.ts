import { sql, type RawBuilder } from 'kysely'
import { buriedWith, filesOf, wholeOf } from './dossierParts.sql.ts'
import { lettersTo, waitingFor } from './letters.sql.ts'
import { erasedIds, isHeldFound as held, isUnsettled, startOf, upTo, whileAnyIsHeld, type Over, type Purger } from './purger.sql.ts'

/** An order on anything of his keeps him: with his key goes what is sealed of his payers too, and the evidence of his cases. */
const merchantsWhere = (
  { before, rows, limit }: Over,
  began: RawBuilder<unknown>,
  isOfThem: RawBuilder<unknown>,
  isKept: RawBuilder<unknown>,
): RawBuilder<unknown> =>
  sql`select m.id, m.id as merchant_id,
      array[m.id] || ${whileAnyIsHeld(sql`array(select on_his.subject_id from legal_holds on_his where on_his.merchant_id = m.id and on_his.lifted_at is null)`)} as subject_ids, ${isKept} as is_kept, ${began} as began
    from merchants m where not m.is_erased and ${isOfThem} and ${began} < ${before} and ${rows(sql`m.id`)} order by m.id ${upTo(limit)}`

const dossiers = sql`select d.id from dossiers d where d.merchant_id in (${erasedIds})`
const users = sql`select u.id from merchant_users u where u.merchant_id in (${erasedIds})`

/**
 * Everything of a merchant but his number, his books, and the files that go by a rule of their own. With his key go the files and the
 * sealed words of the history, in every backup too.
 */
const whole: Pick<Purger, 'kind' | 'root' | 'waiting' | 'keys' | 'withIt' | 'files' | 'buries'> = {
  kind: 'mrch',
  root: 'merchants',
  waiting: waitingFor,
  // and theirs, each: those of his payers are wrapped by his own, and open nothing without it
  keys: { subjects: sql`${users} union all ${dossiers}`, dossiers },
  withIt: {
    ...wholeOf(dossiers, sql`n.merchant_id in (${erasedIds})`),
    dossiers_emptied: sql`update dossiers set is_erased = true, risk_reasons = '[]', raised = '{}' where merchant_id in (${erasedIds})`,
    // alerts and cases of his, whatever came of them (X-06), with what was said of them by their foreign keys; an alert that was closed has
    // a minimum of its own, which may outlast his
    alerts_erased: sql`delete from alerts where merchant_id in (${erasedIds}) and state <> 'closed'`,
    cases_erased: sql`delete from aml_cases where merchant_id in (${erasedIds})`,
    links_erased: sql`delete from merchant_links where merchant_user_id in (${users})`,
    users_emptied:
      sql`update merchant_users set email = merchant_users.id || '@erased.invalid', name = '', password_hash = '' where merchant_id in (${erasedIds})`,
    keys_erased: sql`delete from api_keys where merchant_id in (${erasedIds})`,
    breaches_emptied:
      sql`update breaches set reason = '–', decline_reason = case when decline_reason is not null then '–' end where merchant_id in (${erasedIds})`,
    acts_emptied:
      sql`update hold_acts set words = null where words is not null and hold_id in (select h.id from holds h where h.merchant_id in (${erasedIds}))`,
    holds_emptied:
      sql`update holds set grounds = '–', reference = null, release_reason = null where merchant_id in (${erasedIds}) and state <> 'release_proposed'`,
    letters_cancelled: sql`delete from mails where id in (select q.id from (${waitingFor(erasedIds)}) q)`,
    key_destroyed:
      sql`update merchant_keys set wrapped_key = null, destroyed_at = (select at from clock) where merchant_id in (${erasedIds}) and destroyed_at is null`,
  },
  files: sql`${filesOf(dossiers, 'merchant_id')} union all select f.merchant_id, f.storage_key from note_attachments f where f.merchant_id in (${erasedIds})
    union all select f.merchant_id, f.storage_key from aml_case_pieces f where f.merchant_id in (${erasedIds})`,
  // each that a page of its own was about can be asked for: why it is gone
  buries: sql`${buriedWith(dossiers)} union all ${users} union all select a.id from alerts a where a.merchant_id in (${erasedIds}) and a.state <> 'closed' union all select c.id from aml_cases c where c.merchant_id in (${erasedIds})
    union all select p.id from aml_case_pieces p where p.merchant_id in (${erasedIds}) union all select q.id from (${waitingFor(erasedIds)}) q union all select h.id from screening_hits h where h.dossier_id in (${dossiers})`,
}

/**
 * His key opens the evidence of disputes, the certificates of cases and the accounts of mandates: while one is kept, so is he. A reserve, a
 * debt or a payout on its way keeps him as well.
 */
const isStillNeeded = sql`(${isUnsettled(sql`m.id`)} or exists (select from freezes z where z.merchant_id = m.id) or exists (select from disputes d where d.merchant_id = m.id) or exists (select from fraud_cases c where c.merchant_id = m.id)
  or exists (select from mandates a where a.merchant_id = m.id and a.sealed_iban <> ''))`

export const merchantFiles: Purger = {
  ...whole,
  category: 'merchant_file',
  over: (what) => merchantsWhere(what, startOf('m.ended_on'), sql`m.ended_on is not null`, isStillNeeded),
  erase:
    sql`update merchants set is_erased = true, name = merchants.id, search_name = '' from found where merchants.id = found.id and merchants.ended_on is not null and not merchants.is_erased and not found.is_kept and not ${held} returning merchants.id`,
}

/** Of a merchant `m`: the last sign of life from anybody of his. */
export const lastContact = sql`coalesce((select max(u.last_contact_at) from merchant_users u where u.merchant_id = m.id), m.created_at)`
/** Not filed, lapsed, or refused and erased; one before us is no prospect, whatever the time it takes. */
export const isNoMore =
  sql`m.ended_on is null and m.state in ('onboarding', 'deactivated', 'rejected') and not exists (select from dossiers d where d.merchant_id = m.id and d.state not in ('draft', 'lapsed', 'rejected'))`
/** A refusal that is kept by its own rule keeps its merchant. */
const hasRefusal =
  sql`(exists (select from dossiers d where d.merchant_id = m.id and d.state = 'rejected' and not d.is_erased) or exists (select from payments p where p.merchant_id = m.id and p.mode = 'live') or ${isUnsettled(sql`m.id`)})`

/** Three years without a sign of life from him. Opening one of our letters is none. */
export const prospects: Purger = {
  ...whole,
  category: 'prospect_contact',
  over: (what) => merchantsWhere(what, lastContact, isNoMore, hasRefusal),
  erase:
    sql`update merchants set is_erased = true, name = merchants.id, search_name = '' from found where merchants.id = found.id and merchants.ended_on is null and not merchants.is_erased and not found.is_kept and not ${held} returning merchants.id`,
  withIt: { ...whole.withIt, letters_cancelled: sql`delete from mails where id in (${lettersTo(erasedIds)})` },
}

/** With what he signs in goes a year after his contract; as long as he has money here, he may come and look. */
export const accountLogins: Purger = {
  category: 'account_login',
  kind: 'user',
  over: ({ before, rows, limit }) =>
    sql`select u.id, u.merchant_id, array[u.id] as subject_ids, ${isUnsettled(sql`u.merchant_id`)} as is_kept, ${startOf('m.ended_on')} as began
    from merchant_users u join merchants m on m.id = u.merchant_id where u.password_hash <> '' and ${startOf('m.ended_on')} < ${before} and ${rows(sql`u.id`)} order by u.id ${upTo(limit)}`,
  erase:
    sql`update merchant_users set password_hash = '' from found where merchant_users.id = found.id and merchant_users.password_hash <> '' and not found.is_kept and not ${held} returning merchant_users.id`,
  withIt: { links_erased: sql`delete from merchant_links where merchant_user_id in (select id from erased)` },
}
