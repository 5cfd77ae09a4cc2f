import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { binOf } from '#src/cards/bins.ts'
import { holdsPan } from '#src/cards/card.ts'
import { findCards } from '#src/cards/cards.sql.ts'
import { knowCard } from '#src/cards/knowCard.ts'
import { readPan } from '#src/cards/vault.ts'
import { hasLuhn } from '#src/kernel/identifiers/checkDigits.ts'
import { newId } from '#src/kernel/ids.ts'
import { unit } from '#src/platform/ctx.ts'
import { openApiMerchant, wordsOf, type ApiMerchant, type Wire } from '#test/support/api.ts'
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

let years = 2030
const visa = '4242424242424242'
/** Each with an expiry of its own, so that none is known. */
const card = (said: Wire = {}) => ({ number: visa, exp_month: 12, exp_year: years++ % 70 + 2028, cvc: '987', ...said })
const path = (id: string) => `/cards/${id}`
const vault = (id: string) => house.db.selectFrom('card_vault').selectAll().where('card_id', '=', id).executeTakeFirstOrThrow()

describe('what a number tells', () => {
  it('of the national network is national', () => expect(binOf('4000002500000003').network).toBe('national'))

  it.each([
    ['4532160583905253', { brand: 'visa', network: 'visa' }],
    ['5312580044202748', { brand: 'mastercard' }],
    ['2720995588028031', { brand: 'mastercard' }],
    ['370301138747716', { brand: 'amex', network: null }],
    ['6011651456571367', { brand: 'discover' }],
    ['3532433013111566', { brand: 'jcb' }],
    ['6759761854174320', { brand: 'maestro', funding: 'debit' }],
    ['5019717010103742', { brand: 'dankort', country: 'DK' }],
    ['4970105191918446', { brand: 'visa', network: 'national', country: 'FR' }],
    ['4974901234567890', { funding: 'deferred' }],
    ['4715123456789012', { nature: 'corporate' }],
    ['6385037148943057', { brand: null, network: null, country: null }],
    ['2220999999999999', { brand: null }],
    ['2721000000000000', { brand: null }],
    ['5600000000000000', { brand: null }],
  ])('%s', (number, bin) => expect(binOf(number)).toMatchObject(bin))
})

describe('a card', () => {
  it('is created, read, changed and deleted', async () => {
    const sent = card({ name: 'Pickle Rick', zip_code: '75001', external_id: 'ext', preferred_network: 'national' })
    const made = await shop.test('POST', '/cards', sent)
    const { number: _number, cvc: _cvc, ...shown } = sent
    expect(made).toMatchObject({
      status: 200,
      body: { ...shown, brand: 'visa', last4: '4242', created: Math.floor(house.now().getTime() / 1_000) },
    })
    expect(made.body['id']).toMatch(/^card_[0-9A-Za-z]{24}$/)
    expect(Object.keys(made.body).sort()).toEqual([
      'brand',
      'country',
      'created',
      'exp_month',
      'exp_year',
      'external_id',
      'funding',
      'id',
      'last4',
      'live_mode',
      'name',
      'nature',
      'network',
      'preferred_network',
      'tokenize',
      'zip_code',
    ])
    expect((await shop.test('GET', path(made.body['id']), sent)).body).toEqual(made.body)
    const changed = await shop.test('PATCH', path(made.body['id']), {
      name: 'Morty',
      exp_month: '1',
      exp_year: 2098,
      zip_code: null,
      number: visa,
    })
    expect(changed).toMatchObject({ status: 200, body: { ...made.body, name: 'Morty', exp_month: 1, exp_year: 2098 } })
    expect(await shop.test('DELETE', path(made.body['id']), sent)).toMatchObject({ status: 204, text: '' })
    for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
      expect(await shop.test(method, path(made.body['id']), {})).toMatchObject({
        status: 404,
        body: { error: { type: 'invalid_request_error', message: `No such card ${made.body['id']}` } },
      })
    }
    expect((await findCards(house.db, [made.body['id']])).get(made.body['id'])).toMatchObject({ last4: '4242', first6: '424242' })
  })

  it('known already is 409 with its id; after deletion it is another', async () => {
    const sent = card()
    const { body: first } = await shop.test('POST', '/cards', sent)
    const again = await shop.test('POST', '/cards', { ...sent, name: 'Somebody Else', number: '4242 4242-4242 4242' })
    expect(again).toMatchObject({
      status: 409,
      body: { error: { message: { error: 'Card already exists, you may want to update it instead creating a new one', id: first['id'] } } },
    })
    await shop.test('DELETE', path(first['id']))
    const anew = await shop.test('POST', '/cards', sent)
    expect(anew.status).toBe(200)
    expect(anew.body['id']).not.toBe(first['id'])
  })

  it('does not become another by a change, nor by another number', async () => {
    const [one, two] = [card(), card()]
    const { body: first } = await shop.test('POST', '/cards', one)
    const { body: second } = await shop.test('POST', '/cards', two)
    expect(await shop.test('PATCH', path(second['id']), { exp_year: one.exp_year })).toMatchObject({
      status: 409,
      body: { error: { message: { id: first['id'] } } },
    })
    expect(wordsOf(await shop.test('PATCH', path(second['id']), { number: '5555555555554444' }))).toBe(
      'number: cannot be changed: create another card',
    )
    expect((await shop.test('GET', path(second['id']))).body).toEqual(second)
  })

  it('sent a hundred times at once is one', async () => {
    const sent = card()
    const all = await Promise.all(Array.from({ length: 100 }, () => shop.test('POST', '/cards', sent)))
    const made = all.filter(({ status }) => status === 200)
    expect(made).toHaveLength(1)
    expect(all.filter(({ status, body }) => status === 409 && body['error'].message.id === made[0]!.body['id'])).toHaveLength(99)
  })

  it('brought by a payment never conflicts: the known one, completed and never contradicted', async () => {
    const world = { merchantId: shop.merchantId, mode: 'test' as const }
    const input = card()
    const know = (more: Wire = {}) =>
      unit(house.ctx(), (tx) => knowCard(tx, world, { ...input, ...more } as Parameters<typeof knowCard>[2]))
    const first = await know()
    expect(await know({ name: 'Anne Lenoir', zip_code: '29000' })).toMatchObject({ id: first.id, name: 'Anne Lenoir', zip_code: '29000' })
    expect(await know({ name: 'Somebody Else' })).toMatchObject({ id: first.id, name: 'Anne Lenoir' })
    const [once, twice] = [await know({ tokenize: false }), await know({ tokenize: false })]
    expect(new Set([first.id, once.id, twice.id]).size).toBe(3)
    expect(once.tokenize).toBe(false)
    expect(await know()).toMatchObject({ id: first.id })
    expect(new Set((await Promise.all(Array.from({ length: 20 }, () => know({ exp_month: 11 })))).map(({ id }) => id)).size).toBe(1)
    await expect(know({ exp_year: 2025 })).rejects.toMatchObject({ status: 422, fields: { 'card.exp_year': expect.any(String) } })
  })

  it('is nowhere in the other world, nor to another merchant', async () => {
    const sent = card()
    const { body } = await shop.test('POST', '/cards', sent)
    for (const client of [shop.live, other.test, other.live]) {
      for (const method of ['GET', 'PATCH', 'DELETE'] as const)
        expect(await client(method, path(body['id']), { name: 'Somebody Else' })).toMatchObject({
          status: 404,
          body: { error: { message: `No such card ${body['id']}` } },
        })
      expect((await client('POST', '/cards', sent)).status).toBe(200)
    }
    expect((await shop.test('GET', path(body['id']))).body).toEqual(body)
  })

  it('takes what clients send: a number for a text, a text for a number, null for nothing', async () => {
    const { body, status } = await shop.test('POST', '/cards', {
      number: 5555555555554444,
      exp_month: '7',
      exp_year: '2031',
      cvc: 123,
      name: null,
      zip_code: 29000,
      tokenize: null,
      unknown: {},
    })
    expect([status, body['exp_month'], body['exp_year'], body['last4'], body['zip_code'], body['name'], body['tokenize']]).toEqual([
      200,
      7,
      2031,
      '4444',
      '29000',
      null,
      true,
    ])
  })

  it('expires with its month, in Paris', async () => {
    expect(wordsOf(await shop.test('POST', '/cards', card({ exp_month: 2, exp_year: 2026 })))).toBe(
      'exp_month: is past: the card has expired',
    )
    expect(wordsOf(await shop.test('POST', '/cards', card({ exp_month: 12, exp_year: 2025 })))).toBe(
      'exp_year: is past: the card has expired',
    )
    const { body } = await shop.test('POST', '/cards', card({ exp_month: 3, exp_year: 2026 }))
    expect(body['exp_month']).toBe(3)
    expect(wordsOf(await shop.test('PATCH', path(body['id']), { exp_month: 2 }))).toBe('exp_month: is past: the card has expired')
    const at = house.now()
    house.travel('2026-03-31T21:59:59Z')
    expect((await shop.test('POST', '/cards', card({ number: '5200828282828210', exp_month: 3, exp_year: 2026 }))).status).toBe(200)
    house.travel('2026-03-31T22:00:00Z')
    expect((await shop.test('POST', '/cards', card({ number: '4111111111111111', exp_month: 3, exp_year: 2026 }))).status).toBe(400)
    house.travel(at)
  })

  it('leaves its events, without a word of the card', async () => {
    const { body } = await shop.test('POST', '/cards', card({ name: 'Greta Garbo' }))
    await shop.test('PATCH', path(body['id']), { name: 'Greta Gustafsson' })
    await shop.test('PATCH', path(body['id']), { name: 'Greta Gustafsson' })
    await shop.test('DELETE', path(body['id']))
    const events = await house
      .db
      .selectFrom('audit_events')
      .select(['event', 'data'])
      .where('subject_id', '=', body['id'])
      .orderBy('id')
      .execute()
    expect(events.map(({ event }) => event)).toEqual(['card.created', 'card.updated', 'card.deleted'])
    expect(JSON.stringify(events)).not.toContain('Greta')
  })
})

const digits = (length: number): string => {
  const head = '4'.padEnd(length - 1, '1')
  return [...'0123456789'].map((last) => head + last).find(hasLuhn)!
}

describe('limits', () => {
  const of = (length: number) => 'a'.repeat(length)
  const cases: [field: string, value: unknown, fits: boolean][] = [
    ['number', digits(12), false],
    ['number', digits(13), true],
    ['number', digits(16), true],
    ['number', digits(19), true],
    ['number', digits(20), false],
    ['number', '4242424242424241', false],
    ['number', '0000000000000000', false],
    ['number', 'x', false],
    ['number', '', false],
    ['number', null, false],
    ['number', { length: 16 }, false],
    ['number', 4242424242424242.5, false],
    ['number', 1e18, false],
    ['number', -4242424242424242, false],
    ['number', '4242\u00004242', false],
    ['exp_month', 0, false],
    ['exp_month', 1, true],
    ['exp_month', 12, true],
    ['exp_month', 13, false],
    ['exp_month', 1.5, false],
    ['exp_month', 'x', false],
    ['exp_month', null, false],
    ['exp_year', 2025, false],
    ['exp_year', 2026, true],
    ['exp_year', 2100, true],
    ['exp_year', 2101, false],
    ['exp_year', 30, false],
    ['exp_year', 9e99, false],
    ['cvc', '12', false],
    ['cvc', '123', true],
    ['cvc', '1234', false],
    ['cvc', '12345', false],
    ['cvc', 'abc', false],
    ['cvc', null, true],
    ['cvc', ['123'], false],
    ['name', of(2), false],
    ['name', of(3), true],
    ['name', of(64), true],
    ['name', of(65), false],
    ['name', '   ', false],
    ['name', 'a\u0000bc', false],
    ['name', '4242 4242 4242 4242', false],
    ['zip_code', 'a', false],
    ['zip_code', 'ab', true],
    ['zip_code', of(8), true],
    ['zip_code', of(9), false],
    ['external_id', '', false],
    ['external_id', 'a', true],
    ['external_id', of(36), true],
    ['external_id', of(37), false],
    ['preferred_network', 'visa', true],
    ['preferred_network', 'amex', false],
    ['preferred_network', 7, false],
    ['tokenize', 'yes', false],
    ['tokenize', false, true],
  ]
  it.each(cases)('%s %j: %s', async (field, value, fits) => {
    const answer = await shop.test('POST', '/cards', { ...card(), cvc: '987', [field]: value })
    expect(answer.status).toBe(fits ? 200 : 400)
    if (fits) return
    expect(wordsOf(answer)).toMatch(new RegExp(`^${field}: `))
    expect(answer.text).not.toMatch(/4242|987/)
  })

  const hostile = [
    '[]',
    '"4242424242424242"',
    'null',
    '{',
    '{"number":"4242424242424242","exp_month":{"$gt":0},"exp_year":[2030]}',
    `{"number":"${'4'.repeat(200_000)}"}`,
    `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
  ]
  it.each(hostile)('refuses in words that repeat nothing: %.40s', async (body) => {
    for (const [method, at] of [['POST', '/cards'], ['PATCH', path(newId('card', house.now()))]] as const) {
      const answer = await shop.test(method, at, body)
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(answer.status).toBeLessThan(500)
      expect(answer.text).not.toContain('4242')
    }
  })
})

describe('the number', () => {
  it('lies under a key of its own, found by a keyed hash, the same for the same number', async () => {
    const { body: one } = await shop.test('POST', '/cards', card())
    const { body: two } = await other.test('POST', '/cards', card())
    const rows = await findCards(house.db, [one['id'], two['id']])
    expect(rows.get(one['id'])!.pan_hash).toEqual(rows.get(two['id'])!.pan_hash)
    const [first, second] = [await vault(one['id']), await vault(two['id'])]
    expect(first.sealed_pan).not.toEqual(second.sealed_pan)
    expect(first.wrapped_key).not.toEqual(second.wrapped_key)
    // moved to another card it opens no more
    await sql`update card_vault set sealed_pan = ${first.sealed_pan}, wrapped_key = ${first.wrapped_key} where card_id = ${two['id']}`
      .execute(house.db as never)
    await expect(readPan(house.db, two['id'])).rejects.toThrow()
    expect(await readPan(house.db, newId('card', house.now()))).toBeNull()
  })

  it('is known in the middle of a text', () => {
    for (
      const text of [
        visa,
        'carte 4242 4242 4242 4242 svp',
        '4242-4242-4242-4242',
        'a4242424242424242b',
        '4242 4242 4242 4242 12/30 123',
        '１ ４２４２ ４２４２ ４２４２ ４２４２',
        '12 4242424242424242',
      ]
    ) expect(holdsPan(text)).toBe(true)
    for (const text of ['Anne Lenoir', '4242424242424241', '12 rue du Port 75001', '+33 6 39 98 01 02']) expect(holdsPan(text)).toBe(false)
  })
})
