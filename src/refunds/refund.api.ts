import { z } from 'zod'
import { isId } from '#src/kernel/ids.ts'
import { whole } from '#src/kernel/wire.ts'
import { noSuchPayment } from '#src/payments/noSuchPayment.ts'
import { listAnswer, listOf, listQuery, type ListQuery } from '#src/web/api-list.ts'
import { api, noSuch, type Call } from '#src/web/endpoint.ts'
import type { Route } from '#src/web/route.ts'
import { createRefund, type RefundInput } from './createRefund.ts'
import { refundAnswer, refundOnWire } from './refundOnWire.page.ts'
import { findRefund, listRefunds } from './refunds.sql.ts'

/** Half a euro at least; absent or null: all that is left. */
const refundInput = z.object({
  payment: z.string().min(1).max(64),
  amount: z.preprocess((value) => value ?? undefined, whole(50, 1_000_000_000).optional()),
})

const create = async ({ ctx, body, ...world }: Call<RefundInput>): Promise<unknown> => {
  if (!isId('paym', body.payment)) throw noSuchPayment(body.payment)
  return refundOnWire(await createRefund(ctx, world, body))
}

const show = async ({ ctx, params, ...world }: Call): Promise<unknown> => {
  const id = params['id'] ?? ''
  const row = isId('refd', id) ? await findRefund(ctx.db, world, id) : null
  if (!row) throw noSuch('refund', id)
  return refundOnWire(row)
}

const list = async ({ ctx, query, ...world }: Call<undefined, ListQuery>): Promise<unknown> =>
  listOf('refunds', world.mode, query, (await listRefunds(ctx.db, world, query)).map(refundOnWire))

const tag = 'Refunds'
export const refundRoutes: Route[] = [
  api.post('/refunds', {
    summary: 'Refund a payment, whole or in part',
    tag,
    body: refundInput,
    answer: refundAnswer,
    refusals: [404, 409],
  }, create),
  api.get('/refunds', { summary: 'List refunds', tag, query: listQuery, answer: listAnswer('refunds', refundAnswer) }, list),
  api.get('/refunds/:id', { summary: 'Get a refund', tag, answer: refundAnswer, refusals: [404] }, show),
]
