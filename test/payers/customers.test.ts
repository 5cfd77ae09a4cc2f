import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#src/kernel/ids.ts'
import { unit } from '#src/platform/ctx.ts'
import { knowPayer } from '#src/payers/knowPayer.ts'
import { findPayers } from '#src/payers/payers.sql.ts'
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

let count = 0
const david = (said: object = {}) => ({ name: 'David Coaster', email: `david${++count}@example.net`, mobile: '+33639980102', ...said })
const path = (id: string) => `/customers/${id}`

describe('a customer', () => {
  it('is created, read, changed and deleted', async () => {
    const sent = david({ external_id: 'c-1', date_birth: '1980-02-29', legal_id: 'L1', country: 'fr' })
    const made = await shop.test('POST', '/customers/', sent)
    expect(made).toMatchObject({
      status: 200,
      body: { ...sent, country: 'FR', live_mode: false, created: Math.floor(house.now().getTime() / 1_000) },
    })
    expect(made.body['id']).toMatch(/^cust_[0-9A-Za-z]{24}$/)
    expect((await shop.test('GET', path(made.body['id']), { left: 'over' })).body).toEqual(made.body)
    const changed = await shop.test('PATCH', path(made.body['id']), { mobile: '+33700000000', name: null, email: undefined })
    expect(changed).toMatchObject({ status: 200, body: { ...made.body, mobile: '+33700000000' } })
    const gone = await shop.test('DELETE', path(made.body['id']), { left: 'over' })
    expect(gone).toMatchObject({ status: 204, text: '' })
    for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
      expect(await shop.test(method, path(made.body['id']), {})).toMatchObject({
        status: 404,
        body: { error: { type: 'invalid_request_error', message: `No such customer ${made.body['id']}` } },
      })
    }
    expect((await findPayers(house.db, [made.body['id']])).get(made.body['id'])).toMatchObject({ name: 'David Coaster' })
  })

  it('needs an email or a mobile, and no more', async () => {
    const refused = await shop.test('POST', '/customers', { name: 'David Coaster' })
    expect([refused.status, wordsOf(refused)]).toEqual([400, 'email: is required where there is no mobile'])
    expect((await shop.test('POST', '/customers', { mobile: '0639980199' })).body).toMatchObject({
      name: null,
      email: null,
      mobile: '0639980199',
    })
    expect((await shop.test('POST', '/customers', { email: 'alone@example.net', live_mode: true, unknown: [1] })).body).toMatchObject({
      live_mode: false,
      mobile: null,
    })
  })

  it('known already is 409 with his id; another external id, or after deletion, is another', async () => {
    const sent = david()
    const { body: first } = await shop.test('POST', '/customers', sent)
    const again = await shop.test('POST', '/customers', { ...sent, date_birth: '1990-01-01' })
    expect(again).toMatchObject({
      status: 409,
      body: {
        error: { message: { error: 'Customer already exists, you may want to update it instead creating a new one', id: first['id'] } },
      },
    })
    expect((await shop.test('POST', '/customers', { ...sent, external_id: 'x' })).status).toBe(200)
    await shop.test('DELETE', path(first['id']))
    expect((await shop.test('POST', '/customers', sent)).status).toBe(200)
  })

  it('does not become another by a change', async () => {
    const [one, two] = [david(), david()]
    const { body: first } = await shop.test('POST', '/customers', one)
    const { body: second } = await shop.test('POST', '/customers', two)
    const refused = await shop.test('PATCH', path(second['id']), { email: one.email })
    expect(refused).toMatchObject({ status: 409, body: { error: { message: { id: first['id'] } } } })
    expect((await shop.test('GET', path(second['id']))).body).toEqual(second)
  })

  it('sent a hundred times at once is one', async () => {
    const sent = david()
    const all = await Promise.all(Array.from({ length: 100 }, () => shop.test('POST', '/customers', sent)))
    const made = all.filter(({ status }) => status === 200)
    expect(made).toHaveLength(1)
    expect(new Set(all.filter(({ status }) => status === 409).map(({ body }) => body['error'].message.id))).toEqual(
      new Set([made[0]!.body['id']]),
    )
    expect(all.filter(({ status }) => ![200, 409].includes(status))).toEqual([])
  })

  it('brought by a payment never conflicts, and is completed where something was not known', async () => {
    const world = { merchantId: shop.merchantId, mode: 'test' as const }
    const input = { name: 'Inline Person', email: 'inline@example.net' }
    const know = (more: object = {}) =>
      unit(house.ctx(), (tx) => knowPayer(tx, world, { ...input, ...more } as Parameters<typeof knowPayer>[2]))
    const first = await know()
    expect(await know({ date_birth: '1970-01-01' })).toMatchObject({ id: first.id, born_on: '1970-01-01' })
    expect(await know({ date_birth: '1971-01-01' })).toMatchObject({ id: first.id, born_on: '1970-01-01' })
    const crowd = await Promise.all(Array.from({ length: 20 }, () => know({ external_id: 'crowd' })))
    expect(new Set(crowd.map(({ id }) => id)).size).toBe(1)
  })

  it('is nobody in the other world, nor to another merchant', async () => {
    const sent = david()
    const { body } = await shop.test('POST', '/customers', sent)
    for (const client of [shop.live, other.test, other.live]) {
      for (const method of ['GET', 'PATCH', 'DELETE'] as const)
        expect(await client(method, path(body['id']), { name: 'Somebody Else' })).toMatchObject({
          status: 404,
          body: { error: { message: `No such customer ${body['id']}` } },
        })
      expect((await client('POST', '/customers', sent)).status).toBe(200)
    }
    expect((await shop.live('POST', '/customers', david())).body['live_mode']).toBe(true)
    expect((await shop.test('GET', path(body['id']))).body).toEqual(body)
  })

  it('leaves its events, personal words apart', async () => {
    const { body } = await shop.test('POST', '/customers', david({ name: 'Greta Garbo' }))
    await shop.test('PATCH', path(body['id']), { name: 'Greta Gustafsson' })
    await shop.test('PATCH', path(body['id']), { name: 'Greta Gustafsson' })
    await shop.test('DELETE', path(body['id']))
    const events = await house
      .db
      .selectFrom('audit_events')
      .select(['event', 'data', 'actor_kind', 'merchant_id'])
      .where('subject_id', '=', body['id'])
      .orderBy('id')
      .execute()
    expect(events.map(({ event }) => event)).toEqual(['payer.created', 'payer.updated', 'payer.deleted'])
    expect(events.every(({ actor_kind, merchant_id }) => actor_kind === 'api_key' && merchant_id === shop.merchantId)).toBe(true)
    expect(JSON.stringify(events)).not.toMatch(/Greta|example\.net/)
  })
})

describe('limits', () => {
  const of = (length: number, letter = 'a') => letter.repeat(length)
  const cases: [field: string, value: unknown, fits: boolean][] = [
    ['name', of(2), false],
    ['name', of(3), true],
    ['name', of(64), true],
    ['name', of(65), false],
    ['name', '    ', false],
    ['name', 'a\u0000bc', false],
    ['name', '\ud800abc', false],
    ['name', 'a\u202ebc', false],
    ['email', 'a@bc', false],
    ['email', 'a@b.c', true],
    ['email', `${of(59)}@b.cd`, true],
    ['email', `${of(60)}@b.cd`, false],
    ['email', 'nobody', false],
    ['email', 'a b@c.de', false],
    ['email', 42, false],
    ['mobile', '1234567', false],
    ['mobile', '12345678', true],
    ['mobile', of(16, '1'), true],
    ['mobile', of(17, '1'), false],
    ['mobile', 'telephone', false],
    ['mobile', 33639980102, true],
    ['external_id', '', false],
    ['external_id', 'a', true],
    ['external_id', of(36), true],
    ['external_id', of(37), false],
    ['external_id', 12, true],
    ['date_birth', '1980-02-30', false],
    ['date_birth', '1980-02-29', true],
    ['date_birth', 329529600, false],
    ['date_birth', '29/02/1980', false],
    ['country', 'F', false],
    ['country', 'fr', true],
    ['country', 'FRA', false],
  ]
  it.each(cases)('%s %j: %s', async (field, value, fits) => {
    const answer = await shop.test('POST', '/customers', { ...david(), [field]: value })
    expect(answer.status).toBe(fits ? 200 : 400)
    if (!fits) expect(wordsOf(answer)).toMatch(new RegExp(`^${field}: `))
  })

  const hostile = [
    '[]',
    '"x"',
    '12',
    'null',
    '{',
    '',
    '{"name":{"$gt":""},"email":"a@b.cd"}',
    '{"email":["a@b.cd"]}',
    '{"__proto__":{"email":"a@b.cd"}}',
    '{"constructor":1}',
    `{"email":"${of(100_000)}@b.cd"}`,
    `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
  ]
  it.each(hostile)('refuses in words: %.40s', async (body) => {
    for (const [method, at] of [['POST', '/customers'], ['PATCH', path(newId('cust', house.now()))]] as const) {
      const answer = await shop.test(method, at, body)
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(answer.status).toBeLessThan(500)
    }
  })

  it.each(['x', 'cust_', 'cust_%00%00', '%F0%9F%98%80', 'a'.repeat(2_000), 'cust_..%2f..', "cust_' or 1=1--"])(
    'an id of any shape is unknown: %.20s',
    async (id) => {
      for (const at of ['customers', 'addresses']) expect((await shop.test('GET', `/${at}/${id}`)).status).toBe(404)
    },
  )

  it('takes no other kind of body', async () => {
    expect((await shop.test('POST', '/customers', 'email=a@b.cd', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(
      400,
    )
    expect((await shop.test('POST', '/customers', '{"email":"a@b.cd"}', { 'content-type': 'text/plain' })).status).toBe(400)
  })
})
