import { sql, type RawBuilder } from 'kysely'

/** As changes that leave their events (`recordRows`). */
export const hiding = (caseId: string, at: Date, hidden: readonly { paymentId: string; returnedCents: number }[]): RawBuilder<unknown> =>
  sql`
  update payments set hidden_at = ${at}::timestamptz, refunded_cents = payments.refunded_cents + said.cents
  from unnest(${hidden.map(({ paymentId }) => paymentId)}::text[], ${hidden.map(({ returnedCents }) => returnedCents)}::bigint[]) as said (id, cents) where payments.id = said.id
  returning payments.id as subject_id, payments.merchant_id, jsonb_build_object('caseId', ${caseId}::text, 'mode', payments.mode, 'returnedCents', said.cents) as data`

export const showing = (caseId: string, paymentIds: readonly string[]): RawBuilder<unknown> =>
  sql`
  update payments set hidden_at = null where id = any(${paymentIds as string[]}::text[]) and hidden_at is not null
  returning id as subject_id, merchant_id, jsonb_build_object('caseId', ${caseId}::text, 'mode', mode) as data`
