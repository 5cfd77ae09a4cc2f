import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeApi, openApi } from '#src/operations/maintenance.ts'
import { allowCalls } from '#src/web/limits.ts'
import { openApiMerchant, wordsOf, type ApiMerchant } from '#test/support/api.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
let shop: ApiMerchant
beforeAll(async () => {
  house = await openHouse()
  shop = await openApiMerchant(house)
})
afterAll(() => house.close())

describe('maintenance', () => {
  it('closes both worlds of the API, with a word of when to come back, and opens them again', async () => {
    expect(
      await Promise.all([closeApi(house.ctx(), 'migration'), closeApi(house.ctx(), 'migration')].map((one) => one.catch(() => 'failed'))),
    )
      .toContain(true)
    expect(await closeApi(house.ctx(), 'twice')).toBe(false)
    for (const call of [shop.test, shop.live]) {
      const said = await call('POST', '/checkout', { amount: 100, currency: 'eur' })
      expect([said.status, said.headers['retry-after'], wordsOf(said)]).toEqual([
        503,
        '60',
        'The API is closed for maintenance: try again later',
      ])
    }
    expect(await openApi(house.ctx())).toBe(true)
    expect(await openApi(house.ctx())).toBe(false)
    expect((await shop.test('POST', '/checkout', { amount: 100, currency: 'eur' })).status).toBe(200)
    expect(await house.db.selectFrom('audit_events').select('event').where('event', 'like', 'api.%').orderBy('id').execute()).toEqual([{
      event: 'api.closed',
    }, { event: 'api.opened' }])
  })

  it('needs a reason', async () => {
    await expect(closeApi(house.ctx(), ' ')).rejects.toMatchObject({ status: 422, fields: { reason: expect.any(String) } })
  })

  it('a wrong key is 401 all the same; too many calls are 429 with the seconds to wait', async () => {
    allowCalls(2)
    const all = await Promise.all(Array.from({ length: 6 }, () => shop.test('GET', '/checkout')))
    allowCalls()
    const late = all.filter(({ status }) => status === 429)
    expect(late).toHaveLength(4)
    expect(late[0]!.headers['retry-after']).toBe('1')
  })
})
