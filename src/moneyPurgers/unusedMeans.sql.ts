import { sql, type RawBuilder } from 'kysely'
import { erasedIds, isHeldFound as held, upTo, type Purger } from '#src/purgers/purger.sql.ts'

const isPaidWith = (column: string, id: string): RawBuilder<unknown> =>
  sql`exists (select from payments p where p.${sql.raw(column)} = ${sql.raw(id)})`

/**
 * Payers, cards and addresses that a merchant noted, and that no payment ever named: each by its own id. A scoring that is asked for is a
 * use.
 */
const noted = (before: Date): RawBuilder<unknown> =>
  sql`
  select y.id, y.merchant_id, exists (select from scorings s where s.payer_id = y.id and s.ended_at is null) as is_kept, y.created_at as began from payers y
    where y.created_at < ${before} and num_nonnulls(y.name, y.email, y.mobile, y.external_id, y.born_on, y.legal_id, y.country) > 0 and not ${isPaidWith('payer_id', 'y.id')}
  union all select c.id, c.merchant_id, false, c.created_at from cards c where c.created_at < ${before} and not ${isPaidWith('card_id', 'c.id')}
  union all select a.id, a.merchant_id, false, a.created_at from payer_addresses a where a.created_at < ${before} and not ${isPaidWith('billing_address_id', 'a.id')} and not ${isPaidWith('shipping_address_id', 'a.id')}`

/** The payer's row stays as a number, for whoever has it; the card goes with its number and its key, the address whole. */
export const unusedMeans: Purger = {
  category: 'unused_means',
  kind: 'cust',
  over: ({ before, rows, limit }) =>
    sql`select u.id, u.merchant_id, array[u.id] as subject_ids, u.is_kept, u.began from (${noted(before)}) u where ${rows(sql`u.id`)} order by u.id ${upTo(limit)}`,
  erase: sql`select found.id from found where not found.is_kept and not ${held}`,
  keys: { subjects: erasedIds },
  withIt: {
    scorings_erased: sql`delete from scorings where payer_id in (${erasedIds}) and ended_at is not null`,
    checks_emptied: sql`update account_checks set payer_id = null, asked_name = '', asked_born_on = null where payer_id in (${erasedIds})`,
    payers_emptied:
      sql`update payers set name = null, email = null, mobile = null, external_id = null, born_on = null, legal_id = null, country = null, deleted_at = coalesce(deleted_at, (select at from clock)) where id in (${erasedIds})`,
    numbers_erased: sql`delete from card_vault where card_id in (${erasedIds})`,
    cards_erased: sql`delete from cards where id in (${erasedIds})`,
    addresses_erased: sql`delete from payer_addresses where id in (${erasedIds})`,
  },
}
