import { sql } from 'kysely'
import { isHeldFound as held, overPayments, type Purger } from '#src/purgers/purger.sql.ts'

/** When a payment `p` was executed; of one that never was, when it was begun. One that may still be executed has not been. */
export const executedAt =
  sql`coalesce(p.captured_at, case when p.state in ('draft', 'canceled', 'failed', 'expired', 'refused') then p.created_at end)`

/** A dispute or a confirmed fraud keeps the payment it is about as long as its own file. */
const isNeeded =
  sql`(exists (select from disputes d where d.payment_id = p.id) or exists (select from fraud_case_payments f where f.payment_id = p.id and f.state in ('held', 'fraudulent')))`

/** Used by what went, and by nothing that still says who paid. */
const noLongerUsed = (column: string) =>
  sql`select p.${sql.raw(column)} as id from payments p where p.id in (select id from erased) and p.${sql.raw(column)} is not null
  and not exists (select from payments q where q.${sql.raw(column)} = p.${sql.raw(column)} and not q.is_stripped and q.id not in (select id from erased))`

/**
 * Five years after its execution the payer goes, and the line of the accounts stays: amount, dates, scheme, and of the card or the account
 * its country and last four figures. The payer, his addresses and his card's name go with the last of his payments.
 */
export const payments: Purger = {
  category: 'payment',
  kind: 'paym',
  over: (what) => overPayments(what, executedAt, sql`not p.is_stripped`, isNeeded),
  erase:
    sql`update payments set is_stripped = true, payer_id = null, billing_address_id = null, shipping_address_id = null, description = null, order_id = null, unique_id = null, return_url = null, device = null, country = null, auth_token = null, auth_return_url = null
    from found where payments.id = found.id and not payments.is_stripped and not found.is_kept and not ${held} returning payments.id`,
  keys: { subjects: sql`select id from payers_gone union all select id from cards_gone union all select id from addresses_gone` },
  withIt: {
    payers_gone: noLongerUsed('payer_id'),
    cards_gone: noLongerUsed('card_id'),
    addresses_gone:
      sql`select a.id from payer_addresses a where a.id in (select p.billing_address_id from payments p where p.id in (select id from erased) union select p.shipping_address_id from payments p where p.id in (select id from erased))
      and not exists (select from payments q where a.id in (q.billing_address_id) and q.id not in (select id from erased)) and not exists (select from payments q where a.id in (q.shipping_address_id) and q.id not in (select id from erased))`,
    scorings_erased: sql`delete from scorings where payer_id in (select id from payers_gone) and ended_at is not null`,
    checks_emptied:
      sql`update account_checks set payer_id = null, asked_name = '', asked_born_on = null where payer_id in (select id from payers_gone)`,
    payers_erased:
      sql`delete from payers where id in (select id from payers_gone) and not exists (select from scorings s where s.payer_id = payers.id and s.ended_at is null)`,
    cards_emptied:
      sql`update cards set name = null, zip_code = null, external_id = null, pan_hash = sha256(convert_to(id, 'UTF8')), deleted_at = coalesce(deleted_at, (select at from clock)) where id in (select id from cards_gone)`,
    addresses_erased: sql`delete from payer_addresses where id in (select id from addresses_gone)`,
  },
}
