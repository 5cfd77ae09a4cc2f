import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { held } from '#src/ledger/postings.ts'
import { lockBalances } from '#src/ledger/balances.ts'
import { post } from '#src/ledger/post.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { system } from '#src/kernel/actor.ts'
import { openApiMerchant, type ApiMerchant } from '#test/support/api.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'

let house: House
let shop: ApiMerchant
let analyst: Client
let agent: Client

const pay = (said: Record<string, unknown> = {}, world: 'live' | 'test' = 'live') =>
  shop[world]('POST', '/checkout', {
    amount: 10_000,
    currency: 'eur',
    card: { number: '4000000000000077', exp_month: 12, exp_year: 2030, cvc: '123' },
    ...said,
  })

beforeAll(async () => {
  house = await openHouse()
  shop = await openApiMerchant(house)
  for (let i = 0; i < 16; i++) await pay({ amount: 10_000 + i })
  await pay({ currency: 'usd', amount: 777 })
  await pay({}, 'test')
  ;[analyst, agent] = [await house.clientOf(await house.staff('analyst')), await house.clientOf(await house.staff('agent'))]
})
afterAll(() => house.close())

const here = () => `/console/merchants/${shop.merchantId}`

describe('a merchant’s balances', () => {
  it('by kind, world and currency, on his page', async () => {
    const { text } = await analyst.get(here())
    for (const part of ['Réel, EUR', 'Réel, USD', 'Test, EUR', 'En attente', 'Disponible', `${here()}/ledger`, '/console/payments?q'])
      expect(text).toContain(part)
  })

  it('the books are for who may read them', async () => {
    for (const [role, status] of [['analyst', 200], ['officer', 200], ['auditor', 200], ['agent', 403], ['administrator', 403]] as const) {
      expect((await (await house.clientOf(await house.staff(role))).get(`${here()}/ledger`)).status, role).toBe(status)
    }
    expect((await agent.get(here())).text).not.toContain(`${here()}/ledger`)
    expect((await analyst.get('/console/merchants/mrch_000000000000000000000000/ledger')).status).toBe(404)
  })

  it('a hold bears its true title for the closed circle, and a neutral one for others, who read the books as well (X-06)', async () => {
    await unit(house.ctx(system('test')), async (tx) => {
      const purse = { merchantId: shop.merchantId, book: 'live', currency: 'eur' } as const
      const { availableCents } = await lockBalances(tx, purse)
      if (availableCents < 500)
        await post(tx, {
          kind: 'available',
          merchantId: shop.merchantId,
          legs: [{ account: 2010, merchantId: shop.merchantId, amountCents: 5_000 }, {
            account: 2020,
            merchantId: shop.merchantId,
            amountCents: -5_000,
          }],
          eventKey: 'available:test',
          book: 'live',
          currency: 'eur',
          subjectId: 'test',
          at: tx.now,
        })
      await post(tx, {
        ...held({ merchantId: shop.merchantId, to: 'aml_hold', amountCents: 500 }),
        eventKey: 'hold:test',
        book: 'live',
        currency: 'eur',
        subjectId: 'test',
        at: tx.now,
      })
      await record(tx, 'hold.placed', { subject: 'test', merchantId: shop.merchantId })
    })
    const officer = await house.clientOf(await house.staff('officer'))
    expect((await officer.get(here())).text).toContain('Retenu (LCB-FT)')
    expect((await officer.get(`${here()}/ledger`)).text).toContain('2035')
    for (const client of [agent, analyst]) {
      const { text } = await client.get(here())
      expect(text).toContain('Retenu')
      expect(text).not.toContain('LCB-FT')
    }
    expect((await analyst.get(`${here()}/ledger`)).text).not.toMatch(/2035|LCB-FT/)
  })
})

describe('his entries', () => {
  it('come page by page, by currency and world, none twice and none left out', async () => {
    const numbers: string[] = []
    for (let path: string | null = `${here()}/ledger`; path;) {
      const { text, status } = await analyst.get(path)
      expect(status).toBe(200)
      numbers.push(...[...text.matchAll(/<span class="quiet">[^<]*nº (\d[\d\s\u202f]*)/g)].map(([, number]) => number!))
      path = /href="([^"]+)" rel="next"/.exec(text)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=') ?? null
    }
    const all = await house
      .db
      .selectFrom('ledger_entries')
      .select('id')
      .where('merchant_id', '=', shop.merchantId)
      .where('book', '=', 'live')
      .execute()
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(numbers).toHaveLength(all.length)
    expect((await analyst.get(`${here()}/ledger?currency=usd`)).text).toContain('7,77')
    expect((await analyst.get(`${here()}/ledger?currency=usd`)).text).not.toContain('100,01')
    expect((await analyst.get(`${here()}/ledger?world=test`)).text).toContain('100,00')
  })

  it('take nonsense for nothing', async () => {
    for (const bad of ['before=x', 'before=99999999999999999999', 'world[]=test', 'currency=%00', 'before=-1'])
      expect((await analyst.get(`${here()}/ledger?${bad}`)).status, bad).toBe(200)
  })
})
