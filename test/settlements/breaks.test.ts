import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSettlements } from '#src/settlements/readSettlements.ts'
import { resolveBreak } from '#src/settlements/resolveBreak.ts'
import type { SettlementLine } from '#src/settlements/settlement.ts'
import { settleLine } from '#src/settlements/settleLine.ts'
import { takeBankAnswer } from '#src/payouts/takeBankAnswer.ts'
import { resolveBankBreak } from '#src/payouts/resolveBankBreak.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { system } from '#src/kernel/actor.ts'
import { unit } from '#src/platform/ctx.ts'
import { openApiMerchant, type ApiMerchant } from '#test/support/api.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'

let house: House
let shop: ApiMerchant
let agent: StaffActor
let officer: StaffActor
let client: Client

const line = (said: Partial<SettlementLine>): SettlementLine => ({
  act: 'capture',
  reference: 'R-1',
  original: null,
  amountCents: 500,
  currency: 'eur',
  scheme: 'visa',
  settledOn: '2026-03-02',
  callId: null,
  ...said,
})
const settle = (said: Partial<SettlementLine>) => unit(house.ctx(system('read-settlements')), (tx) => settleLine(tx, line(said)))
const idOf = async (reference: string) =>
  (await house.db.selectFrom('settlement_lines').select('id').where('reference', '=', reference).executeTakeFirstOrThrow()).id
const lineOf = (id: string) => house.db.selectFrom('settlement_lines').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const events = async (id: string) =>
  (await house.db.selectFrom('audit_events').select(['event', 'actor_id']).where('subject_id', '=', id).orderBy('id').execute()).map((
    { event },
  ) => event)

beforeAll(async () => {
  house = await openHouse()
  shop = await openApiMerchant(house)
  ;[agent, officer] = [await house.staff('agent', 'Paul Quéré'), await house.staff('officer', 'Anna Stéphan')]
  client = await house.clientOf(agent)
  const { body } = await shop.live('POST', '/checkout', {
    amount: 1_250,
    currency: 'eur',
    card: { number: '4242424242424242', exp_month: 12, exp_year: 2030, cvc: '123' },
  })
  const { reference } = await house
    .db
    .selectFrom('acquirer_calls')
    .select('reference')
    .where('payment_id', '=', body['id'])
    .executeTakeFirstOrThrow()
  await settle({ reference: 'R-OLD' })
  house.forward(60_000)
  await settle({ reference: reference!, amountCents: 9_900 })
  house.forward(60_000)
  await settle({ reference: 'R-NEW', act: 'dispute', scheme: 'visa:1261' })
  await unit(
    house.ctx(system('read-bank-answers')),
    (tx) =>
      takeBankAnswer(tx, { said: 'executed', endToEndId: 'INCONNU-1', amountCents: 700, currency: 'eur', reason: null, on: '2026-03-02' }),
  )
  // nothing of this makes the job read anything
  await readSettlements(house.ctx(system('read-settlements')))
})
afterAll(() => house.close())

describe('the queue', () => {
  it('shows the oldest first, with what is known, and counts in the navigation', async () => {
    const { text, status } = await client.get('/console/breaks')
    expect(status).toBe(200)
    expect(text.indexOf('R-OLD')).toBeLessThan(text.indexOf('R-NEW'))
    for (const part of ['Référence inconnue', 'Montant différent', '99,00', 'Contestation']) expect(text).toContain(part)
    expect(text.slice(text.indexOf('href="/console/breaks"'), text.indexOf('href="/console/breaks"') + 400)).toMatch(/>4</)
    expect((await client.get('/console/breaks?of=answers')).text).toContain('INCONNU-1')
    expect((await client.get('/console/breaks?after=x&of=mars')).status).toBe(200)
  })

  it('is for who may read payments; the bank’s side for who may see payouts', async () => {
    const bank = (await house.db.selectFrom('bank_answers').select('id').executeTakeFirstOrThrow()).id
    for (
      const [role, lines, answers] of [['analyst', 200, 404], ['agent', 200, 200], ['auditor', 200, 200], [
        'administrator',
        403,
        403,
      ]] as const
    ) {
      const one = await house.clientOf(await house.staff(role))
      expect((await one.get('/console/breaks')).status, role).toBe(lines)
      expect((await one.get('/console/breaks?of=answers')).status, role).toBe(answers)
      expect((await one.get(`/console/breaks/${bank}`)).status, role).toBe(answers)
    }
  })
})

describe('one break', () => {
  it('shows the line beside the payment', async () => {
    const { id, payment_id: paymentId } = await house
      .db
      .selectFrom('settlement_lines')
      .selectAll()
      .where('reason', '=', 'amount_differs')
      .executeTakeFirstOrThrow()
    const { text } = await client.get(`/console/breaks/${id}`)
    for (const part of ['99,00', '12,50', `/console/payments/${paymentId}`, 'diffère de', shop.merchantId]) expect(text).toContain(part)
    expect((await client.get(`/console/payments/${paymentId}`)).text).toContain(`/console/breaks/${id}`)
  })

  it('is 404 for what is none', async () => {
    for (const id of ['sttl_000000000000000000000000', 'bans_000000000000000000000000', 'x'])
      expect((await client.get(`/console/breaks/${id}`)).status).toBe(404)
  })

  it('asks for a reason, and says why a button is missing', async () => {
    const id = await idOf('R-OLD')
    const { status, text } = await client.post(`/console/breaks/${id}/resolve`, { reason: '  ' })
    expect(status).toBe(422)
    expect(text).toContain('error-summary')
    expect((await lineOf(id)).resolved_at).toBeNull()
    expect((await (await house.clientOf(await house.staff('auditor'))).get(`/console/breaks/${id}`)).text).toContain(
      'Votre rôle ne le permet pas',
    )
    for (const role of ['analyst', 'auditor', 'administrator'] as const)
      expect((await (await house.clientOf(await house.staff(role))).post(`/console/breaks/${id}/resolve`, { reason: 'moi' })).status).toBe(
        403,
      )
    expect(await events(id)).toEqual(['settlement.broken'])
  })

  it('is resolved once: a double click does it once, the second person is told who was quicker and keeps what he typed', async () => {
    const id = await idOf('R-OLD')
    const reason = 'Ligne d’un autre établissement : rendue à l’acquéreur.'
    const answers = await Promise.all([
      client.post(`/console/breaks/${id}/resolve`, { reason }),
      client.post(`/console/breaks/${id}/resolve`, { reason }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([303, 303])
    expect(await lineOf(id)).toMatchObject({ resolved_by: agent.id, resolution: reason })
    expect(await events(id)).toEqual(['settlement.broken', 'settlement.break_resolved'])
    const late = await (await house.clientOf(officer)).post(`/console/breaks/${id}/resolve`, { reason: 'Vu avec la banque.' })
    expect(late.status).toBe(409)
    for (const part of ['Paul Quéré', 'Vu avec la banque.', 'Quelqu’un vient de le résoudre']) expect(late.text).toContain(part)
    expect((await client.get(`/console/breaks/${id}`)).text).toContain('rendue à l’acquéreur')
    expect((await client.get('/console/breaks')).text).not.toContain('R-OLD')
  })

  it('ten at once: one resolves it', async () => {
    const id = await idOf('R-NEW')
    const people = await Promise.all(Array.from({ length: 10 }, () => house.staff('officer')))
    const ended = await Promise.allSettled(people.map((one) => resolveBreak(house.ctx(one), id, { reason: `Vu par ${one.id}` })))
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await events(id)).toEqual(['settlement.broken', 'settlement.break_resolved'])
  })

  it('of the bank, the same way', async () => {
    const { id } = await house.db.selectFrom('bank_answers').select('id').executeTakeFirstOrThrow()
    expect((await client.get(`/console/breaks/${id}`)).text).toContain('Rien de ce que nous connaissons')
    await expect(resolveBankBreak(house.ctx(await house.staff('auditor')), id, { reason: 'x' })).rejects.toMatchObject({ status: 403 })
    expect((await client.post(`/console/breaks/${id}/resolve`, { reason: 'Virement d’essai de la banque.' })).location).toBe(
      '/console/breaks?of=answers',
    )
    expect(await events(id)).toEqual(['bank_answer.broken', 'bank_answer.break_resolved'])
    expect((await client.get('/console/breaks?of=answers')).text).toContain('Aucun écart')
  })

  it('a line that fitted is no break', async () => {
    await expect(resolveBreak(house.ctx(officer), 'sttl_000000000000000000000000', { reason: 'x' })).rejects.toMatchObject({ status: 404 })
  })
})
