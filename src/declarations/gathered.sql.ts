import { sql } from 'kysely'
import { startOfParisDay, endOfParisDay, type Day } from '#src/kernel/calendar.ts'
import { isId } from '#src/kernel/ids.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { Operation, Person } from './content.ts'

/** What one declaration holds of operations: beyond, the pack says that there are more. */
export const mostOperations = 2_000

/** Everybody the file of a merchant names, the company first and its account last: as the file says it, removed persons left out. */
export const readPersons = async (db: ReadDb, merchantId: string): Promise<Person[]> =>
  (await sql<Person>`
    with file as (select id from dossiers where merchant_id = ${merchantId})
    select * from (
      select 0 as rank, 'company' as key, 'legal' as kind, c.name, c.legal_form::text as role, '' as born, c.country as nationality, concat_ws(', ', c.address_line1, nullif(c.address_line2, ''), c.postcode || ' ' || c.city) as address,
        coalesce(c.siret, c.siren, c.rna, '') as identifier from companies c join file on file.id = c.dossier_id
      union all
      select 1, p.id, p.kind::text, case when p.kind = 'legal' then p.company_name else concat_ws(' ', p.given_names, p.family_name) end,
        concat_ws(', ', p.role, case when p.is_representative then 'representative' end, case when p.is_beneficial_owner then 'beneficial_owner' end, case when p.is_signatory then 'signatory' end, case when p.is_pep then 'pep' end),
        concat_ws(' ', to_char(p.birth_date, 'YYYY-MM-DD'), nullif(p.birth_place, ''), nullif(p.birth_country, '')), p.nationality, p.address, coalesce(p.company_siren, '')
      from people p join file on file.id = p.dossier_id where p.removed_at is null
      union all
      select 2, a.id, 'account', a.holder, 'payout_account', '', left(a.iban, 2), '', a.iban from payout_accounts a join file on file.id = a.dossier_id where a.replaced_at is null
    ) said order by rank, key`
    .execute(db))
    .rows
    .map(({ key, kind, name, role, born, nationality, address, identifier }) => ({
      key,
      kind,
      name,
      role,
      born,
      nationality,
      address,
      identifier,
    }))

export type Period = { from: Day; to: Day; caseId: string }

const instant = (column: string) => sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`)

/**
 * Live payments of a period, or those of a fraud case or of a case of examination, and what was paid out meanwhile; the oldest first, one
 * more than there is room for where there are more.
 */
export const readOperations = async (db: ReadDb, merchantId: string, { from, to, caseId }: Period): Promise<Operation[]> => {
  const [since, until] = [startOfParisDay(from), endOfParisDay(to)]
  const among = isId('amlc', caseId) ?
    sql`exists (select from aml_case_payments k where k.case_id = ${caseId} and k.payment_id = p.id)`
    : caseId
    ? sql`exists (select from fraud_case_payments f where f.case_id = ${caseId} and f.payment_id = p.id and f.state <> 'removed')`
    : sql`p.created_at >= ${since} and p.created_at < ${until}`
  return (await sql<Operation>`
    select * from (
      select p.id as key, 'payment' as kind, ${instant('p.created_at')} as at, p.amount_cents as "amountCents", p.currency, p.state::text, concat_ws(' ', p.method::text, c.brand, c.first6 || '…' || c.last4, d.last4) as means,
        concat_ws(' · ', coalesce(y.name, c.name), y.email) as counterpart, coalesce(p.order_id, p.description, '') as reference
      from payments p left join cards c on c.id = p.card_id left join mandates d on d.id = p.mandate_id left join payers y on y.id = p.payer_id where p.merchant_id = ${merchantId} and p.mode = 'live' and ${among}
      union all
      select o.id, 'payout', ${instant('o.created_at')}, o.amount_cents, o.currency, o.state::text, 'sepa', concat_ws(' · ', a.holder, a.iban), o.statement_description
      from payouts o join payout_accounts a on a.id = o.account_id where o.merchant_id = ${merchantId} and o.created_at >= ${since} and o.created_at < ${until}
    ) said order by at, key limit ${mostOperations + 1}`
    .execute(db))
    .rows
    .map(({ key, kind, at, amountCents, currency, state, means, counterpart, reference }) => ({
      key,
      kind,
      at,
      amountCents,
      currency,
      state,
      means,
      counterpart,
      reference,
    }))
}

/** Whose a case of fraud, or of examination, is; null where there is none. */
export const findCaseOwner = async (db: ReadDb, caseId: string): Promise<string | null> => {
  const query = isId('amlc', caseId)
    ? db.selectFrom('aml_cases').select('merchant_id').where('id', '=', caseId)
    : db.selectFrom('fraud_cases').select('merchant_id').where('id', '=', caseId)
  return (await query.executeTakeFirst())?.merchant_id ?? null
}
