import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { trialBalance } from '#src/ledger/reads.ts'
import { createPayouts } from '#src/payouts/createPayouts.ts'
import { readBankAnswers } from '#src/payouts/readBankAnswers.ts'
import { sendPayouts } from '#src/payouts/sendPayouts.ts'
import { hearLog } from '#test/support/hearLog.ts'
import { openHouse, type House } from '#test/support/house.ts'
import type { ApiMerchant } from '#test/support/api.ts'
import { lastPayout, night, payable, payoutsOf, fundsOf } from './ground.ts'

let house: House
let shop: ApiMerchant
let other: ApiMerchant
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  shop = await payable(house)
  other = await payable(house)
})
afterAll(() => house.close())

const card = (number = '4242424242424242') => ({ number, exp_month: 12, exp_year: 2030, cvc: '123' })
const api = async (method: 'GET' | 'POST', path: string, body?: unknown) => {
  const said = await shop.live(method, path, body)
  expect([said.status, said.body['error']]).toEqual([200, undefined])
  return said.body
}
/** Fifty cents a payment and nothing else, so that the fees of two are the 100 of the reference. */
const setTariff = () =>
  house
    .db
    .insertInto('tariffs')
    .values({
      id: 'tarf_000000000000000000000099',
      merchant_id: shop.merchantId,
      method: 'card',
      fixed_cents: 50,
      basis_points: 0,
      dispute_fee_cents: 0,
      effective_on: '2026-01-01',
      created_at: house.now(),
    })
    .execute()

describe('the example of the reference: 15000 − 5000 − 500 − 100 = 9400', () => {
  let paid: any
  let contested: any
  let refund: any

  it('through real payments, a refund, a dispute and the day’s jobs', async () => {
    await setTariff()
    paid = await api('POST', '/checkout/', { amount: 14_500, currency: 'eur', card: card(), order_id: 'big' })
    await night(house, '2026-03-03T04:40:00Z') // the morning after: captured and sent
    await night(house, '2026-03-04T04:40:00Z') // reported as settled
    expect(await fundsOf(house, shop.merchantId)).toMatchObject({ availableCents: 14_450, pendingCents: 0 })
    refund = await api('POST', '/refunds/', { payment: paid.id, amount: 5_000 })
    contested = await api('POST', '/checkout/', { amount: 500, currency: 'eur', card: card('4000000000000259'), order_id: 'contested' })
    await night(house, '2026-03-05T04:40:00Z')
    expect(await fundsOf(house, shop.merchantId)).toMatchObject({
      availableCents: 9_400,
      owedCents: 0,
      disputeHoldCents: 500,
      disputedCents: 500,
    })
    house.travel('2026-03-05T06:00:06Z')
    expect(await createPayouts(house.ctx())).toMatchObject({ done: 1, failed: 0 })
    expect(await lastPayout(house, shop.merchantId)).toMatchObject({ state: 'pending', amount_cents: 9_400 })
    expect(await fundsOf(house, shop.merchantId)).toMatchObject({ availableCents: 0, inTransitCents: 9_400 })
  })

  it('is read as documented', async () => {
    const payout = await lastPayout(house, shop.merchantId)
    const wire = {
      id: payout.id,
      amount: 9_400,
      currency: 'eur',
      payments: { amount: 15_000 },
      refunds: { amount: 5_000 },
      disputes: { amount: 500 },
      fees: 100,
      status: 'pending',
      live_mode: true,
      date_paym: Date.parse('2026-03-04T00:00:00+01:00') / 1_000,
      date_bank: null,
      created: Date.parse('2026-03-05T06:00:06Z') / 1_000,
      statement_description: 'VIGIE REVERSEMENT 04/03/2026',
    }
    expect(await api('GET', `/payouts/${payout.id}`)).toEqual(wire)
    expect(await api('GET', '/payouts/')).toEqual({
      live_mode: true,
      payouts: [wire],
      range: { start: 0, end: 0, limit: 10, has_more: false, created: null, order_id: null, unique_id: null },
    })
    expect(payout.id).toMatch(/^pout_[0-9A-Za-z]{24}$/)
  })

  it('with its payments, refunds and disputes in their own shapes', async () => {
    const { id } = await lastPayout(house, shop.merchantId)
    const payments = await api('GET', `/payouts/${id}/payments/?limit=1&start=0`)
    expect(payments).toMatchObject({
      payments: [{ id: paid.id, amount: 14_500, order_id: 'big', card: { last4: '4242' } }],
      range: { has_more: true, limit: 1 },
    })
    expect((await api('GET', `/payouts/${id}/payments?start=1`)).payments).toMatchObject([{
      id: contested.id,
      amount: 500,
      status: 'disputed',
    }])
    expect((await api('GET', `/payouts/${id}/payments?created=${contested.created}`)).payments).toHaveLength(1)
    expect((await api('GET', `/payouts/${id}/refunds`)).refunds).toMatchObject([{ id: refund.id, amount: 5_000 }])
    expect((await api('GET', `/payouts/${id}/disputes/`)).disputes).toMatchObject([{
      payment: contested.id,
      amount: 500,
      response: '45',
      order_id: 'contested',
    }])
  })

  it('is cleared, sent and paid; the books hold at every step', async () => {
    expect(await sendPayouts(house.ctx())).toMatchObject({ done: 1, failed: 0 })
    const payout = await lastPayout(house, shop.merchantId)
    expect(payout).toMatchObject({ state: 'sent', bank_on: '2026-03-06' })
    house.travel('2026-03-05T15:20:00Z')
    expect(await readBankAnswers(house.ctx())).toMatchObject({ done: 1, failed: 0 })
    expect(await readBankAnswers(house.ctx())).toMatchObject({ done: 0, skipped: 1, failed: 0 })
    expect(await api('GET', `/payouts/${payout.id}`)).toMatchObject({ status: 'paid', amount: 9_400 })
    expect(await fundsOf(house, shop.merchantId)).toMatchObject({ availableCents: 0, inTransitCents: 0 })
    const books = await trialBalance(house.db, { book: 'live', to: '2026-03-05' })
    expect(books.find(({ account }) => account === 2050)).toMatchObject({ debitCents: 9_400, creditCents: 9_400 })
    expect(await checkLedger(house.db)).toMatchObject({ ok: true })
    const said = await house.db.selectFrom('audit_events').select('event').where('subject_id', '=', payout.id).orderBy('id').execute()
    expect(said.map(({ event }) => event)).toEqual(['payout.created', 'payout.cleared', 'payout.sent', 'payout.paid'])
  })

  it('is paid once: nothing is left for another', async () => {
    expect(await createPayouts(house.ctx())).toMatchObject({ done: 0, failed: 0 })
    expect(await payoutsOf(house, shop.merchantId)).toHaveLength(1)
  })
})

describe('the API', () => {
  it('says 501 with a test key, whatever is asked, which is no fault of ours', async () => {
    const heard = hearLog()
    const { id } = await lastPayout(house, shop.merchantId)
    for (
      const path of [
        '/payouts',
        '/payouts/',
        `/payouts/${id}`,
        `/payouts/${id}/payments/`,
        `/payouts/${id}/refunds`,
        `/payouts/${id}/disputes`,
        '/payouts/nothing',
      ]
    ) {
      const { status, body } = await shop.test('GET', path)
      expect([path, status, body]).toEqual([path, 501, {
        error: { type: expect.any(String), message: 'Not implemented in test mode: payouts exist in live mode only' },
      }])
    }
    heard.stop()
    const lines = heard.text().split('\n').filter((line) => line.includes('live_only')).map((line) =>
      JSON.parse(line) as { level: number | string }
    )
    expect(new Set(lines.map(({ level }) => level))).toEqual(new Set([30]))
  })

  it('does not know another merchant’s, nor what is none', async () => {
    const { id } = await lastPayout(house, shop.merchantId)
    for (
      const path of [
        `/payouts/${id}`,
        `/payouts/${id}/payments`,
        `/payouts/${id}/refunds/`,
        `/payouts/${id}/disputes`,
        '/payouts/x',
        `/payouts/${'é'.repeat(200)}`.replace(/é/g, '%C3%A9'),
      ]
    ) {
      expect((await other.live('GET', path)).status).toBe(404)
    }
    expect((await other.live('GET', '/payouts')).body).toMatchObject({ payouts: [] })
    expect((await other.live('GET', `/payouts/${id}/chargebacks`)).status).toBe(404)
    for (const query of ['?limit=0', '?limit=101', '?start=-1', '?created=x', '?start=1e9', '?limit='])
      expect((await shop.live('GET', `/payouts${query}`)).status).toBe(400)
  })
})
