import { z } from 'zod'
import { isId } from '#src/kernel/ids.ts'
import { api, noSuch, seconds, type Call } from '#src/web/endpoint.ts'
import type { Route } from '#src/web/route.ts'
import { addressChange, addressInput, type AddressChange, type AddressInput } from './address.ts'
import { createAddress } from './createAddress.ts'
import { deleteAddress } from './deleteAddress.ts'
import { findAddress, type AddressRow } from './payers.sql.ts'
import { updateAddress } from './updateAddress.ts'

export const addressAnswer = z.object({
  id: z.string(),
  line1: z.string().nullable(),
  line2: z.string().nullable(),
  line3: z.string().nullable(),
  city: z.string(),
  zip_code: z.string(),
  state: z.string().nullable(),
  country: z.string(),
  metadata: z.record(z.string(), z.unknown()).nullable(),
  created: z.int(),
  live_mode: z.boolean(),
})
export type AddressAnswer = z.output<typeof addressAnswer>

export const addressOnWire = (
  { id, line1, line2, line3, city, zip_code, state, country, metadata, created_at, mode }: AddressRow,
): AddressAnswer => ({
  id,
  line1,
  line2,
  line3,
  city,
  zip_code,
  state,
  country,
  metadata: metadata as AddressAnswer['metadata'],
  created: seconds(created_at),
  live_mode: mode === 'live',
})

const idOf = ({ params }: Pick<Call, 'params'>): string => {
  const id = params['id'] ?? ''
  if (!isId('addr', id)) throw noSuch('address', id)
  return id
}

const shown = (id: string, row: AddressRow | null): AddressAnswer => {
  if (!row) throw noSuch('address', id)
  return addressOnWire(row)
}

const show = async (call: Call): Promise<AddressAnswer> => shown(idOf(call), await findAddress(call.ctx.db, call, idOf(call)))
const create = async (call: Call<AddressInput>): Promise<AddressAnswer> => addressOnWire(await createAddress(call.ctx, call, call.body))
const update = async (call: Call<AddressChange>): Promise<AddressAnswer> =>
  shown(idOf(call), await updateAddress(call.ctx, call, idOf(call), call.body))
const remove = async (call: Call): Promise<void> => {
  if (!(await deleteAddress(call.ctx, call, idOf(call)))) throw noSuch('address', idOf(call))
}

const tag = 'Addresses'
export const addressRoutes: Route[] = [
  api.post('/addresses', { summary: 'Create an address', tag, body: addressInput, answer: addressAnswer }, create),
  api.get('/addresses/:id', { summary: 'Get an address', tag, answer: addressAnswer, refusals: [404] }, show),
  api.patch('/addresses/:id', { summary: 'Update an address', tag, body: addressChange, answer: addressAnswer, refusals: [404] }, update),
  api.delete('/addresses/:id', { summary: 'Delete an address', tag, refusals: [404] }, remove),
]
