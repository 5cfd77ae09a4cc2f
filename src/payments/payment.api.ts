import { z } from 'zod'
import type { World } from '#src/kernel/actor.ts'
import { isId } from '#src/kernel/ids.ts'
import { absentWhenNull, isPrintable, textual, whole } from '#src/kernel/wire.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import { listAnswer, listOf, listQuery } from '#src/web/api-list.ts'
import { api, type Call } from '#src/web/endpoint.ts'
import type { Route } from '#src/web/route.ts'
import { createPayment } from './createPayment.ts'
import { noSuchPayment } from './noSuchPayment.ts'
import { paymentChange, paymentInput, type PaymentChange, type PaymentInput } from './paymentInput.ts'
import { paymentAnswer, paymentsOnWire } from './paymentOnWire.page.ts'
import { findPayment, listPayments } from './payments.sql.ts'
import { updatePayment } from './updatePayment.ts'

type Any = Call<unknown, unknown>

const shown = async ({ ctx, merchantId, mode }: Pick<Any, 'ctx' | 'merchantId' | 'mode'>, id: string): Promise<unknown> => {
  const row = await findPayment(ctx.db, { merchantId, mode }, id)
  if (!row) throw noSuchPayment(id)
  return (await paymentsOnWire(ctx.db, [row]))[0]
}

/** Any text is an id that a client may ask for; of another shape than ours it names nothing (spec/api.md §2). */
const idOf = ({ params }: Pick<Any, 'params'>): string => {
  const id = params['id'] ?? ''
  if (!isId('paym', id)) throw noSuchPayment(id)
  return id
}

const create = async (call: Call<PaymentInput>): Promise<unknown> => shown(call, await createPayment(call.ctx, call, call.body))
const show = async (call: Call): Promise<unknown> => shown(call, idOf(call))
const update = async (call: Call<PaymentChange>): Promise<unknown> => {
  await updatePayment(call.ctx, call, idOf(call), call.body)
  return shown(call, idOf(call))
}
/** One client captures at an address of its own, another posts to the payment's; both mean the same PATCH (spec/api.md §1). */
const capture = async (call: Call<{ amount?: number | undefined }>): Promise<unknown> => {
  await updatePayment(call.ctx, call, idOf(call), { status: 'capture' }, call.body.amount)
  return shown(call, idOf(call))
}

const filter = z.string().min(1).max(36).refine(isPrintable, 'holds signs that cannot be shown')
const query = listQuery.extend({ order_id: filter.optional(), unique_id: filter.optional() })
type Asked = z.output<typeof query>

/** What GET /v1/checkout answers in one world. */
export const listPaymentsCall = async ({ db }: Pick<Ctx, 'db'>, world: World, asked: Asked): Promise<Record<string, unknown>> =>
  listOf('payments', world.mode, asked, await paymentsOnWire(db, await listPayments(db, world, asked)))
const list = ({ ctx, query: asked, merchantId, mode }: Call<undefined, Asked>): Promise<unknown> =>
  listPaymentsCall(ctx, { merchantId, mode }, asked)

/** To the payment's own address it must say so: nothing is captured by an empty body. */
const captureWord = z.object({
  status: z.literal('capture'),
  id: absentWhenNull(textual(1, 64)),
  amount: absentWhenNull(whole(50, 1_000_000_000)),
})
const captureInput = z.object({
  id: absentWhenNull(textual(1, 64)),
  amount: absentWhenNull(whole(50, 1_000_000_000)),
  status: absentWhenNull(z.literal('capture')),
})

const tag = 'Payments'
export const paymentRoutes: Route[] = [
  api.post('/checkout', { summary: 'Create a payment', tag, body: paymentInput, answer: paymentAnswer, refusals: [404, 409] }, create),
  api.get('/checkout', { summary: 'List payments', tag, query, answer: listAnswer('payments', paymentAnswer) }, list),
  api.get('/checkout/:id', { summary: 'Get a payment', tag, answer: paymentAnswer, refusals: [404] }, show),
  api.patch('/checkout/:id', {
    summary: 'Update, authorise or capture a payment',
    tag,
    body: paymentChange,
    answer: paymentAnswer,
    refusals: [404, 409],
  }, update),
  api.post('/checkout/:id', { summary: 'Capture a payment', tag, body: captureWord, answer: paymentAnswer, refusals: [404, 409] }, capture),
  api.post(
    '/checkout/:id/capture',
    { summary: 'Capture a payment', tag, body: captureInput, answer: paymentAnswer, refusals: [404, 409] },
    capture,
  ),
]
