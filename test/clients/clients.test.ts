import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openApiMerchant, type ApiClient, type Said } from '#test/support/api.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { system } from '#src/kernel/actor.ts'
import { jobs } from '#jobs/index.ts'

/**
 * What the clients of the documented API put on the wire, as recorded when copies of them were run against this program
 * (docs/payment-api.md says how near), and what each of them reads in the answer. The clients themselves are not here.
 */
let house: House
let call: ApiClient
beforeAll(async () => {
  house = await openHouse()
  call = (await openApiMerchant(house)).test
})
afterAll(() => house.close())

/** Without their accept-encoding: what it compresses, the HTTP library of each unpacks before the client sees it. */
type Habit = { name: string; agent: string; slash: '' | '/'; headers?: Record<string, string> }
const php: Habit = {
  name: 'PHP',
  agent: 'curl/7.88.1 libstancer-php/2.1.0 (Linux x86_64; php 8.2)',
  slash: '/',
  headers: { accept: '*/*' },
}
const python: Habit = { name: 'Python', agent: 'python-requests/2.34.2', slash: '', headers: { accept: '*/*' } }
const perl: Habit = {
  name: 'Perl',
  agent: 'libwww-perl/6.68 libstancer-perl/1.0.3 (linux)',
  slash: '',
  headers: { te: 'deflate,gzip;q=0.3', connection: 'TE, close' },
}
const feelautom: Habit = { name: 'JavaScript (feelautom)', agent: 'node', slash: '/', headers: { 'sec-fetch-mode': 'cors' } }
const arkmind: Habit = { name: 'JavaScript (Arkmind)', agent: 'node', slash: '' }
const all = [php, python, perl, feelautom, arkmind]

/** lib-php sends the body of the last POST along with every GET and DELETE. */
const leftover = (habit: Habit): string | undefined => (habit === php ? '{"amount":"not even a number","card":{"number":"1"}}' : undefined)
const as = (habit: Habit) => {
  const headers = { 'user-agent': habit.agent, ...habit.headers }
  return {
    make: (resource: string, body: unknown) =>
      call('POST', `/${resource}${habit.slash}`, typeof body === 'string' ? body : JSON.stringify(body), headers),
    read: (path: string) => call('GET', `/${path}`, leftover(habit), headers),
    list: (resource: string, query: string) => call('GET', `/${resource}${habit.slash}?${query}`, leftover(habit), headers),
    change: (path: string, body: unknown) => call('PATCH', `/${path}`, body, headers),
    remove: (path: string) => call('DELETE', `/${path}`, leftover(habit), headers),
  }
}
const card = (number: string | number = '4242424242424242', year = 2041) => ({ cvc: '123', exp_month: 5, exp_year: year, number })
const messageOf = ({ body }: Said) => body['error'].message as unknown
const iban = 'FR1420041010050500013M02606'

describe.each(all)('$name', (habit) => {
  const { make, read, list, change, remove } = as(habit)
  const mine = habit.agent.length + all.indexOf(habit)

  it('pays by a card typed in, reads it again, finds it in a list of its order, oldest first', async () => {
    const order = `order-${mine}`
    const made = [
      await make('checkout', {
        amount: 1_234,
        card: card(),
        currency: 'eur',
        customer: { email: 'john.doe@example.com', name: 'John Doe' },
        order_id: order,
      }),
      await make('checkout', { amount: 99, currency: 'usd', order_id: order }),
    ]
    expect(made[0]).toMatchObject({
      status: 200,
      body: {
        status: 'to_capture',
        response: '00',
        method: 'card',
        card: { id: expect.stringMatching(/^card_.{24}$/) },
        customer: { id: expect.stringMatching(/^cust_.{24}$/), created: expect.any(Number) },
      },
    })
    const [first, second] = made.map(({ body }) => body['id'] as string)
    expect((await read(`checkout/${first}`)).body).toMatchObject({
      id: first,
      amount: 1_234,
      currency: 'eur',
      customer: { name: 'John Doe' },
    })
    const { body } = await list('checkout', `limit=1&order_id=${order}&start=0`)
    expect(Object.keys(body).filter((key) => key !== 'live_mode' && key !== 'range')).toEqual(['payments'])
    expect([body['payments'].map(({ id }: { id: string }) => id), body['range']]).toMatchObject([[first], {
      start: 0,
      limit: 1,
      has_more: true,
    }])
    expect((await list('checkout', `start=1&order_id=${order}&limit=1`)).body).toMatchObject({
      payments: [{ id: second }],
      range: { has_more: false },
    })
    expect((await list('checkout', `order_id=none-${mine}`)).body['payments']).toEqual([])
  })

  it('has a payment without a method read back: null, and only what its currency can be paid with', async () => {
    for (const [currency, methods] of [['usd', ['card']], ['eur', ['card', 'sepa']]] as const) {
      const { body } = await make('checkout', {
        amount: 700,
        auth: { status: 'request' },
        currency,
        return_url: 'https://www.example.org/',
      })
      expect(body).toMatchObject({
        method: null,
        status: null,
        card: null,
        sepa: null,
        methods_allowed: methods,
        auth: { status: 'requested', redirect_url: null, return_url: null },
      })
    }
  })

  it('attaches a card, authorises and captures, each answer whole', async () => {
    const { body } = await make('checkout', { amount: 900, currency: 'gbp' })
    const path = `checkout/${body['id']}`
    expect((await change(path, { card: card('5555555555554444') })).body).toMatchObject({
      method: 'card',
      status: null,
      card: { id: expect.stringMatching(/^card_/) },
    })
    expect(await change(path, { status: 'authorize' })).toMatchObject({ status: 200, body: { status: 'authorized' } })
    expect((await change(path, { status: 'capture' })).body['status']).toBe('to_capture')
  })

  it('is sent to 3ds.… over https', async () => {
    const asked = {
      amount: 2_500,
      auth: { return_url: 'https://www.example.org/?x', status: 'request' },
      card: card(),
      currency: 'eur',
      device: { ip: '2a01:e0c:1::1', port: 4_321 },
    }
    expect((await make('checkout', asked)).body).toMatchObject({
      status: null,
      method: 'card',
      auth: { status: 'available', redirect_url: expect.stringMatching(/^https:\/\/3ds\./), return_url: 'https://www.example.org/?x' },
    })
  })

  it('keeps a card once, by the words it prints, and forgets it', async () => {
    const { body } = await make('cards', card('4000000000003055', 2050 + all.indexOf(habit)))
    expect(body).toMatchObject({ brand: 'visa', nature: 'personnal', network: 'visa', funding: 'credit', last4: '3055' })
    expect(messageOf(await make('cards', card('4000000000003055', 2050 + all.indexOf(habit))))).toEqual({
      error: 'Card already exists, you may want to update it instead creating a new one',
      id: body['id'],
    })
    expect((await change(`cards/${body['id']}`, { name: 'Pickle Rick' })).body['name']).toBe('Pickle Rick')
    expect(await remove(`cards/${body['id']}`)).toMatchObject({ status: 204, text: '' })
    expect(await read(`cards/${body['id']}`)).toMatchObject({
      status: 404,
      body: { error: { type: 'invalid_request_error', message: `No such card ${body['id']}` } },
    })
  })

  it('cancels by a whole refund before the capture; afterwards gives back in parts, then the rest', async () => {
    const open = (await make('checkout', { amount: 1_234, card: card(), currency: 'eur' })).body
    expect(open['refundable_amount']).toBe(1_234)
    expect(messageOf(await make('refunds', { amount: 500, payment: open['id'] }))).toBe(
      'Payment cannot be partially refunded before it has been captured',
    )
    expect((await make('refunds', { amount: open['refundable_amount'], payment: open['id'] })).body).toMatchObject({
      status: 'payment_canceled',
      amount: 1_234,
      currency: 'eur',
    })
    expect((await read(`checkout/${open['id']}`)).body).toMatchObject({
      status: 'canceled',
      refundable_amount: 0,
      refunds: [{ amount: 1_234 }],
    })
    const paid = (await make('checkout', { amount: 3_000, card: card('4000000000000077'), currency: 'gbp' })).body
    for (const body of [{ amount: 1_000, payment: paid['id'] }, { payment: paid['id'] }])
      expect((await make('refunds', body)).body).toMatchObject({ status: 'to_refund', payment: paid['id'] })
    expect((await read(`checkout/${paid['id']}`)).body['refunds'].map(({ amount }: { amount: number }) => amount)).toEqual([1_000, 2_000])
  })

  it('hears of another payment with its unique_id, of a wrong id, of no payouts', async () => {
    const { body } = await make('checkout', { amount: 900, currency: 'eur', unique_id: `once-${mine}` })
    expect(messageOf(await make('checkout', { amount: 555, currency: 'eur', unique_id: `once-${mine}` }))).toEqual({
      error: 'Payment already exists, duplicate unique_id',
      id: body['id'],
    })
    expect(await read('customers/IUPIXW5oKc3uOWeZ9St8PuOxfZAzd')).toMatchObject({
      status: 404,
      body: { error: { message: 'No such customer IUPIXW5oKc3uOWeZ9St8PuOxfZAzd' } },
    })
    expect((await list('payouts', 'limit=3&start=0')).status).toBe(501)
  })

  it('finds the dispute of a contested payment', async () => {
    const { body } = await make('checkout', { amount: 501, card: card('4000000000000259'), currency: 'usd', order_id: `d-${mine}` })
    const { disputes } = (await list('disputes', `created=${body['created']}&start=0&limit=100`)).body
    expect(disputes.filter(({ payment }: { payment: string }) => payment === body['id'])).toMatchObject([{
      amount: 501,
      order_id: `d-${mine}`,
      response: '45',
    }])
  })
})

describe('an account and its verification', () => {
  const verified = async () => {
    const account = { date_birth: '1980-02-03', iban, name: 'Jane Doe' }
    const asked = await as(perl).make('sepa/check', account)
    await jobs['answer-account-checks']!.run(house.ctx(system('answer-account-checks')))
    return { account, id: asked.body['id'] as string }
  }

  it('under the account’s id does not hold the account again: a client that finds it asks for both without end (Perl)', async () => {
    const { id } = await verified()
    const { body } = await as(perl).read(`sepa/check/${id}`)
    expect(body).toMatchObject({ id, status: 'checked', score_name: expect.any(Number) })
    for (const key of ['sepa', 'customer']) expect(body).not.toHaveProperty(key)
    const read = (await as(php).read(`sepa/${id}`)).body
    expect(read).toMatchObject({ last4: '2606', date_birth: '1980-02-03', check: { status: 'checked' } })
    expect(read).not.toHaveProperty('iban')
  })

  it('is null inside a payment, created, read and listed: one client dies of an object there (Perl)', async () => {
    const { account } = await verified()
    const { body } = await as(perl).make('checkout', { amount: 500, currency: 'eur', order_id: 'checked', sepa: account })
    expect(body).toMatchObject({ method: 'sepa', sepa: { bic: 'TESTFRPP', check: null } })
    expect((await as(perl).list('checkout', 'start=0&order_id=checked')).body['payments']).toMatchObject([{
      sepa: { id: body['sepa'].id, check: null },
    }])
  })
})

describe('what only one of them does', () => {
  it('a card number as a JSON number, a currency in capitals, the mandate’s date by its other name (Arkmind)', async () => {
    expect((await as(arkmind).make('checkout', { amount: 1_234, currency: 'EUR', card: card(4_242_424_242_424_242) })).body).toMatchObject({
      currency: 'eur',
      card: { last4: '4242' },
    })
    expect(
      (await as(arkmind).make('sepa', { name: 'Ark Three', iban, bic: 'PSSTFRPP', mandate: 'M-ark', mandate_date: 1_600_000_000 })).body,
    )
      .toMatchObject({ date_mandate: 1_600_000_000 })
  })

  it('auth: true; created_until in a list of disputes (feelautom)', async () => {
    expect((await as(feelautom).make('checkout', { amount: 500, currency: 'usd', auth: true })).body['auth']).toMatchObject({
      status: 'requested',
    })
    expect((await as(feelautom).list('disputes', 'created=1795899235&created_until=1795899335')).status).toBe(200)
  })

  it('metadata as a text, addresses sent beforehand and named by id, nothing but an amount of 0 to check a card (PHP)', async () => {
    const { body } = await as(php).make(
      'addresses',
      '{"city":"Quimper","country":"FR","line1":"12 quai","metadata":"{\\"origin\\":\\"sdk_PHP\\",\\"k\\":\\"v\\"}","zip_code":"29000"}',
    )
    expect((await as(php).read(`addresses/${body['id']}`)).body).toMatchObject({ metadata: { origin: 'sdk_PHP', k: 'v' } })
    expect(
      (await as(php).make('checkout', { amount: 900, billing_address: body['id'], currency: 'eur', shipping_address: body['id'] })).body,
    )
      .toMatchObject({ billing_address: body['id'], shipping_address: body['id'] })
    expect((await as(php).make('checkout', { amount: 0, capture: false, card: card(), currency: 'eur' })).body['status']).toBe('authorized')
  })
})
