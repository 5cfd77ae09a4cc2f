import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse, type House } from '#test/support/house.ts'
import { openApiMerchant, type ApiClient } from '#test/support/api.ts'

let house: House
let call: ApiClient
beforeAll(async () => {
  house = await openHouse()
  call = (await openApiMerchant(house)).test
})
afterAll(() => house.close())

const api = {
  get: (path: string) => call('GET', path),
  post: (path: string, body: unknown) => call('POST', path, body),
  patch: (path: string, body: unknown) => call('PATCH', path, body),
}
const card = (number = '4242424242424242') => ({ number, exp_month: 12, exp_year: 2030, cvc: '123', name: 'Anne Lenoir' })
const sepa = (iban = 'FR1420041010050500013M02606') => ({ iban, name: 'Pierre Martin', mandate: 'M-1', date_mandate: 1_700_000_000 })
const pay = (said: Record<string, unknown> = {}) => api.post('/checkout/', { amount: 1_250, currency: 'EUR', ...said })

describe('creating a payment', () => {
  it('with a card, captured by itself', async () => {
    const { status, body } = await pay({ card: card(), description: 'Un panier', order_id: 'o-1' })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      amount: 1_250,
      currency: 'eur',
      status: 'to_capture',
      response: '00',
      method: 'card',
      live_mode: false,
      order_id: 'o-1',
      refunds: [],
      card: { last4: '4242', brand: 'visa' },
    })
    expect(body['id']).toMatch(/^paym_[0-9A-Za-z]{24}$/)
    expect(JSON.stringify(body)).not.toMatch(/4242424242424242|"cvc"|"number"/)
  })

  it('held, with capture false; a refusal is no error', async () => {
    expect((await pay({ card: card(), capture: false })).body).toMatchObject({ status: 'authorized', response: '00' })
    expect(await pay({ card: card('4000000000000002') })).toMatchObject({ status: 200, body: { status: 'refused', response: '05' } })
  })

  it('without a card, waits for one', async () => {
    const { body } = await pay()
    expect(body).toMatchObject({ status: null, method: null, response: null, card: null, sepa: null })
    const patched = await api.patch(`/checkout/${body['id']}`, { card: card() })
    expect(patched.body).toMatchObject({ status: null, method: 'card' })
    expect((await api.patch(`/checkout/${body['id']}`, { status: 'authorize' })).body).toMatchObject({
      status: 'authorized',
      response: '00',
    })
    expect((await api.patch(`/checkout/${body['id']}`, { status: 'capture' })).body).toMatchObject({ status: 'to_capture' })
    expect((await api.patch(`/checkout/${body['id']}`, { status: 'capture' })).body).toMatchObject({ status: 'to_capture' })
    expect((await api.patch(`/checkout/${body['id']}`, { amount: 500 })).status).toBe(409)
  })

  it('with an account', async () => {
    expect((await pay({ sepa: sepa() })).body).toMatchObject({
      status: 'to_capture',
      method: 'sepa',
      sepa: { last4: '2606', bic: 'TESTFRPP' },
    })
    expect((await pay({ sepa: sepa('FR2990665286926539507769811') })).body).toMatchObject({ status: 'failed', response: 'AC01' })
    expect((await pay({ sepa: sepa(), currency: 'usd' })).status).toBe(400)
  })

  it('captured at once, or disputed at once, as the test cards say', async () => {
    const captured = (await pay({ card: card('4000000000000077') })).body
    expect(captured).toMatchObject({ status: 'captured', refundable_amount: 1_250 })
    const disputed = (await pay({ card: card('4000000000000259'), order_id: 'contested' })).body
    expect(disputed).toMatchObject({ status: 'disputed' })
    const { body } = await api.get(`/disputes/?created=${disputed['created']}`)
    expect(body['disputes'].find((one: any) => one.payment === disputed['id'])).toMatchObject({
      amount: 1_250,
      response: '45',
      order_id: 'contested',
      currency: 'eur',
      live_mode: false,
    })
  })

  it('a unique_id is taken once, also when a hundred come at once', async () => {
    const first = await pay({ unique_id: 'u-1' })
    const again = await pay({ unique_id: 'u-1', amount: 999 })
    expect([again.status, again.body]).toEqual([409, {
      error: { type: 'invalid_request_error', message: { error: 'Payment already exists, duplicate unique_id', id: first.body['id'] } },
    }])
    const all = await Promise.all(Array.from({ length: 100 }, () => pay({ unique_id: 'u-2', card: card() })))
    const made = all.filter(({ status }) => status === 200)
    expect(made).toHaveLength(1)
    expect(all.filter(({ status, body }) => status === 409 && body['error'].message.id === made[0]!.body['id'])).toHaveLength(99)
  })

  it.each([
    [{ amount: 49 }, 'amount'],
    [{ amount: 0 }, 'amount'],
    [{ amount: -5 }, 'amount'],
    [{ amount: 12.5 }, 'amount'],
    [{ amount: 2 ** 53 }, 'amount'],
    [{ amount: 'ten' }, 'amount'],
    [{ currency: 'xxx' }, 'currency'],
    [{ description: 'ab' }, 'description'],
    [{ order_id: 'x'.repeat(37) }, 'order_id'],
    [{ card: card('4242424242424241') }, 'card.number'],
    [{ card: { ...card(), exp_year: 2020 } }, 'exp'],
    [{ card: 12 }, 'card'],
    [{ customer: 'card_000000000000000000000000' }, 'customer'],
    [{ return_url: 'http://shop.example' }, 'return_url'],
    [{ auth: { return_url: 'https://shop.example' } }, 'device'],
    [{ methods_allowed: ['cash'] }, 'methods_allowed'],
    [{ methods_allowed: 'sepa', card: card() }, 'card'],
  ])('refuses %j and names %s', async (said, field) => {
    const { status, body } = await pay(said)
    expect(status).toBe(400)
    expect(body['error'].type).toBe('invalid_request_error')
    expect(body['error'].message).toContain(field)
  })

  it.each([
    ['card', 'card'],
    ['sepa', 'sepa'],
    ['customer', 'cust'],
    ['billing_address', 'addr'],
    ['shipping_address', 'addr'],
  ])('a %s that is not there is 404 in the documented words, as it is anywhere', async (field, prefix) => {
    const before = await api.get('/checkout?limit=100')
    const { body: waiting } = await pay()
    for (const id of [`${prefix}_000000000000000000000000`, `${prefix}_nothing`]) {
      const noun = field.replace(/^.*_/, '')
      for (const said of [await pay({ [field]: id }), await api.patch(`/checkout/${waiting['id']}`, { [field]: id })])
        expect([said.status, said.body['error'].message]).toEqual([404, `No such ${noun} ${id}`])
    }
    expect((await api.get('/checkout?limit=100')).body['payments']).toHaveLength(before.body['payments'].length + 1)
  })

  it('takes what real clients send: texts for numbers, floats without a fraction, null for absent', async () => {
    for (const amount of ['1250', 1250.0])
      expect((await pay({ amount, order_id: 12, description: null, card: { ...card(), number: 4242424242424242, exp_month: '12' } })).body)
        .toMatchObject({ amount: 1_250, order_id: '12', status: 'to_capture' })
  })
})

describe('changing a payment', () => {
  it('to a unique_id that is taken is 409 with its id, also at once; never our fault', async () => {
    const [first, second, third] = [await pay({ unique_id: 'p-1' }), await pay(), await pay()].map(({ body }) => body['id'] as string)
    const again = await api.patch(`/checkout/${second}`, { unique_id: 'p-1' })
    expect([again.status, again.body['error'].message.id]).toEqual([409, first])
    const both = await Promise.all([second, third].map((id) => api.patch(`/checkout/${id}`, { unique_id: 'p-2' })))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    expect((await api.patch(`/checkout/${first}`, { unique_id: 'p-1' })).status).toBe(200)
  })

  it('captures less than was authorised, never more, and its history says so; an empty body captures nothing', async () => {
    const { body } = await pay({ card: card(), capture: false })
    expect((await api.post(`/checkout/${body['id']}`, {})).status).toBe(400)
    expect((await api.post(`/checkout/${body['id']}/capture`, { amount: 1_251 })).status).toBe(400)
    expect((await api.post(`/checkout/${body['id']}`, { status: 'capture', amount: 1_000 })).body).toMatchObject({
      status: 'to_capture',
      amount: 1_000,
    })
    const events = await house
      .db
      .selectFrom('audit_events')
      .select('data')
      .where('subject_id', '=', body['id'])
      .where('event', '=', 'payment.changed')
      .execute()
    expect(events).toMatchObject([{ data: { fields: ['amount'], from: 1_250, to: 1_000 } }])
  })
})

describe('strong authentication', () => {
  it('sends the payer to his bank before anything is charged', async () => {
    const { body } = await pay({
      card: card('5555555555554444'),
      auth: { return_url: 'https://shop.example/back' },
      device: { ip: '10.0.0.1', port: 443 },
    })
    expect(body).toMatchObject({ status: null, method: 'card', auth: { status: 'available', return_url: 'https://shop.example/back' } })
    expect(body['auth'].redirect_url).toMatch(/^https:\/\/3ds\./)
    expect((await api.patch(`/checkout/${body['id']}`, { status: 'capture' })).status).toBe(409)
  })

  it('a card that is not enrolled goes on without; asked for our page, it waits', async () => {
    expect((await pay({ card: card('4000000000003055'), auth: { return_url: 'https://shop.example/' }, device: { ip: '10.0.0.1' } })).body)
      .toMatchObject({ status: 'to_capture', auth: { status: 'unavailable' } })
    for (const auth of [true, { status: 'request' }])
      expect((await pay({ auth })).body).toMatchObject({
        status: null,
        auth: { status: 'requested', redirect_url: null, return_url: null },
      })
    expect((await pay({ auth: false })).body).toMatchObject({ auth: null })
  })
})

describe('lists', () => {
  it('the oldest first, narrowed by every filter, paged by start and limit', async () => {
    const { body: all } = await api.get('/checkout?limit=100')
    expect(Object.keys(all).sort()).toEqual(['live_mode', 'payments', 'range'])
    const ids = all['payments'].map((one: any) => one.id)
    expect(ids.length).toBeGreaterThan(20)
    const pages: string[] = []
    for (let start = 0;; start += 7) {
      const { body } = await api.get(`/checkout/?limit=7&start=${start}`)
      expect(body['range']).toMatchObject({ start, limit: 7, end: start + body['payments'].length - 1 })
      pages.push(...body['payments'].map((one: any) => one.id))
      if (!body['range'].has_more) break
    }
    expect(pages).toEqual(ids)
    expect((await api.get('/checkout?order_id=o-1&unique_id=u-1')).body['payments']).toEqual([])
    expect((await api.get('/checkout?order_id=o-1')).body['payments']).toHaveLength(1)
    for (const query of ['limit=0', 'limit=101', 'start=-1', 'created=yesterday'])
      expect((await api.get(`/checkout?${query}`)).status).toBe(400)
  })
})

describe('worlds and merchants', () => {
  it('never mix', async () => {
    const { body } = await pay({ card: card(), unique_id: 'mine' })
    const { test: other, live } = await openApiMerchant(house)
    for (const stranger of [other, live]) {
      for (
        const answer of [
          await stranger('GET', `/checkout/${body['id']}`),
          await stranger('PATCH', `/checkout/${body['id']}`, { status: 'capture' }),
          await stranger('POST', '/refunds', { payment: body['id'] }),
        ]
      ) {
        expect([answer.status, answer.body['error'].message]).toEqual([404, `No such payment ${body['id']}`])
      }
    }
    expect((await other('POST', '/checkout', { amount: 100, currency: 'eur', unique_id: 'mine' })).status).toBe(200)
    const mine = await other('POST', '/checkout', { amount: 100, currency: 'eur', unique_id: 'both' })
    expect([mine.status, (await live('POST', '/checkout', { amount: 100, currency: 'eur', unique_id: 'both' })).status]).toEqual([200, 200])
    expect((await live('GET', `/checkout/${mine.body['id']}`)).status).toBe(404)
    expect((await live('GET', '/checkout')).body).toMatchObject({ live_mode: true })
  })
})

describe('refunds', () => {
  const captured = async () => (await pay({ card: card('4000000000000077') })).body['id'] as string

  it('in parts, then what is left, never more', async () => {
    const payment = await captured()
    expect((await api.post('/refunds/', { payment, amount: 500 })).body).toMatchObject({
      payment,
      amount: 500,
      currency: 'eur',
      status: 'to_refund',
      live_mode: false,
    })
    expect((await api.post('/refunds', { payment, amount: 751 })).status).toBe(400)
    expect((await api.post('/refunds', { payment, amount: '250' })).body).toMatchObject({ amount: 250 })
    expect((await api.post('/refunds', { payment })).body).toMatchObject({ amount: 500 })
    expect((await api.post('/refunds', { payment })).status).toBe(409)
    const { body } = await api.get(`/checkout/${payment}`)
    expect(body['refunds'].map((one: any) => one.amount)).toEqual([500, 250, 500])
    expect((await api.get(`/refunds/${body['refunds'][0].id}`)).body).toEqual(body['refunds'][0])
  })

  it('two at once are taken one after the other', async () => {
    const payment = await captured()
    const all = await Promise.all(Array.from({ length: 8 }, () => api.post('/refunds', { payment, amount: 400 })))
    expect(all.map(({ status }) => status).sort()).toEqual([200, 200, 200, 400, 400, 400, 400, 400])
  })

  it('before the capture only whole, which cancels; during a dispute none', async () => {
    const { body } = await pay({ card: card() })
    const partial = await api.post('/refunds', { payment: body['id'], amount: 100 })
    expect([partial.status, partial.body['error'].message]).toEqual([
      409,
      'Payment cannot be partially refunded before it has been captured',
    ])
    expect((await api.post('/refunds', { payment: body['id'] })).body).toMatchObject({ status: 'payment_canceled', amount: 1_250 })
    expect((await api.get(`/checkout/${body['id']}`)).body).toMatchObject({ status: 'canceled', refunds: [{ status: 'payment_canceled' }] })
    const disputed = (await pay({ card: card('4000000000001976') })).body
    expect((await api.post('/refunds', { payment: disputed['id'] })).status).toBe(409)
  })
})
