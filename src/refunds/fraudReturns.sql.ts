import { sql, type RawBuilder } from 'kysely'
import type { WritableDb } from '#src/platform/db.ts'

type World = { merchantId: string; mode: 'test' | 'live' }
type Return = { id: string; paymentId: string; amountCents: number; currency: string }

/** As a change that leaves its events (`recordRows`). */
export const returning = (
  { merchantId, mode }: World,
  { by, at }: { by: string; at: Date },
  returns: readonly Return[],
): RawBuilder<unknown> =>
  sql`
  insert into refunds (id, payment_id, merchant_id, mode, state, kind, amount_cents, currency, asked_by, created_at, hidden_at)
  select said.id, said.payment_id, ${merchantId}, ${mode}::api_mode, 'to_refund', 'fraud', said.cents, said.currency, ${by}, ${at}::timestamptz, ${at}::timestamptz
  from unnest(${returns.map(({ id }) => id)}::text[], ${returns.map(({ paymentId }) => paymentId)}::text[], ${returns.map(({ amountCents }) => amountCents)}::bigint[], ${returns.map(({ currency }) => currency)}::text[])
    as said (id, payment_id, cents, currency)
  returning id as subject_id, merchant_id, jsonb_build_object('paymentId', payment_id, 'mode', mode, 'amountCents', amount_cents, 'state', state, 'kind', kind) as data`

export const hideRefunds = async (db: WritableDb, paymentIds: readonly string[], at: Date): Promise<void> => {
  await sql`update refunds set hidden_at = ${at}::timestamptz where payment_id = any(${paymentIds as string[]}::text[]) and hidden_at is null`
    .execute(db)
}

/** But for a fraud's return that was kept back: the merchant never asked for it, and it went nowhere. */
export const showRefunds = async (db: WritableDb, paymentIds: readonly string[]): Promise<void> => {
  await sql`update refunds set hidden_at = null where payment_id = any(${paymentIds as string[]}::text[]) and hidden_at is not null and not (kind = 'fraud' and state = 'not_honored')`
    .execute(db)
}
