import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Told } from '#src/bank/bankMessages.ts'
import { connectedBank, ourDebtor, useBank } from '#src/bank/bankGateway.ts'
import { system } from '#src/kernel/actor.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { createPayouts } from '#src/payouts/createPayouts.ts'
import { listWaitingBatches } from '#src/payouts/batches.sql.ts'
import { exportBatch } from '#src/payouts/exportBatch.ts'
import { readBankAnswers } from '#src/payouts/readBankAnswers.ts'
import { resolveBankBreak } from '#src/payouts/resolveBankBreak.ts'
import { sendPayouts } from '#src/payouts/sendPayouts.ts'
import { takeBankAnswer } from '#src/payouts/takeBankAnswer.ts'
import { unit } from '#src/platform/ctx.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { fundsOf, lastPayout, payable, receive } from './ground.ts'

let house: House
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T06:30:00Z' })
})
afterAll(async () => {
  expect((await checkLedger(house.db)).fault).toBeUndefined()
  await house.close()
})

const bell = () => house.ctx(system('create-payouts'))
const paidOut = async () => {
  const one = await payable(house)
  await receive(house, one.merchantId, 10_000)
  await createPayouts(bell())
  await sendPayouts(bell())
  const payout = await lastPayout(house, one.merchantId)
  const say = (said: Partial<Told> = {}) =>
    unit(house.ctx(system('read-bank-answers')), (tx) =>
      takeBankAnswer(tx, {
        said: 'executed',
        endToEndId: payout.id.replace('_', '-'),
        amountCents: 10_000,
        currency: 'eur',
        reason: null,
        on: '2026-03-02',
        ...said,
      }))
  const answers = () =>
    house
      .db
      .selectFrom('bank_answers')
      .select(['id', 'outcome', 'broken', 'amount_cents', 'healed_at'])
      .where('payout_id', '=', payout.id)
      .orderBy('id')
      .execute()
  return { ...one, payout, say, answers, stateOf: async () => (await lastPayout(house, one.merchantId)).state }
}

describe('an answer that does not fit', () => {
  it('of another amount does not use up the right one, whether somebody closed it or not', async () => {
    for (const isClosed of [false, true]) {
      const { say, answers, stateOf, merchantId } = await paidOut()
      expect(await say({ amountCents: 9_999 })).toBe(true)
      expect([await stateOf(), (await answers()).map(({ broken }) => broken)]).toEqual(['sent', ['amount_differs']])
      if (isClosed)
        await resolveBankBreak(house.ctx(await house.staff('officer')), (await answers())[0]!.id, { reason: 'La banque a corrigé.' })
      expect(await say({ amountCents: 9_999 })).toBe(false)
      expect(await Promise.all([say(), say(), say()])).toEqual(expect.arrayContaining([true, false, false]))
      expect([await stateOf(), (await fundsOf(house, merchantId)).inTransitCents]).toEqual(['paid', 0])
      expect(await say()).toBe(false)
    }
  })

  it('said again in other words after it was done is the same, and no break', async () => {
    const { say, answers, stateOf } = await paidOut()
    await say({ amountCents: null, currency: null })
    expect(await say()).toBe(false)
    expect([await stateOf(), await answers()]).toMatchObject(['paid', [{ outcome: 'matched' }]])
    // another amount is not the same
    expect(await say({ amountCents: 1 })).toBe(true)
    expect((await answers()).at(-1)).toMatchObject({ broken: 'amount_differs' })
  })

  it('that came before we knew that its file had left is done once we do', async () => {
    const [bank, debtor] = [connectedBank(), ourDebtor()]
    useBank(null, debtor)
    const { say, answers, stateOf, payout } = await paidOut()
    await say()
    expect([await stateOf(), await answers()]).toMatchObject(['to_pay', [{ broken: 'wrong_state' }]])
    await readBankAnswers(house.ctx(system('read-bank-answers')))
    expect(await stateOf()).toBe('to_pay')
    const officer = await house.staff('officer')
    for (const { id } of await listWaitingBatches(house.db)) await exportBatch(house.ctx(officer), id)
    for (let again = 0; again < 2; again++) await readBankAnswers(house.ctx(system('read-bank-answers')))
    const [answer] = await answers()
    expect([await stateOf(), answer]).toMatchObject(['paid', { outcome: 'matched', broken: null, healed_at: house.now() }])
    expect(
      (await house.db.selectFrom('audit_events').select('event').where('subject_id', '=', answer!.id).orderBy('id').execute()).map((
        { event },
      ) => event),
    )
      .toEqual(['bank_answer.broken', 'bank_answer.healed'])
    expect(await house.db.selectFrom('ledger_entries').select('id').where('event_key', '=', `payout_paid:${payout.id}`).execute())
      .toHaveLength(1)
    const client = await house.clientOf(officer)
    expect((await client.get(`/console/breaks/${answer!.id}`)).text).toContain('Cet écart s’est refermé')
    await expect(resolveBankBreak(house.ctx(officer), answer!.id, { reason: 'x' })).rejects.toMatchObject({ status: 409 })
    useBank(bank, debtor)
  })
})
