import { z } from 'zod'
import { isId } from '#src/kernel/ids.ts'
import { listAnswer, listOf, listQuery, type ListQuery } from '#src/web/api-list.ts'
import { api, noSuch, seconds, type Call } from '#src/web/endpoint.ts'
import type { Route } from '#src/web/route.ts'
import { findDispute, findOrderIds, listDisputes, type DisputeRow } from './disputes.sql.ts'

export const disputeAnswer = z.object({
  id: z.string(),
  payment: z.string(),
  amount: z.int(),
  currency: z.string(),
  response: z.string(),
  order_id: z.string().nullable(),
  created: z.int(),
  live_mode: z.boolean(),
})

export const disputeOnWire = (
  { id, payment_id: payment, amount_cents: amount, currency, code: response, created_at, mode }: DisputeRow,
  orderId: string | null,
): z.output<typeof disputeAnswer> => ({
  id,
  payment,
  amount,
  currency,
  response,
  order_id: orderId,
  created: seconds(created_at),
  live_mode: mode === 'live',
})

const show = async ({ ctx, params, ...world }: Call): Promise<unknown> => {
  const id = params['id'] ?? ''
  const row = isId('dspt', id) ? await findDispute(ctx.db, world, id) : null
  if (!row) throw noSuch('dispute', id)
  return disputeOnWire(row, (await findOrderIds(ctx.db, [row.payment_id])).get(row.payment_id) ?? null)
}

const list = async ({ ctx, query, ...world }: Call<undefined, ListQuery>): Promise<unknown> => {
  const rows = await listDisputes(ctx.db, world, query)
  const orders = await findOrderIds(ctx.db, rows.map((row) => row.payment_id))
  return listOf('disputes', world.mode, query, rows.map((row) => disputeOnWire(row, orders.get(row.payment_id) ?? null)))
}

const tag = 'Disputes'
export const disputeRoutes: Route[] = [
  api.get('/disputes', { summary: 'List disputes', tag, query: listQuery, answer: listAnswer('disputes', disputeAnswer) }, list),
  api.get('/disputes/:id', { summary: 'Get a dispute', tag, answer: disputeAnswer, refusals: [404] }, show),
]
