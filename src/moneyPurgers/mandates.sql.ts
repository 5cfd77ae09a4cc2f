import { sql } from 'kysely'
import { hangingOn, isHeldFound as held, upTo, type Purger } from '#src/purgers/purger.sql.ts'

/** Without a collection for so long it lapses by itself (rules.md §3.2); until then, or until it is revoked, it is in use. */
const lapseMonths = 36

/** Of a mandate `m`: what its period is counted from. */
export const lastUse = sql`coalesce((select max(p.captured_at) from payments p where p.mandate_id = m.id), m.created_at)`
/** Of one that nobody revokes: the first day after its last one. */
export const lapsedOn =
  sql`((${lastUse} at time zone 'Europe/Paris')::date + interval '1 month' * ${lapseMonths}::int + interval '1 day')::date`
/** A debit that is on its way, or disputed, still needs the account. */
export const isInUse =
  sql`exists (select from payments p where p.mandate_id = m.id and (p.state in ('authorizing', 'authorized', 'to_capture', 'capture_sent') or exists (select from disputes d where d.payment_id = p.id and d.closed_at is null)))`

/** Account, name and reference go. That it was an account of a country, ending in four figures, stays with the payments that name it. */
export const mandates: Purger = {
  category: 'mandate',
  kind: 'sepa',
  hasOwnDay: true,
  over: ({ before, at, rows, limit }) =>
    sql`select m.id, m.merchant_id, array[m.id] || array(select unnest(array[p.id, p.payer_id]) from payments p where p.mandate_id = m.id) || ${hangingOn(sql`select p.id from payments p where p.mandate_id = m.id`)} as subject_ids, ${isInUse} as is_kept, ${lastUse} as began, case when m.deleted_at is null then ${lapsedOn} end as not_before
    from mandates m where m.sealed_iban <> '' and ${lastUse} < ${before} and (m.deleted_at is not null or ${lapsedOn} <= (${at}::timestamptz at time zone 'Europe/Paris')::date) and ${rows(sql`m.id`)} order by m.id ${upTo(limit)}`,
  erase:
    sql`update mandates set sealed_iban = '', iban_hash = sha256(convert_to(mandates.id, 'UTF8')), bic = null, name = '', mandate = null, signed_at = null, born_on = null, deleted_at = coalesce(mandates.deleted_at, (select at from clock))
    from found where mandates.id = found.id and mandates.sealed_iban <> '' and not found.is_kept and not ${held} returning mandates.id`,
  keys: { subjects: sql`select id from erased` },
  withIt: { checks_erased: sql`delete from account_checks where mandate_id in (select id from erased)` },
}
