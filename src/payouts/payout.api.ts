import { z } from 'zod'
import { startOfParisDay } from '#src/kernel/calendar.ts'
import { Refusal } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { disputeAnswer, disputeOnWire } from '#src/disputes/dispute.api.ts'
import { findOrderIds } from '#src/disputes/disputes.sql.ts'
import { paymentAnswer, paymentsOnWire } from '#src/payments/paymentOnWire.page.ts'
import { refundAnswer, refundOnWire } from '#src/refunds/refundOnWire.page.ts'
import { listAnswer, listOf, listQuery, type ListQuery } from '#src/web/api-list.ts'
import { api, noSuch, seconds, type Call } from '#src/web/endpoint.ts'
import type { Route } from '#src/web/route.ts'
import { findPayoutOf, listDisputesOf, listPaymentsOf, listPayouts, listRefundsOf, type PayoutRow } from './payouts.sql.ts'
import { readShown } from './shownPayouts.sql.ts'

const part = z.object({ amount: z.int() })

export const payoutAnswer = z.object({
  id: z.string(),
  amount: z.int(),
  currency: z.string(),
  date_paym: z.int(),
  date_bank: z.int().nullable(),
  fees: z.int(),
  payments: part,
  refunds: part,
  disputes: part,
  /**
   * Only where there is something: money held back or let go, a payout that came back, payments removed after a confirmed fraud. Then
   * amount = payments − refunds − disputes − fees + adjustments.
   */
  adjustments: part.optional(),
  statement_description: z.string(),
  status: z.enum(['pending', 'to_pay', 'sent', 'paid', 'failed']),
  created: z.int(),
  live_mode: z.boolean(),
})

/** A payout as the wire shows it (spec/api.md §12): amount = payments − refunds − disputes − fees. */
export const payoutOnWire = (row: PayoutRow): z.output<typeof payoutAnswer> => ({
  id: row.id,
  amount: row.amount_cents,
  currency: row.currency,
  date_paym: seconds(startOfParisDay(row.traded_on)),
  date_bank: seconds(row.bank_on ? startOfParisDay(row.bank_on) : null),
  fees: row.fees_cents,
  payments: { amount: row.payments_cents },
  refunds: { amount: row.refunds_cents },
  disputes: { amount: row.disputes_cents },
  ...(row.adjustments_cents === 0 ? {} : { adjustments: { amount: row.adjustments_cents } }),
  statement_description: row.statement_description,
  status: row.state,
  created: seconds(row.created_at),
  live_mode: true,
})

type Asked = Pick<Call<undefined, ListQuery>, 'ctx' | 'merchantId' | 'mode' | 'params' | 'query'>

/** 501 with a test key: payouts exist in live mode only (seed 003). */
const mustBeLive = ({ mode }: Pick<Asked, 'mode'>): void => {
  if (mode !== 'live') throw new Refusal(501, 'live_only')
}

const payoutOf = async ({ ctx, merchantId, params }: Pick<Asked, 'ctx' | 'merchantId' | 'params'>): Promise<PayoutRow> => {
  const id = params['id'] ?? ''
  const row = isId('pout', id) ? await findPayoutOf(ctx.db, merchantId, id) : null
  const [shown] = row ? await readShown(ctx.db, merchantId, [row]) : []
  if (!shown) throw noSuch('payout', id)
  return shown
}

const list = async (call: Asked): Promise<unknown> => {
  mustBeLive(call)
  const rows = await listPayouts(call.ctx.db, call.merchantId, call.query)
  return listOf('payouts', call.mode, call.query, (await readShown(call.ctx.db, call.merchantId, rows)).map(payoutOnWire))
}

const show = async (call: Call): Promise<unknown> => {
  mustBeLive(call)
  return payoutOnWire(await payoutOf(call))
}

const payments = async (call: Asked): Promise<unknown> => {
  mustBeLive(call)
  const { db } = call.ctx
  return listOf(
    'payments',
    call.mode,
    call.query,
    await paymentsOnWire(db, await listPaymentsOf(db, (await payoutOf(call)).id, call.query)),
  )
}

const refunds = async (call: Asked): Promise<unknown> => {
  mustBeLive(call)
  return listOf(
    'refunds',
    call.mode,
    call.query,
    (await listRefundsOf(call.ctx.db, (await payoutOf(call)).id, call.query)).map(refundOnWire),
  )
}

const disputes = async (call: Asked): Promise<unknown> => {
  mustBeLive(call)
  const rows = await listDisputesOf(call.ctx.db, (await payoutOf(call)).id, call.query)
  const orders = await findOrderIds(call.ctx.db, rows.map((row) => row.payment_id))
  return listOf('disputes', call.mode, call.query, rows.map((row) => disputeOnWire(row, orders.get(row.payment_id) ?? null)))
}

const tag = 'Payouts'
export const payoutRoutes: Route[] = [
  api.get(
    '/payouts',
    { summary: 'List payouts', tag, query: listQuery, answer: listAnswer('payouts', payoutAnswer), refusals: [501] },
    list,
  ),
  api.get('/payouts/:id', { summary: 'Get a payout', tag, answer: payoutAnswer, refusals: [404, 501] }, show),
  api.get('/payouts/:id/payments', {
    summary: 'List the payments of a payout',
    tag,
    query: listQuery,
    answer: listAnswer('payments', paymentAnswer),
    refusals: [404, 501],
  }, payments),
  api.get('/payouts/:id/refunds', {
    summary: 'List the refunds of a payout',
    tag,
    query: listQuery,
    answer: listAnswer('refunds', refundAnswer),
    refusals: [404, 501],
  }, refunds),
  api.get('/payouts/:id/disputes', {
    summary: 'List the disputes of a payout',
    tag,
    query: listQuery,
    answer: listAnswer('disputes', disputeAnswer),
    refusals: [404, 501],
  }, disputes),
]
