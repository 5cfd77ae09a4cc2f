import { z } from 'zod'
import { isId } from '#src/kernel/ids.ts'
import { api, noSuch, seconds, type Call } from '#src/web/endpoint.ts'
import type { Route } from '#src/web/route.ts'
import { findCheck, type CheckRow } from './accountChecks.sql.ts'
import { checkCore, checkOnWire } from './checkAnswer.api.ts'
import { createMandate } from './createMandate.ts'
import { deleteMandate } from './deleteMandate.ts'
import { mandateChange, mandateInput, type MandateChange, type MandateInput } from './mandate.ts'
import { findMandate, type MandateRow } from './mandates.sql.ts'
import { updateMandate } from './updateMandate.ts'

export const mandateAnswer = z.object({
  id: z.string(),
  bic: z.string().nullable(),
  check: checkCore.nullable(),
  country: z.string(),
  created: z.int(),
  date_birth: z.string().nullable().describe('YYYY-MM-DD'),
  date_mandate: z.int().nullable(),
  last4: z.string(),
  live_mode: z.boolean(),
  mandate: z.string().nullable(),
  name: z.string(),
})
export type MandateAnswer = z.output<typeof mandateAnswer>

/** A SEPA account as the wire shows it, with its latest verification: never its IBAN (spec/api.md §7). */
export const mandateOnWire = (row: MandateRow, check: CheckRow | null): MandateAnswer => ({
  id: row.id,
  bic: row.bic,
  check: check && checkOnWire(check, row.id),
  country: row.country,
  created: seconds(row.created_at),
  date_birth: row.born_on,
  date_mandate: seconds(row.signed_at),
  last4: row.last4,
  live_mode: row.mode === 'live',
  mandate: row.mandate,
  name: row.name,
})

const idOf = ({ params }: Pick<Call, 'params'>): string => {
  const id = params['id'] ?? ''
  if (!isId('sepa', id)) throw noSuch('sepa', id)
  return id
}

const shown = async (
  { ctx, merchantId, mode }: Pick<Call, 'ctx' | 'merchantId' | 'mode'>,
  id: string,
  row: MandateRow | null,
): Promise<MandateAnswer> => {
  if (!row) throw noSuch('sepa', id)
  return mandateOnWire(row, await findCheck(ctx.db, { merchantId, mode }, { mandateId: id }))
}

const show = async (call: Call): Promise<MandateAnswer> => shown(call, idOf(call), await findMandate(call.ctx.db, call, idOf(call)))
const create = async (call: Call<MandateInput>): Promise<MandateAnswer> =>
  mandateOnWire(await createMandate(call.ctx, call, call.body), null)
const update = async (call: Call<MandateChange>): Promise<MandateAnswer> =>
  shown(call, idOf(call), await updateMandate(call.ctx, call, idOf(call), call.body))
const remove = async (call: Call): Promise<void> => {
  if (!(await deleteMandate(call.ctx, call, idOf(call)))) throw noSuch('sepa', idOf(call))
}

const tag = 'SEPA'
export const mandateRoutes: Route[] = [
  api.post('/sepa', { summary: 'Create a SEPA account', tag, body: mandateInput, answer: mandateAnswer, refusals: [409] }, create),
  api.get('/sepa/:id', { summary: 'Get a SEPA account', tag, answer: mandateAnswer, refusals: [404] }, show),
  api.patch('/sepa/:id', {
    summary: 'Update a SEPA account whose mandate is not signed',
    tag,
    body: mandateChange,
    answer: mandateAnswer,
    refusals: [404, 409],
  }, update),
  api.delete('/sepa/:id', { summary: 'Delete a SEPA account', tag, refusals: [404] }, remove),
]
