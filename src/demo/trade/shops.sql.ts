import { sql } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'

/** A validated merchant of the demo, as his trade needs to know him. */
export type Shop = {
  merchantId: string
  /** His company's number: the same on every machine, where ids are drawn anew. */
  number: string
  mcc: string
  ticketCents: number
  userId: string
  userName: string
  keyId: string
  iban: string
  /** Since when he may take payments, without a break. */
  since: Date
}

/** In the order in which they came. Only those of the demo: nobody is given trade that he did not do. */
export const listShops = async (db: ReadDb): Promise<Shop[]> =>
  (await sql<Shop>`
    select m.id as "merchantId", coalesce(c.siret, c.rna, m.id) as number, c.mcc, c.expected_ticket_cents as "ticketCents", m.state_changed_at as since,
      u.id as "userId", coalesce(nullif(u.name, ''), m.name) as "userName", k.id as "keyId", a.iban
    from merchants m join dossiers d on d.merchant_id = m.id join companies c on c.dossier_id = d.id
    join payout_accounts a on a.dossier_id = d.id and a.replaced_at is null
    join lateral (select id, name from merchant_users where merchant_id = m.id and activated_at is not null and removed_at is null and email like '%.example' order by id limit 1) u on true
    join lateral (select id from api_keys where merchant_id = m.id and mode = 'live' and kind = 'secret' and revoked_at is null order by id limit 1) k on true
    where m.state = 'validated' order by m.created_at, m.id`
    .execute(db))
    .rows

/** Past days can only be filled while nobody has drawn a line under any: no day was checked, no invoice numbered, nothing paid out. */
export const isHistoryOpen = async (db: ReadDb): Promise<boolean> => {
  const { rows } = await sql<{ isOpen: boolean }>`
    select not exists (select from safeguarding_days) and not exists (select from invoices) and not exists (select from payouts) and not exists (select from ledger_periods) as "isOpen"`
    .execute(db)
  return rows[0]?.isOpen === true
}

/** One process at a time, until its transaction ends; false where another is at it. */
export const takeTrading = async (db: ReadDb): Promise<boolean> =>
  (await sql<{ isOurs: boolean }>`select pg_try_advisory_xact_lock(hashtextextended('demo:trade', 0)) as "isOurs"`.execute(db))
    .rows[0]
    ?.isOurs === true

/**
 * Nobody else sees what we write, autovacuum neither: it would plan for empty tables to the end. After a trade that was broken off it even
 * knows them to be empty, and a statement over two of them takes a hundred times as long.
 */
export const countRows = async (db: WritableDb): Promise<void> => {
  await sql`analyze payments, cards, payers, mandates, acquirer_calls, simulator_operations, refunds, ledger_entries, ledger_postings, settlement_lines,
    payouts, payout_lines, payout_batches, bank_answers, bank_simulator_transfers`
    .execute(db)
}

/**
 * Of these merchants those of whom nothing was asked, and whose file was not before us, from that instant on: a contract that ended then
 * leaves nothing behind that came after it.
 */
export const listQuietSince = async (db: ReadDb, merchantIds: readonly string[], at: Date): Promise<Set<string>> => {
  const { rows } = await sql<{ id: string }>`select m.id from merchants m where m.id = any(${merchantIds}::text[])
    and not exists (select from document_requests r where r.merchant_id = m.id and (r.closed_at is null or r.closed_at >= ${at}::timestamptz))
    and not exists (select from review_items i where i.merchant_id = m.id and (i.closed_at is null or i.closed_at >= ${at}::timestamptz))`
    .execute(db)
  return new Set(rows.map(({ id }) => id))
}
