import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useAcquirer } from '#src/acquirer/gateway.ts'
import { openSimulator } from '#src/acquirer/simulator.ts'
import { expirePayments } from '#src/payments/expirePayments.ts'
import { openApiMerchant, wordsOf, type ApiClient } from '#test/support/api.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
let call: ApiClient
beforeAll(async () => {
  house = await openHouse()
  call = (await openApiMerchant(house)).test
})
afterAll(() => house.close())

const card = (number = '4242424242424242') => ({ number, exp_month: 12, exp_year: 2030, cvc: '123' })
const sepa = { iban: 'FR1420041010050500013M02606', name: 'Pierre Martin' }
const pay = async (said: Record<string, unknown> = {}): Promise<string> =>
  (await call('POST', '/checkout', { amount: 1_000, currency: 'eur', card: card(), ...said })).body['id']
const patch = (id: string, body: Record<string, unknown>) => call('PATCH', `/checkout/${id}`, body)
const capture = (id: string, amount?: number) => call('POST', `/checkout/${id}/capture`, amount === undefined ? {} : { amount })
const read = async (id: string) => (await call('GET', `/checkout/${id}`)).body
const callsOf = async (id: string): Promise<number> =>
  (await house.db.selectFrom('acquirer_calls').select('id').where('payment_id', '=', id).execute()).length

describe('a card check, which is for nothing', () => {
  it.each([['held', { amount: 0, capture: false }], ['not asked yet', { amount: 0, capture: false, card: undefined }]])(
    '%s, is never captured',
    async (_what, said) => {
      const id = await pay(said)
      if (!('card' in said)) expect(await read(id)).toMatchObject({ status: 'authorized', response: '00' })
      const { status } = await read(id)
      for (
        const again of [
          await patch(id, { status: 'capture' }),
          await patch(id, 'card' in said ? { card: card(), status: 'capture' } : { status: 'capture' }),
          await capture(id),
          await call('POST', `/checkout/${id}`, { status: 'capture' }),
        ]
      ) {
        expect([again.status, wordsOf(again)]).toEqual([400, 'status: a card check, whose amount is 0, is never captured'])
      }
      expect((await read(id))['status']).toBe(status)
    },
  )

  it('nor is an account debited of nothing', async () => {
    const refused = await call('POST', '/checkout', { amount: 0, currency: 'eur', capture: false, sepa })
    expect([refused.status, wordsOf(refused)]).toEqual([400, 'amount: must be at least 50 for a SEPA payment'])
    const id = await pay({ amount: 0, capture: false, card: undefined })
    expect(wordsOf(await patch(id, { sepa }))).toContain('amount: ')
    expect((await patch(id, { card: card(), status: 'authorize' })).body).toMatchObject({ status: 'authorized', amount: 0 })
  })
})

describe('a capture asked again', () => {
  it('for the same amount is done; for another is 409, which says what it is captured for', async () => {
    const id = await pay()
    for (const amount of [undefined, 1_000])
      expect(await capture(id, amount)).toMatchObject({ status: 200, body: { status: 'to_capture', amount: 1_000 } })
    for (const amount of [400, 1_001]) {
      const other = await capture(id, amount)
      expect([other.status, wordsOf(other)]).toEqual([
        409,
        'Payment is captured already, or about to be, for 1000: its amount cannot be changed any more',
      ])
    }
    expect((await read(id))['amount']).toBe(1_000)
  })

  it('a hundred at once, of a draft with its card, are all 200, and ask the bank once', async () => {
    const id = await pay({ card: undefined })
    await patch(id, { card: card() })
    const all = await Promise.all(Array.from({ length: 100 }, () => patch(id, { status: 'capture' })))
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200]))
    expect([(await read(id))['status'], await callsOf(id)]).toEqual(['to_capture', 1])
  })

  it('while the bank is being asked, it is done where that is what is asked; what is only to be held is not captured by it', async () => {
    useAcquirer(openSimulator({ db: house.db, mood: () => 'deaf' }))
    const [taken, held] = [await pay(), await pay({ capture: false })]
    useAcquirer(openSimulator({ db: house.db }))
    for (const status of ['capture', 'authorize'])
      expect(await patch(taken, { status })).toMatchObject({ status: 200, body: { status: null } })
    expect((await patch(held, { status: 'authorize' })).status).toBe(200)
    const early = await patch(held, { status: 'capture' })
    expect([early.status, wordsOf(early)]).toEqual([409, 'Payment cannot be captured: its bank has not answered yet'])
    expect([await callsOf(taken), await callsOf(held)]).toEqual([1, 1])
  })
})

describe('what cannot be done says why', () => {
  it('a capture of one that is over', async () => {
    const [refused, canceled, late] = [await pay({ card: card('4000000000000002') }), await pay(), await pay({ capture: false })]
    await call('POST', '/refunds', { payment: canceled })
    house.forward(7 * 24 * 3_600_000)
    await expirePayments(house.ctx())
    for (const [id, state] of [[refused, 'refused'], [canceled, 'canceled'], [late, 'expired']] as const) {
      const said = await patch(id, { status: 'capture' })
      expect([said.status, wordsOf(said)]).toEqual([409, `Payment cannot be captured: it is ${state}`])
      const back = await call('POST', '/refunds', { payment: id })
      expect([back.status, wordsOf(back)]).toEqual([409, `Payment cannot be refunded: it is ${state}`])
    }
    const draft = await call('POST', '/refunds', { payment: await pay({ card: undefined }) })
    expect(wordsOf(draft)).toBe('Payment cannot be refunded: nothing was asked of a bank yet')
  })

  it('a change of one that is processed names its fields', async () => {
    const said = await patch(await pay(), { amount: 500, card: card(), description: 'Un panier' })
    expect([said.status, wordsOf(said)]).toEqual([409, 'Payment is processed: amount, card cannot be changed any more'])
  })
})
