import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiRoutes } from '#src/api-routes.ts'
import { chaptersOf } from '#src/reference/chapters.page.ts'
import { openApiOf } from '#src/web/openapi.ts'
import { openApiMerchant, wordsOf, type ApiMerchant } from '#test/support/api.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
let shop: ApiMerchant
beforeAll(async () => {
  house = await openHouse()
  shop = await openApiMerchant(house)
})
afterAll(() => house.close())

const card = (number = '4242424242424242', cvc = '123') => ({ number, exp_month: 12, exp_year: 2030, cvc })
const pay = (said: Record<string, unknown> = {}) => shop.test('POST', '/checkout', { amount: 1_000, currency: 'eur', ...said })
const device = { ip: '10.0.0.1' }

describe('an address to come back to', () => {
  it.each([
    'https:a.fr',
    ' https://a.fr ',
    'https://a\n.fr',
    'https:///a.fr',
    'https:\\\\a.fr',
    'https://a.fr/\u0000',
    'https://a.fr/a b',
    'https://a.fr/\u202e',
    'https://a.fr/\ud800',
    'http://a.fr',
    '//a.fr',
    'https://',
  ])('%j is none', async (address) => {
    const own = await pay({ return_url: address })
    expect([own.status, wordsOf(own)]).toEqual([400, 'return_url: must be an https address'])
    const bank = await pay({ auth: { return_url: address }, device })
    expect([bank.status, wordsOf(bank)]).toEqual([400, 'auth.return_url: must be an https address'])
  })

  it.each(['https://a.fr', 'HTTPS://A.fr/x?y=1&z=%20#f', 'https://é.example:8443/à', 'https://127.0.0.1:1/'])(
    '%s is one, and is said back as it came',
    async (address) => {
      expect((await pay({ return_url: address })).body['return_url']).toBe(address)
    },
  )
})

describe('what nobody can keep or show', () => {
  it.each([
    ['description', { description: 'Un\u0000panier' }],
    ['description', { description: 'Un\npanier' }],
    ['description', { description: 'Un \u202epanier' }],
    ['description', { description: 'Un \ud800 panier' }],
    ['return_url', { return_url: 'https://a.fr/\u0000' }],
    ['device.user_agent', { device: { ...device, user_agent: 'a\u0000' } }],
    ['device.languages', { device: { ...device, languages: '\udc00' } }],
    ['order_id', { order_id: '\u0000' }],
  ])('in %s is 400 and names it', async (field, said) => {
    const { body: { id } } = await pay()
    for (const answer of [await pay(said), await shop.test('PATCH', `/checkout/${id}`, said)])
      expect([answer.status, wordsOf(answer)]).toEqual([
        400,
        expect.stringMatching(new RegExp(`^${field.replace('.', '\\.')}: (holds signs|must be an https)`)),
      ])
  })

  it.each(['order_id=a%00', 'unique_id=a%00', 'order_id=%E2%80%AE'])('nor is it sought: ?%s', async (query) => {
    const said = await shop.test('GET', `/checkout?${query}`)
    expect([said.status, wordsOf(said)]).toEqual([400, `${query.split('=')[0]}: holds signs that cannot be shown`])
  })

  it('any text is an id, in the address as in the body: it names nothing', async () => {
    const { body: { id } } = await pay()
    for (const odd of ['a%00b', '%EF%BF%BD', 'paym_%00', 'x'.repeat(300)]) {
      for (
        const [noun, path] of [
          ['payment', 'checkout'],
          ['refund', 'refunds'],
          ['dispute', 'disputes'],
          ['card', 'cards'],
          ['sepa', 'sepa'],
          ['customer', 'customers'],
          ['address', 'addresses'],
          ['scoring', 'scoring'],
        ] as const
      ) {
        const said = await shop.test('GET', `/${path}/${odd}`)
        expect([said.status, wordsOf(said)], path).toEqual([404, `No such ${noun} ${decodeURIComponent(odd).slice(0, 64)}`])
      }
      expect((await shop.test('PATCH', `/checkout/${odd}`, { status: 'capture' })).status).toBe(404)
      expect((await shop.live('GET', `/payouts/${odd}`)).status).toBe(404)
      expect((await shop.live('GET', `/payouts/${odd}/payments`)).status).toBe(404)
    }
    expect((await shop.test('POST', '/refunds', { payment: 'paym_\u0000' })).status).toBe(404)
    for (const [field, prefix] of [['card', 'card'], ['sepa', 'sepa'], ['customer', 'cust'], ['billing_address', 'addr']] as const) {
      for (
        const said of [
          await pay({ [field]: `${prefix}_\u0000` }),
          await shop.test('PATCH', `/checkout/${id}`, { [field]: `${prefix}_\u0000` }),
        ]
      ) expect(said.status, field).toBe(404)
    }
  })

  it('an address that cannot be decoded says so, and is no body', async () => {
    for (const path of ['/checkout/%zz', '/cards/%E0%A4%A', '/refunds/%']) {
      const said = await shop.test('GET', path)
      expect([said.status, wordsOf(said)], path).toEqual([400, expect.stringContaining('The address is not readable')])
    }
  })
})

describe('what is asked for', () => {
  it('null is absent, and said to be', async () => {
    for (const said of [{ amount: null }, { amount: undefined }]) expect(wordsOf(await pay(said))).toBe('amount: is required')
    for (const said of [{ currency: null }, { currency: undefined }]) expect(wordsOf(await pay(said))).toBe('currency: is required')
    expect(wordsOf(await pay({ card: { number: null, exp_month: 1, exp_year: 2030 } }))).toBe('card.number: is required')
    expect(wordsOf(await pay({ currency: 12 }))).toBe('currency: must be text')
  })

  it('a device goes with auth.return_url, in a change as at the beginning', async () => {
    const { body: { id } } = await pay()
    const auth = { return_url: 'https://shop.example/back' }
    const without = await shop.test('PATCH', `/checkout/${id}`, { auth })
    expect([without.status, wordsOf(without)]).toEqual([400, 'device: is required with auth.return_url'])
    expect((await shop.test('PATCH', `/checkout/${id}`, { auth: true })).status).toBe(200)
    expect((await shop.test('PATCH', `/checkout/${id}`, { auth, device })).body['auth']).toMatchObject({
      status: 'requested',
      return_url: auth.return_url,
    })
    // which it has by now
    expect((await shop.test('PATCH', `/checkout/${id}`, { auth })).status).toBe(200)
  })

  it.each([['4242424242424242', '1234', 3], ['5555555555554444', '1234', 3], ['3530111333300000', '1234', 3], [
    '378282246310005',
    '123',
    4,
  ]])('a code has as many digits as the brand prints: %s %s', async (number, cvc, digits) => {
    const said = await pay({ card: card(number, cvc) })
    expect([said.status, wordsOf(said)]).toEqual([400, `card.cvc: must have ${digits} digits`])
    const own = await shop.test('POST', '/cards', card(number, cvc))
    expect([own.status, wordsOf(own)]).toEqual([400, `cvc: must have ${digits} digits`])
    expect((await pay({ card: card(number, '1234'.slice(0, digits)) })).status).toBe(200)
    expect((await pay({ card: { ...card(number), cvc: undefined } })).status).toBe(200)
  })
})

describe('the document', () => {
  it('takes the currencies in any case, as the API does', async () => {
    const { paths } = openApiOf(apiRoutes, 'http://127.0.0.1') as Record<string, any>
    for (
      const [path, method, words] of [['/v1/checkout', 'post', ['eur', 'EUR', 'Usd', 'jpy']], ['/v1/checkout/{id}', 'patch', [
        'eur',
        'GBP',
      ]], ['/v1/scoring', 'post', ['eur', 'EUR']]] as const
    ) {
      const { pattern, type } = paths[path][method].requestBody.content['application/json'].schema.properties.currency
      expect(type).toBe('string')
      for (const word of words) expect(word).toMatch(new RegExp(pattern))
      for (const word of ['xxx', 'eu', 'euro', '']) expect(word).not.toMatch(new RegExp(pattern))
    }
    expect((await pay({ currency: 'Usd' })).body['currency']).toBe('usd')
    expect(wordsOf(await pay({ currency: 'xxx' }))).toContain('currency: must be one of eur, usd')
    const { fields } = chaptersOf(openApiOf(apiRoutes, 'x')).flatMap(({ entries }) => entries).find(({ path, method }) =>
      path === '/v1/checkout' && method === 'POST'
    )!
    expect(fields.find(({ name }) => name === 'currency')?.kind).toContain('eur | usd')
  })

  it('says all that is answered: an alphabet or a compression that nobody knows is 400', async () => {
    for (
      const headers of [{ 'content-type': 'application/json; charset=klingon' }, { 'content-encoding': 'zorglub' }] as Record<
        string,
        string
      >[]
    ) {
      const said = await shop.test('POST', '/checkout', { amount: 1_000, currency: 'eur' }, headers)
      expect([said.status, wordsOf(said)]).toEqual([400, expect.stringContaining('UTF-8')])
    }
  })
})
