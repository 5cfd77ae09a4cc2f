import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isIban } from '#src/kernel/identifiers.ts'
import { newId } from '#src/kernel/ids.ts'
import { knowMandate } from '#src/mandates/knowMandate.ts'
import { findMandates } from '#src/mandates/mandates.sql.ts'
import { testAccounts } from '#src/mandates/testAccounts.ts'
import { readIban } from '#src/mandates/vault.ts'
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

const iban = 'FR1420041010050500013M02606'
let count = 0
const sepa = (said: Wire = {}) => ({ iban, name: 'Pierre Martin', mandate: `mandate-${++count}`, ...said })
const path = (id: string) => `/sepa/${id}`

describe('the test accounts', () => {
  it('are the thirty of the reference', () => {
    expect(Object.keys(testAccounts)).toHaveLength(30)
    expect(Object.keys(testAccounts).filter((one) => !isIban(one))).toEqual([])
  })

  it.each(Object.entries(testAccounts))('%s of %o is taken, its bank is TEST…PP', async (number, { name, bornOn }) => {
    const made = await shop.test('POST', '/sepa/', { iban: number.replace(/(.{4})/g, '$1 ').toLowerCase(), name, date_birth: bornOn })
    const country = number.slice(0, 2)
    expect(made).toMatchObject({
      status: 200,
      body: {
        name,
        date_birth: bornOn,
        country,
        bic: `TEST${country}PP`,
        last4: number.slice(-4),
        mandate: null,
        date_mandate: null,
        check: null,
        live_mode: false,
      },
    })
    expect(Object.keys(made.body).sort()).toEqual([
      'bic',
      'check',
      'country',
      'created',
      'date_birth',
      'date_mandate',
      'id',
      'last4',
      'live_mode',
      'mandate',
      'name',
    ])
    const row = (await findMandates(house.db, [made.body['id']])).get(made.body['id'])!
    expect(await readIban(house.db, row)).toBe(number)
    expect(Buffer.concat([row.sealed_iban, row.iban_hash]).includes(number)).toBe(false)
  })
})

describe('a SEPA account', () => {
  it('is created, read, signed and deleted', async () => {
    const made = await shop.test('POST', '/sepa', sepa({ bic: 'ilad frpp' }))
    expect(made).toMatchObject({ status: 200, body: { bic: 'ILADFRPP', last4: '2606', mandate: `mandate-${count}`, date_mandate: null } })
    expect(made.body['id']).toMatch(/^sepa_[0-9A-Za-z]{24}$/)
    expect((await shop.test('GET', path(made.body['id']), sepa())).body).toEqual(made.body)
    const signed = await shop.test('PATCH', path(made.body['id']), { name: 'Pierre Martin-Duval', date_mandate: '1601045728', bic: null })
    expect(signed).toMatchObject({ status: 200, body: { ...made.body, name: 'Pierre Martin-Duval', date_mandate: 1_601_045_728 } })
    expect(await shop.test('DELETE', path(made.body['id']), sepa())).toMatchObject({ status: 204, text: '' })
    for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
      expect(await shop.test(method, path(made.body['id']), {})).toMatchObject({
        status: 404,
        body: { error: { type: 'invalid_request_error', message: `No such sepa ${made.body['id']}` } },
      })
    }
    const events = await house
      .db
      .selectFrom('audit_events')
      .select(['event', 'data'])
      .where('subject_id', '=', made.body['id'])
      .orderBy('id')
      .execute()
    expect(events.map(({ event }) => event)).toEqual(['mandate.created', 'mandate.signed', 'mandate.deleted'])
    expect(JSON.stringify(events)).not.toMatch(/Martin|2004101005/)
  })

  it('takes the date by either name, and says it by one', async () => {
    for (const name of ['date_mandate', 'mandate_date'])
      expect((await shop.test('POST', '/sepa', sepa({ [name]: 1_893_452_400 }))).body).toMatchObject({ date_mandate: 1_893_452_400 })
    const refused = await shop.test('POST', '/sepa', sepa({ mandate: null, date_mandate: 1 }))
    expect([refused.status, wordsOf(refused)]).toEqual([400, 'mandate: is required with date_mandate'])
  })

  it('is frozen once signed: name, reference and date; said again they are no change', async () => {
    const { body } = await shop.test('POST', '/sepa', sepa({ date_mandate: 1_601_045_728 }))
    for (
      const [field, value] of [['name', 'Paul Martin'], ['mandate', 'another'], ['date_mandate', 1_601_045_729], [
        'mandate_date',
        1_601_045_729,
      ]] as const
    ) {
      const refused = await shop.test('PATCH', path(body['id']), { [field]: value })
      expect([refused.status, wordsOf(refused)]).toEqual([
        400,
        `${field.replace('mandate_date', 'date_mandate')}: cannot be changed: the mandate is signed, create another`,
      ])
    }
    expect(wordsOf(await shop.test('PATCH', path(body['id']), { iban: 'BE62510007547061' }))).toBe(
      'iban: cannot be changed: create another sepa',
    )
    const same = await shop.test('PATCH', path(body['id']), {
      iban,
      name: 'Pierre Martin',
      mandate: body['mandate'],
      date_mandate: 1_601_045_728,
    })
    expect(same).toMatchObject({ status: 200, body })
    expect((await shop.test('PATCH', path(body['id']), { bic: 'PSSTFRPPXXX', date_birth: '1978-09-09' })).body).toEqual({
      ...body,
      bic: 'PSSTFRPPXXX',
      date_birth: '1978-09-09',
    })
    const { body: bare } = await shop.test('POST', '/sepa', sepa({ mandate: null, name: 'Bare Martin' }))
    expect(wordsOf(await shop.test('PATCH', path(bare['id']), { date_mandate: 1 }))).toBe('mandate: is required with date_mandate')
    expect((await shop.test('PATCH', path(bare['id']), { date_mandate: 0, mandate: 'now' })).body).toMatchObject({
      date_mandate: 0,
      mandate: 'now',
    })
  })

  it('signed by two at once is signed once', async () => {
    const { body } = await shop.test('POST', '/sepa', sepa())
    const tries = await Promise.all(
      Array.from({ length: 10 }, (_, i) => shop.test('PATCH', path(body['id']), { date_mandate: 1_600_000_000 + i })),
    )
    expect(tries.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(tries.filter(({ status }) => status === 400)).toHaveLength(9)
  })

  it('known already is 409 with its id; of another reference it is another', async () => {
    const sent = sepa()
    const { body: first } = await shop.test('POST', '/sepa', sent)
    const again = await shop.test('POST', '/sepa', { ...sent, iban: 'fr14 2004 1010 0505 0001 3M02 606' })
    expect(again).toMatchObject({
      status: 409,
      body: { error: { message: { error: 'SEPA already exists, you may want to update it instead creating a new one', id: first['id'] } } },
    })
    const { body: second } = await shop.test('POST', '/sepa', sepa())
    expect(await shop.test('PATCH', path(second['id']), { mandate: sent.mandate })).toMatchObject({
      status: 409,
      body: { error: { message: { id: first['id'] } } },
    })
    await shop.test('DELETE', path(first['id']))
    expect((await shop.test('POST', '/sepa', sent)).status).toBe(200)
  })

  it('sent a hundred times at once is one', async () => {
    for (const sent of [sepa(), sepa({ mandate: null, name: 'Crowd Martin' })]) {
      const all = await Promise.all(Array.from({ length: 100 }, () => shop.test('POST', '/sepa', sent)))
      const made = all.filter(({ status }) => status === 200)
      expect(made).toHaveLength(1)
      expect(all.filter(({ status, body }) => status === 409 && body['error'].message.id === made[0]!.body['id'])).toHaveLength(99)
    }
  })

  it('brought by a payment never conflicts: the known one, signed by now', async () => {
    const world = { merchantId: shop.merchantId, mode: 'test' as const }
    const input = sepa()
    const know = (more: Wire = {}) =>
      unit(house.ctx(), (tx) => knowMandate(tx, world, { ...input, ...more } as Parameters<typeof knowMandate>[2]))
    const first = await know()
    expect(await know({ date_mandate: 1_600_000_000, date_birth: '1978-09-09' })).toMatchObject({
      id: first.id,
      signed_at: new Date(1_600_000_000_000),
      born_on: '1978-09-09',
    })
    expect(await know({ date_mandate: 1_700_000_000 })).toMatchObject({ id: first.id, signed_at: new Date(1_600_000_000_000) })
  })

  it('is nowhere in the other world, nor to another merchant; a test bank is none there', async () => {
    const sent = sepa()
    const { body } = await shop.test('POST', '/sepa', sent)
    for (const client of [shop.live, other.test, other.live]) {
      for (const method of ['GET', 'PATCH', 'DELETE'] as const)
        expect(await client(method, path(body['id']), { name: 'Somebody Else' })).toMatchObject({
          status: 404,
          body: { error: { message: `No such sepa ${body['id']}` } },
        })
      expect((await client('GET', `/sepa/check/${body['id']}`)).status).toBe(404)
      expect((await client('POST', '/sepa', sent)).status).toBe(200)
    }
    expect((await shop.live('POST', '/sepa', sepa())).body).toMatchObject({ bic: null, live_mode: true })
  })
})

describe('limits', () => {
  const of = (length: number) => 'a'.repeat(length)
  const cases: [field: string, value: unknown, fits: boolean][] = [
    ['iban', 'NO9386011117947', true],
    ['iban', 'FR1420041010050500013M02607', false],
    ['iban', 'FR1420041010050500013M0260', false],
    ['iban', 'FR1420041010050500013M026066', false],
    ['iban', 'XX1420041010050500013M02606', false],
    ['iban', '', false],
    ['iban', null, false],
    ['iban', 14, false],
    ['iban', of(5_000), false],
    ['iban', 'FR14\u0000', false],
    ['name', of(2), false],
    ['name', of(3), true],
    ['name', of(64), true],
    ['name', of(65), false],
    ['name', null, false],
    ['name', '  -  ', false],
    ['bic', 'ILADFRP', false],
    ['bic', 'ILADFRPP', true],
    ['bic', 'ILADFRPPX', false],
    ['bic', 'ILADFRPPXXX', true],
    ['bic', 'ILADFRPPXXXX', false],
    ['bic', 12345678, false],
    ['mandate', of(2), false],
    ['mandate', of(3), true],
    ['mandate', of(35), true],
    ['mandate', of(36), false],
    ['mandate', 123456, true],
    ['date_mandate', -1, false],
    ['date_mandate', 0, true],
    ['date_mandate', 253_402_300_799, true],
    ['date_mandate', 253_402_300_800, false],
    ['date_mandate', '2020-01-01', false],
    ['date_mandate', 1.5, false],
    ['date_birth', '1978-02-30', false],
    ['date_birth', 0, false],
  ]
  it.each(cases)('%s %.50j: %s', async (field, value, fits) => {
    const answer = await shop.test('POST', '/sepa', { ...sepa(), [field]: value })
    expect(answer.status).toBe(fits ? 200 : 400)
    if (fits) return
    expect(wordsOf(answer)).toMatch(new RegExp(`^${field}: `))
    expect(answer.text).not.toContain('2004101005')
  })

  it.each(['[]', 'null', '{', '{"iban":{"a":1},"name":["x"]}', `${'['.repeat(50_000)}${']'.repeat(50_000)}`])(
    'refuses in words: %.40s',
    async (body) => {
      for (const [method, at] of [['POST', '/sepa'], ['PATCH', path(newId('sepa', house.now()))], ['POST', '/sepa/check']] as const) {
        const answer = await shop.test(method, at, body)
        expect(answer.status).toBeGreaterThanOrEqual(400)
        expect(answer.status).toBeLessThan(500)
      }
    },
  )
})
