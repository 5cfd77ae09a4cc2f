import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openApiMerchant, wordsOf, type ApiMerchant } from '#test/support/api.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
let shop: ApiMerchant
let other: ApiMerchant
beforeAll(async () => {
  house = await openHouse()
  shop = await openApiMerchant(house)
  other = await openApiMerchant(house)
})
afterAll(() => house.close())

const paris = {
  line1: '10 rue du Poulet',
  line2: 'derrière le poulet jaune',
  line3: 'à coté',
  city: 'Paris',
  zip_code: '75001',
  state: 'IDF',
  country: 'fr',
  metadata: { floor: 3, tags: ['a'] },
}
const path = (id: string) => `/addresses/${id}`

describe('an address', () => {
  it('is created, read, changed and deleted; twice the same is two', async () => {
    const made = await shop.test('POST', '/addresses/', { ...paris, email: 'copy@error.example' })
    expect(made).toMatchObject({ status: 200, body: { ...paris, country: 'FR', live_mode: false } })
    expect(made.body['id']).toMatch(/^addr_[0-9A-Za-z]{24}$/)
    expect((await shop.test('POST', '/addresses', paris)).body['id']).not.toBe(made.body['id'])
    expect((await shop.test('GET', path(made.body['id']))).body).toEqual(made.body)
    expect(await shop.test('PATCH', path(made.body['id']), { city: 'Lyon', metadata: { floor: 4 }, line2: null })).toMatchObject({
      status: 200,
      body: { ...made.body, city: 'Lyon', metadata: { floor: 4 } },
    })
    expect(await shop.test('DELETE', path(made.body['id']))).toMatchObject({ status: 204, text: '' })
    for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
      expect(await shop.test(method, path(made.body['id']), {})).toMatchObject({
        status: 404,
        body: { error: { message: `No such address ${made.body['id']}` } },
      })
    }
  })

  it('needs city, postcode and country', async () => {
    const refused = await shop.test('POST', '/addresses', {})
    expect([refused.status, wordsOf(refused)]).toEqual([400, 'city: is required; zip_code: is required; country: is required'])
    expect((await shop.test('POST', '/addresses', { city: 'P', zip_code: 75, country: 'a1' })).body).toMatchObject({
      city: 'P',
      zip_code: '75',
      country: 'A1',
      line1: null,
      metadata: null,
    })
  })

  it('is nowhere in the other world, nor to another merchant', async () => {
    const { body } = await shop.test('POST', '/addresses', paris)
    for (const client of [shop.live, other.test, other.live]) {
      for (const method of ['GET', 'PATCH', 'DELETE'] as const)
        expect(await client(method, path(body['id']), { city: 'Elsewhere' })).toMatchObject({
          status: 404,
          body: { error: { message: `No such address ${body['id']}` } },
        })
    }
    expect((await shop.test('GET', path(body['id']))).body).toEqual(body)
  })

  const of = (length: number) => 'a'.repeat(length)
  const nest = (depth: number): object => (depth === 0 ? {} : { a: nest(depth - 1) })
  const cases: [field: string, value: unknown, fits: boolean][] = [
    ...['line1', 'line2', 'line3', 'city'].flatMap((
      name,
    ): [string, unknown, boolean][] => [[name, '', false], [name, 'a', true], [name, of(50), true], [name, of(51), false]]),
    ['zip_code', 'a', false],
    ['zip_code', 'ab', true],
    ['zip_code', of(16), true],
    ['zip_code', of(17), false],
    ['state', '', false],
    ['state', 'a', true],
    ['state', of(3), true],
    ['state', of(4), false],
    ['country', 'f', false],
    ['country', 'fra', false],
    ['country', 'f ', false],
    ['metadata', 'text', false],
    ['metadata', '[]', false],
    ['metadata', '"x"', false],
    ['metadata', JSON.stringify(nest(5)), false],
    ['metadata', JSON.stringify({ a: of(5_000) }), false],
    ['metadata', [], false],
    ['metadata', nest(3), true],
    ['metadata', nest(5), false],
    ['metadata', { a: of(5_000) }, false],
    ['metadata', { a: 'x\u0000' }, false],
    ['metadata', { 'x\u0000': 1 }, false],
  ]
  it.each(cases)('%s %.60j: %s', async (field, value, fits) => {
    const answer = await shop.test('POST', '/addresses', { ...paris, [field]: value })
    expect(answer.status).toBe(fits ? 200 : 400)
    if (!fits) expect(wordsOf(answer)).toMatch(new RegExp(`^${field}`))
  })

  it('is not drowned in a deep thing', async () => {
    const deep = `{"city":"P","zip_code":"75001","country":"FR","metadata":${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}}`
    expect((await shop.test('POST', '/addresses', deep)).status).toBe(400)
  })
})
