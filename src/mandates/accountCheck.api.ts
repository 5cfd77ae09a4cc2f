import { z } from 'zod'
import { isId } from '#src/kernel/ids.ts'
import { payerAnswer, payerOnWire } from '#src/payers/payer.api.ts'
import { findPayers, type PayerRow } from '#src/payers/payers.sql.ts'
import { api, noSuch, type Call } from '#src/web/endpoint.ts'
import type { Route } from '#src/web/route.ts'
import { checkInput, type CheckInput } from './accountCheck.ts'
import { findCheck, type CheckRow } from './accountChecks.sql.ts'
import { askAccountCheck } from './askAccountCheck.ts'
import { checkFields, checkOnWire } from './checkAnswer.api.ts'
import { mandateAnswer, mandateOnWire } from './mandate.api.ts'
import { findMandate, findMandates, type MandateRow } from './mandates.sql.ts'

export const checkAnswer = z
  .object({ ...checkFields, customer: payerAnswer.nullable().optional(), sepa: mandateAnswer.optional() })
  .describe('customer and sepa where it goes by its own id')
export type CheckAnswer = z.output<typeof checkAnswer>

type Parts = { check: CheckRow; mandate: MandateRow; payer: PayerRow | null }
/**
 * Who asks by the account's id has the account. One client that finds it here too asks for it, and so for its verification, without end
 * (lib-perl).
 */
const onWire = ({ check, mandate, payer }: Parts, id: string): CheckAnswer =>
  isId('sepa', id)
    ? checkOnWire(check, id)
    : { ...checkOnWire(check, id), customer: payer && payerOnWire(payer), sepa: mandateOnWire(mandate, null) }

/** Under the id by which it will be asked for: who sent customer and account knows it by its own, who sent an account by the account's. */
const ask = async (call: Call<CheckInput>): Promise<CheckAnswer> => {
  const asked = await askAccountCheck(call.ctx, call, call.body)
  return onWire(asked, call.body.id === undefined && call.body.sepa !== undefined ? asked.check.id : asked.mandate.id)
}

/** Whose latest check is meant must be there still; a check itself outlives its account. */
const wantedBy = async (call: Call, id: string): Promise<CheckRow | null> => {
  if (isId('chck', id)) return findCheck(call.ctx.db, call, { id })
  const mandate = isId('sepa', id) ? await findMandate(call.ctx.db, call, id) : null
  return mandate && findCheck(call.ctx.db, call, { mandateId: id })
}

const show = async (call: Call): Promise<CheckAnswer> => {
  const id = call.params['id'] ?? ''
  const check = await wantedBy(call, id)
  if (!check) throw noSuch('check', id)
  const mandate = (await findMandates(call.ctx.db, [check.mandate_id])).get(check.mandate_id)!
  const payer = check.payer_id ? (await findPayers(call.ctx.db, [check.payer_id])).get(check.payer_id) : undefined
  return onWire({ check, mandate, payer: payer ?? null }, id)
}

const tag = 'Account verification'
export const accountCheckRoutes: Route[] = [
  api.post(
    '/sepa/check',
    { summary: 'Ask the bank whose account it is', tag, body: checkInput, answer: checkAnswer, refusals: [404] },
    ask,
  ),
  api.get('/sepa/check/:id', {
    summary: 'Get an account verification, by its id or that of the account',
    tag,
    answer: checkAnswer,
    refusals: [404],
  }, show),
]
