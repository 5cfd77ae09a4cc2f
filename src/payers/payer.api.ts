import { z } from 'zod'
import { isId } from '#src/kernel/ids.ts'
import { api, noSuch, seconds, type Call } from '#src/web/endpoint.ts'
import type { Route } from '#src/web/route.ts'
import { createPayer } from './createPayer.ts'
import { deletePayer } from './deletePayer.ts'
import { newPayer, payerChange, type PayerInput } from './payer.ts'
import { findPayer, type PayerRow } from './payers.sql.ts'
import { updatePayer } from './updatePayer.ts'

export const payerAnswer = z.object({
  id: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  mobile: z.string().nullable(),
  external_id: z.string().nullable(),
  date_birth: z.string().nullable().describe('YYYY-MM-DD'),
  legal_id: z.string().nullable(),
  country: z.string().nullable(),
  created: z.int(),
  live_mode: z.boolean(),
})
export type PayerAnswer = z.output<typeof payerAnswer>

/** A customer as the wire shows him (spec/api.md §8). */
export const payerOnWire = (
  { id, name, email, mobile, external_id, born_on, legal_id, country, created_at, mode }: PayerRow,
): PayerAnswer => ({
  id,
  name,
  email,
  mobile,
  external_id,
  date_birth: born_on,
  legal_id,
  country,
  created: seconds(created_at),
  live_mode: mode === 'live',
})

const idOf = ({ params }: Pick<Call, 'params'>): string => {
  const id = params['id'] ?? ''
  if (!isId('cust', id)) throw noSuch('customer', id)
  return id
}

const shown = (id: string, row: PayerRow | null): PayerAnswer => {
  if (!row) throw noSuch('customer', id)
  return payerOnWire(row)
}

const show = async (call: Call): Promise<PayerAnswer> => shown(idOf(call), await findPayer(call.ctx.db, call, idOf(call)))
const create = async (call: Call<PayerInput>): Promise<PayerAnswer> => payerOnWire(await createPayer(call.ctx, call, call.body))
const update = async (call: Call<PayerInput>): Promise<PayerAnswer> =>
  shown(idOf(call), await updatePayer(call.ctx, call, idOf(call), call.body))
const remove = async (call: Call): Promise<void> => {
  if (!(await deletePayer(call.ctx, call, idOf(call)))) throw noSuch('customer', idOf(call))
}

const tag = 'Customers'
export const payerRoutes: Route[] = [
  api.post('/customers', { summary: 'Create a customer', tag, body: newPayer, answer: payerAnswer, refusals: [409] }, create),
  api.get('/customers/:id', { summary: 'Get a customer', tag, answer: payerAnswer, refusals: [404] }, show),
  api.patch('/customers/:id', { summary: 'Update a customer', tag, body: payerChange, answer: payerAnswer, refusals: [404, 409] }, update),
  api.delete('/customers/:id', { summary: 'Delete a customer', tag, refusals: [404] }, remove),
]
