import { sql } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'
import type { ApiMode } from '#src/platform/db.types.ts'

/**
 * Every account of a case's merchant, in the currencies of its payments, by currency then account, signed: + debit, − credit: { "eur": {
 * "2020": -12345 } }. What is held by law is no matter of a fraud case.
 */
export type Balances = Record<string, Record<string, number>>

export const readBalances = async (
  db: ReadDb,
  { id, merchant_id: merchantId, mode }: { id: string; merchant_id: string; mode: ApiMode },
): Promise<Balances> => {
  const { rows } = await sql<{ currency: string; account: number; cents: number }>`
    with currencies as (select distinct p.currency from fraud_case_payments f join payments p on p.id = f.payment_id where f.case_id = ${id})
    select c.currency, b.account, b.amount_cents as cents from currencies c cross join lateral ledger_balances(${merchantId}, ${mode}::text::ledger_book, c.currency) b where b.account not in (2035, 2036) order by 1, 2`
    .execute(db)
  const balances: Balances = {}
  for (const { currency, account, cents } of rows) (balances[currency] ??= {})[String(account)] = cents
  return balances
}
