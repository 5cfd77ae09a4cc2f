import { z } from 'zod'
import { cardAnswer, cardOnWire } from '#src/cards/card.api.ts'
import { findCards } from '#src/cards/cards.sql.ts'
import { mandateAnswer, mandateOnWire } from '#src/mandates/mandate.api.ts'
import { findMandates } from '#src/mandates/mandates.sql.ts'
import { payerAnswer, payerOnWire } from '#src/payers/payer.api.ts'
import { findPayers } from '#src/payers/payers.sql.ts'
import { startOfParisDay } from '#src/kernel/calendar.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { refundAnswer, refundOnWire } from '#src/refunds/refundOnWire.page.ts'
import { findRefundsOf } from '#src/refunds/refunds.sql.ts'
import { seconds } from '#src/web/endpoint.ts'
import { authAddress } from './authAddress.page.ts'
import { methodsOf, statusOnWire } from './payment.ts'
import type { PaymentRow } from './payments.sql.ts'

const auth = z.object({ status: z.string(), redirect_url: z.string().nullable(), return_url: z.string().nullable() })

export const paymentAnswer = z.object({
  id: z.string(),
  amount: z.int(),
  auth: auth.nullable(),
  billing_address: z.string().nullable(),
  capture: z.boolean(),
  card: cardAnswer.nullable(),
  country: z.string().nullable(),
  created: z.int(),
  currency: z.string(),
  customer: payerAnswer.nullable(),
  date_bank: z.int().nullable(),
  date_paym: z.int().nullable(),
  description: z.string().nullable(),
  device: z.record(z.string(), z.unknown()).nullable(),
  fee: z.int(),
  live_mode: z.boolean(),
  method: z.enum(['card', 'sepa']).nullable(),
  methods_allowed: z.array(z.enum(['card', 'sepa'])),
  order_id: z.string().nullable(),
  refundable_amount: z.int(),
  refunds: z.array(refundAnswer),
  response: z.string().nullable(),
  response_author: z.string().nullable(),
  return_url: z.string().nullable(),
  sepa: mandateAnswer.nullable(),
  shipping_address: z.string().nullable(),
  status: z.string().nullable(),
  unique_id: z.string().nullable(),
})
type PaymentAnswer = z.output<typeof paymentAnswer>

const authOnWire = ({ auth_state: status, auth_token: token, auth_return_url: returnUrl, mode }: PaymentRow): PaymentAnswer['auth'] =>
  status && { status, redirect_url: token && authAddress(mode, token), return_url: returnUrl }

/**
 * What a refund without an amount would give back now: before the capture the whole, which cancels; nothing while it is on its way or
 * contested. One client asks for just this amount (feelautom).
 */
const refundable = ({ state, amount_cents: amount, refunded_cents: refunded, lost_cents: lost }: PaymentRow): number =>
  ['authorized', 'to_capture', 'captured'].includes(state) ? Math.max(0, amount - refunded - lost) : 0

type Beside = {
  cards: Awaited<ReturnType<typeof findCards>>
  mandates: Awaited<ReturnType<typeof findMandates>>
  payers: Awaited<ReturnType<typeof findPayers>>
  refunds: Awaited<ReturnType<typeof findRefundsOf>>
}

/** The account comes without its verification, which stands at its own address: lib-perl dies of one inside a payment. */
const parties = (row: PaymentRow, { cards, mandates, payers, refunds }: Beside) => {
  const [card, mandate, payer] = [cards.get(row.card_id ?? ''), mandates.get(row.mandate_id ?? ''), payers.get(row.payer_id ?? '')]
  return {
    card: card ? cardOnWire(card) : null,
    sepa: mandate ? mandateOnWire(mandate, null) : null,
    customer: payer ? payerOnWire(payer) : null,
    refunds: (refunds.get(row.id) ?? []).map(refundOnWire),
  }
}

const onWire = (row: PaymentRow, beside: Beside): PaymentAnswer => ({
  id: row.id,
  amount: row.amount_cents,
  auth: authOnWire(row),
  billing_address: row.billing_address_id,
  capture: row.capture,
  country: row.country,
  created: seconds(row.created_at),
  currency: row.currency,
  date_bank: seconds(row.bank_on ? startOfParisDay(row.bank_on) : null),
  date_paym: seconds(row.processed_at),
  description: row.description,
  device: row.device as PaymentAnswer['device'],
  fee: row.fee_cents,
  live_mode: row.mode === 'live',
  method: row.method,
  methods_allowed: methodsOf(row),
  order_id: row.order_id,
  refundable_amount: refundable(row),
  response: row.response,
  response_author: row.response_author,
  return_url: row.return_url,
  shipping_address: row.shipping_address_id,
  status: statusOnWire(row.state),
  unique_id: row.unique_id,
  ...parties(row, beside),
})

const idsOf = (
  rows: readonly PaymentRow[],
  column: 'card_id' | 'mandate_id' | 'payer_id',
): string[] => [...new Set(rows.flatMap((row) => row[column] ?? []))]

/**
 * Payments as the wire shows them, with their card, account, customer and refunds spelled out (spec/api.md §5.2): five questions, however
 * many.
 */
export const paymentsOnWire = async (db: ReadDb, rows: readonly PaymentRow[]): Promise<PaymentAnswer[]> => {
  const [cards, mandates, payers, refunds] = await Promise.all([
    findCards(db, idsOf(rows, 'card_id')),
    findMandates(db, idsOf(rows, 'mandate_id')),
    findPayers(db, idsOf(rows, 'payer_id')),
    findRefundsOf(db, rows.map(({ id }) => id)),
  ])
  return rows.map((row) => onWire(row, { cards, mandates, payers, refunds }))
}
