import { sql } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'
import type { KnownPayment } from './resolution.ts'

/** Nobody reads more of them, and a card that comes daily has hundreds. */
const mostEarlier = 20

/**
 * Earlier payments of the same card to the same merchant, captured 120 to 365 days before the one that is contested and never contested
 * themselves, the newest first, each with what it shares with it. A number is compared by its keyed hash. Only of the payment's own world.
 */
export const listEarlierPayments = async (db: ReadDb, paymentId: string): Promise<KnownPayment[]> => {
  const { rows } = await sql<KnownPayment>`
    select e.id, e.captured_at as "capturedAt", e.amount_cents as "amountCents", e.currency,
      coalesce(e.device ->> 'ip' = p.device ->> 'ip', false) as "isSameIp", coalesce(e.device ->> 'user_agent' = p.device ->> 'user_agent', false) as "isSameDevice",
      coalesce(lower(ea.line1) = lower(pa.line1) and ea.zip_code = pa.zip_code, false) as "isSameAddress", coalesce(lower(ey.email) = lower(py.email), false) as "isSameEmail"
    from payments p join cards c on c.id = p.card_id
    join cards ec on ec.pan_hash = c.pan_hash and ec.merchant_id = p.merchant_id and ec.mode = p.mode
    join payments e on e.card_id = ec.id and e.id <> p.id and e.state = 'captured' and e.hidden_at is null
    left join payer_addresses pa on pa.id = coalesce(p.shipping_address_id, p.billing_address_id) left join payer_addresses ea on ea.id = coalesce(e.shipping_address_id, e.billing_address_id)
    left join payers py on py.id = p.payer_id left join payers ey on ey.id = e.payer_id
    where p.id = ${paymentId} and e.captured_at between p.captured_at - interval '365 days' and p.captured_at - interval '120 days' and not exists (select from disputes d where d.payment_id = e.id)
    order by e.captured_at desc, e.id limit ${mostEarlier}`
    .execute(db)
  return rows.map((row) => ({ ...row, capturedAt: new Date(row.capturedAt), amountCents: Number(row.amountCents) }))
}
