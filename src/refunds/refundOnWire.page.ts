import { z } from 'zod'
import { startOfParisDay } from '#src/kernel/calendar.ts'
import { seconds } from '#src/web/endpoint.ts'
import type { RefundRow } from './refunds.sql.ts'

export const refundAnswer = z.object({
  id: z.string(),
  payment: z.string(),
  amount: z.int(),
  currency: z.string(),
  status: z.enum(['to_refund', 'refund_sent', 'refunded', 'not_honored', 'payment_canceled']),
  created: z.int(),
  date_refund: z.int().nullable(),
  date_bank: z.int().nullable(),
  live_mode: z.boolean(),
})

/** A refund as the wire shows it; `failed` is no word of this version (spec/api.md §10). */
export const refundOnWire = (
  { id, payment_id: payment, amount_cents: amount, currency, state: status, created_at, sent_at, bank_on, mode }: RefundRow,
): z.output<typeof refundAnswer> => ({
  id,
  payment,
  amount,
  currency,
  status,
  created: seconds(created_at),
  date_refund: seconds(sent_at),
  date_bank: seconds(bank_on ? startOfParisDay(bank_on) : null),
  live_mode: mode === 'live',
})
