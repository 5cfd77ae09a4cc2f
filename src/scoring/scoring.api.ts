import { z } from 'zod'
import { isId } from '#src/kernel/ids.ts'
import { findCheck } from '#src/mandates/accountChecks.sql.ts'
import { mandateAnswer, mandateOnWire } from '#src/mandates/mandate.api.ts'
import { findMandates } from '#src/mandates/mandates.sql.ts'
import { payerAnswer, payerOnWire } from '#src/payers/payer.api.ts'
import { findPayers } from '#src/payers/payers.sql.ts'
import { api, noSuch, seconds, type Call } from '#src/web/endpoint.ts'
import type { Route } from '#src/web/route.ts'
import { askScoring } from './askScoring.ts'
import { stateAt } from './scoring.ts'
import { scoringInput, type ScoringInput } from './scoringInput.ts'
import { findScoring, type ScoringRow } from './scorings.sql.ts'

export const scoringAnswer = z.object({
  id: z.string(),
  amount: z.int(),
  created: z.int(),
  currency: z.enum(['eur']),
  customer: payerAnswer,
  duration: z.int().min(1).max(24).describe('in months'),
  live_mode: z.boolean(),
  redirect_url: z.string(),
  return_url: z.string(),
  score: z.int().min(0).max(100).nullable().describe('null until the status is success'),
  sepa: mandateAnswer.nullable(),
  status: z.enum(['requested', 'attempted', 'success', 'declined', 'failed', 'unavailable', 'expired']),
  upfront: z.int(),
})
export type ScoringAnswer = z.output<typeof scoringAnswer>

type Asking = Pick<Call, 'ctx' | 'merchantId' | 'mode'>

const sepaOf = async ({ ctx: { db }, ...world }: Asking, mandateId: string | null): Promise<ScoringAnswer['sepa']> =>
  mandateId === null
    ? null
    : mandateOnWire((await findMandates(db, [mandateId])).get(mandateId)!, await findCheck(db, world, { mandateId }))

const onWire = async (call: Asking, row: ScoringRow): Promise<ScoringAnswer> => ({
  id: row.id,
  amount: row.amount_cents,
  created: seconds(row.created_at),
  currency: 'eur',
  customer: payerOnWire((await findPayers(call.ctx.db, [row.payer_id])).get(row.payer_id)!),
  duration: row.duration_months,
  live_mode: row.mode === 'live',
  redirect_url: row.redirect_url,
  return_url: row.return_url,
  score: row.score,
  sepa: await sepaOf({ ctx: call.ctx, merchantId: call.merchantId, mode: call.mode }, row.mandate_id),
  status: stateAt(row, call.ctx.now),
  upfront: row.upfront_cents,
})

const ask = async (call: Call<ScoringInput>): Promise<ScoringAnswer> => onWire(call, await askScoring(call.ctx, call, call.body))

const show = async (call: Call): Promise<ScoringAnswer> => {
  const id = call.params['id'] ?? ''
  const row = isId('scor', id) ? await findScoring(call.ctx.db, call, id) : null
  if (!row) throw noSuch('scoring', id)
  return onWire(call, row)
}

const tag = 'Scoring'
export const scoringRoutes: Route[] = [
  api.post('/scoring', {
    summary: 'Ask for the score of a customer, for one credit',
    tag,
    body: scoringInput,
    answer: scoringAnswer,
    refusals: [404, 501],
  }, ask),
  api.get('/scoring/:id', { summary: 'Get a scoring', tag, answer: scoringAnswer, refusals: [404] }, show),
]
