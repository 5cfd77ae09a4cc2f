import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import { moveMerchant } from '#src/merchants/moveMerchant.ts'
import { unit } from '#src/platform/ctx.ts'
import { countRefused } from '#src/refusedPayments/countRefused.ts'
import { keyOf, refusedOf, together, type ShutCall } from '#src/refusedPayments/refusedPayment.ts'
import { openApiMerchant, type ApiMerchant } from '#test/support/api.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
let shop: ApiMerchant
let officer: StaffActor
const rows = () =>
  house
    .db
    .selectFrom('refused_payments')
    .selectAll()
    .where('merchant_id', '=', shop.merchantId)
    .orderBy('on_day')
    .orderBy('ground')
    .orderBy('currency')
    .execute()
const told = () =>
  house
    .db
    .selectFrom('audit_events')
    .select(['actor_id', 'data'])
    .where('event', '=', 'merchant.payments_refused')
    .where('merchant_id', '=', shop.merchantId)
    .orderBy('id')
    .execute()
const counted = async (count: number) =>
  vi.waitFor(async () => expect((await rows()).reduce((sum, row) => sum + row.call_count, 0)).toBe(count), {
    timeout: 10_000,
    interval: 20,
  })
const move = (act: 'bar' | 'unbar') => unit(house.ctx(officer), (tx) => moveMerchant(tx, shop.merchantId, act))
const page = async (actor: StaffActor) => (await (await house.clientOf(actor)).get(`/console/merchants/${shop.merchantId}`)).text

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  shop = await openApiMerchant(house)
  officer = await house.staff('officer', 'Chef', null)
})
afterAll(() => house.close())

describe('a payment of a merchant whose account takes none', () => {
  it('is refused as any key that is none, and leaves nothing while the account is open', async () => {
    expect((await shop.live('POST', '/checkout', { amount: 1_000, currency: 'eur' })).status).toBe(200)
    expect(await rows()).toEqual([])
    expect(await page(officer)).not.toContain('Paiements refusés au marchand')
  })

  it('is counted by day, state and currency, once each though forty come at once, and told to the history once', async () => {
    await move('bar')
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) =>
      shop.live('POST', '/checkout', {
        amount: 1_000 + i,
        currency: i % 4 === 0 ? 'USD' : 'eur',
        card: { number: '4111111111111111', exp_month: 12, exp_year: 2030, cvc: '123' },
      })))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    await counted(40)
    expect(
      (await rows()).map((
        { on_day: day, ground, currency, call_count: count, amount_cents: cents },
      ) => [day, ground, currency, count, cents]),
    )
      .toEqual([
        ['2026-03-02', 'barred', 'eur', 30, 30_000 + [...Array(40).keys()].filter((i) => i % 4 !== 0).reduce((a, b) => a + b)],
        ['2026-03-02', 'barred', 'usd', 10, 10_000 + [...Array(40).keys()].filter((i) => i % 4 === 0).reduce((a, b) => a + b)],
      ])
    expect((await told()).map(({ actor_id: actor, data }) => [actor, data])).toEqual(
      expect.arrayContaining([['count-refused-payments', { state: 'barred', onDay: '2026-03-02', currency: 'eur' }]]),
    )
    expect(await told()).toHaveLength(2)
  })

  it('what is no payment, and what the world of trials or a key that is nobody’s brings, is not counted', async () => {
    for (
      const body of [
        { amount: 1, currency: 'eur' },
        { amount: 1e12, currency: 'eur' },
        { amount: '1000', currency: 'eur' },
        { amount: 1_000 },
        { amount: 1_000, currency: 'e\u0000r' },
        [],
        {},
      ]
    ) await shop.live('POST', '/checkout', body)
    await shop.live('GET', '/checkout')
    await shop.test('POST', '/checkout', { amount: 1_000, currency: 'eur' })
    house.forward(3_600_000)
    await shop.live('POST', '/checkout', { amount: 2_500, currency: 'eur' })
    await counted(41)
    expect((await rows())[0]).toMatchObject({
      call_count: 31,
      first_at: new Date('2026-03-02T09:00:00Z'),
      last_at: new Date('2026-03-02T10:00:00Z'),
    })
  })

  it('the day after is another line, and another event; the page of the merchant shows both to whoever reads what is kept', async () => {
    house.travel('2026-03-03T07:30:00Z')
    await shop.live('POST', '/checkout', { amount: 999, currency: 'eur' })
    await counted(42)
    expect(await told()).toHaveLength(3)
    const text = await page(await house.staff('agent', 'Aline'))
    expect(text).toContain('Paiements refusés au marchand')
    expect(text).toMatch(/42 paiements, pour [\s\S]*?USD|42 paiements/)
    expect(text).toContain('08:30')
    expect(text).not.toContain('4111111111111111')
  })

  it('and once the account is open again nothing more is counted', async () => {
    await move('unbar')
    expect((await shop.live('POST', '/checkout', { amount: 1_000, currency: 'eur' })).status).toBe(200)
    await counted(42)
  })

  it('a database that is away loses nothing: it is counted with the next', async () => {
    let isAway = true
    const away = {
      transaction: () => (isAway ? { execute: () => Promise.reject(new Error('away')) } : house.db.transaction()),
    } as unknown as typeof house.db
    const hear = countRefused(away)
    const call: ShutCall = {
      merchantId: shop.merchantId,
      state: 'terminated',
      at: house.now(),
      call: 'post /v1/checkout',
      body: { amount: 500, currency: 'eur' },
    }
    hear(call)
    await new Promise((done) => setTimeout(done, 50))
    isAway = false
    hear(call)
    await counted(44)
    expect((await rows()).find(({ ground }) => ground === 'terminated')).toMatchObject({ call_count: 2, amount_cents: 1_000 })
  })
})

it('what is added up keeps the first and the last instant', () => {
  const at = (time: string, amount: number) =>
    refusedOf({ merchantId: 'm', state: 'barred', at: new Date(time), call: 'post /v1/checkout', body: { amount, currency: 'EUR' } })!
  const [a, b] = [at('2026-03-02T10:00:00Z', 100), at('2026-03-02T09:00:00Z', 50)]
  expect(keyOf(a)).toBe(keyOf(b))
  expect(together(a, b)).toMatchObject({ count: 2, cents: 150, firstAt: b.firstAt, lastAt: a.lastAt })
})
