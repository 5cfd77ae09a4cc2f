import { sql } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { Book } from './entry.ts'

/** Whose money, in which book and currency (lower case). */
export type Purse = { merchantId: string; book: Book; currency: string }
export type AccountSum = { account: number; amountCents: number }

/** Every account of the merchant, signed: + debit, − credit. Costs the snapshots and what came after them. */
export const listAccountSums = async (db: ReadDb, { merchantId, book, currency }: Purse): Promise<AccountSum[]> =>
  (await sql<AccountSum>`select account, amount_cents as "amountCents" from ledger_balances(${merchantId}, ${book}::ledger_book, ${currency})`
    .execute(db))
    .rows

/** Waits for whoever else spends from this purse, until his transaction has ended. What is read after it is true until ours ends. */
export const lockPurse = async (db: WritableDb, { merchantId, book, currency }: Purse): Promise<void> =>
  void (await sql`select pg_advisory_xact_lock(ledger_lock_key(${merchantId}, ${book}::ledger_book, ${currency}))`.execute(db))

/** The currencies in which a merchant has balances in a book. A walk along the index, one step per currency. */
export const listCurrencies = async (db: ReadDb, merchantId: string, book: Book): Promise<string[]> =>
  (await sql<{ currency: string }>`
    with recursive walk as (
      (select currency from ledger_postings where merchant_id = ${merchantId} and book = ${book} order by currency limit 1)
      union all
      select (select p.currency from ledger_postings p where p.merchant_id = ${merchantId} and p.book = ${book} and p.currency > walk.currency order by p.currency limit 1)
      from walk where walk.currency is not null)
    select currency from walk where currency is not null`
    .execute(db))
    .rows
    .map(({ currency }) => currency)
