import { sql } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'

export type Picked = {
  id: string
  merchantId: string
  reference: string
  amountCents: number
  orderId: string
  merchantName: string
  payerName: string
}

/** `merchants`: whose, the first before the others; `but`: payments that other stories have taken. */
export type Wanted = { network: string; merchants: readonly string[]; but: readonly string[]; from: Date; before: Date }

/** A settled payment of a network's that nothing has happened to yet, the dearest first, as what is dear is contested. */
export const pickPayment = async (db: ReadDb, { network, merchants, but, from, before }: Wanted): Promise<Picked | null> => {
  const { rows } = await sql<Picked>`
    select p.id, p.merchant_id as "merchantId", c.reference, p.amount_cents as "amountCents", coalesce(p.order_id, '') as "orderId", m.name as "merchantName", coalesce(y.name, '') as "payerName"
    from payments p join merchants m on m.id = p.merchant_id join acquirer_calls c on c.payment_id = p.id and c.act in ('authorize', 'debit') and c.state = 'answered' and c.response = '00'
    left join payers y on y.id = p.payer_id
    where p.mode = 'live' and p.state = 'captured' and p.refunded_cents = 0 and p.hidden_at is null and p.scheme = ${network} and p.bank_on is not null and p.created_at >= ${from} and p.created_at < ${before}
      and p.merchant_id = any(${merchants}::text[]) and m.state = 'validated' and c.reference is not null and p.id <> all(${but}::text[]) and not exists (select from refunds r where r.payment_id = p.id) and not exists (select from disputes d where d.payment_id = p.id)
    order by p.merchant_id = ${merchants[0] ?? ''} desc, p.amount_cents desc, p.order_id, p.created_at limit 1`
    .execute(db)
  return rows[0] ?? null
}

/** Payments of a merchant's by his own keys, in their order; those the bank agreed to only. */
export const findAgreed = async (db: ReadDb, merchantId: string, uniqueIds: readonly string[]): Promise<string[]> =>
  (await sql<{ id: string }>`select id from payments where merchant_id = ${merchantId} and mode = 'live' and unique_id = any(${uniqueIds}::text[]) and state in ('to_capture', 'capture_sent', 'captured') order by created_at, unique_id`
    .execute(db))
    .rows
    .map(({ id }) => id)
