import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jobs } from '#jobs/index.ts'
import { readPan } from '#src/cards/vault.ts'
import { destroyOn, destroyOnDeletion } from '#src/cards/retention.ts'
import { system } from '#src/kernel/actor.ts'
import { openApiMerchant, wordsOf, type ApiMerchant } from '#test/support/api.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
let shop: ApiMerchant
const start = '2026-03-02T09:00:00Z'
beforeAll(async () => {
  house = await openHouse({ at: start })
  shop = await openApiMerchant(house)
})
afterAll(() => house.close())

const run = () => jobs['destroy-card-numbers']!.run(house.ctx(system('destroy-card-numbers')))
const vault = (id: string) => house.db.selectFrom('card_vault').selectAll().where('card_id', '=', id).executeTakeFirstOrThrow()
const make = async (said: object) =>
  (await shop.test('POST', '/cards', { number: '4242424242424242', exp_month: 12, exp_year: 2030, ...said })).body['id'] as string
const counts = ({ done, skipped, failed }: { done: number; skipped: number; failed: number }) => [done, skipped, failed]

describe('the date', () => {
  const card = { tokenize: true, exp_month: 2, exp_year: 2028, funding: 'debit' as const }
  it('is 13 months after expiry, 15 for deferred debit; after the day it came, where it is not kept on file', () => {
    expect(destroyOn(card, '2026-03-02')).toBe('2029-03-29')
    expect(destroyOn({ ...card, exp_month: 12 }, '2026-03-02')).toBe('2030-01-31')
    expect(destroyOn({ ...card, funding: 'deferred' }, '2026-03-02')).toBe('2029-05-29')
    expect(destroyOn({ ...card, tokenize: false }, '2026-01-31')).toBe('2027-02-28')
    expect(destroyOn({ ...card, tokenize: false, funding: 'deferred' }, '2026-01-31')).toBe('2027-04-30')
    expect(destroyOnDeletion('debit', '2026-03-02', '2029-03-29')).toBe('2027-04-02')
    expect(destroyOnDeletion('debit', '2026-03-02', '2026-05-01')).toBe('2026-05-01')
  })

  it('follows the card: its new expiry, its deletion', async () => {
    house.travel(start)
    const id = await make({ exp_year: 2040 })
    expect((await vault(id)).destroy_on).toBe('2042-01-31')
    await shop.test('PATCH', `/cards/${id}`, { exp_year: 2041 })
    expect((await vault(id)).destroy_on).toBe('2043-01-31')
    await shop.test('DELETE', `/cards/${id}`)
    expect((await vault(id)).destroy_on).toBe('2027-04-02')
  })
})

describe('the job', () => {
  it('destroys number and key on the day, not a second before; the card stays', async () => {
    house.travel(start)
    await shop.test('POST', '/cards', { number: '4111111111111111', exp_month: 12, exp_year: 2099 })
    const id = await make({ tokenize: false })
    expect((await vault(id)).destroy_on).toBe('2027-04-02')
    house.travel('2027-04-01T21:59:59Z')
    await run()
    expect(await readPan(house.db, id)).toBe('4242424242424242')
    house.travel('2027-04-01T22:00:00Z')
    const report = await run()
    expect(report.touched.find(({ subject }) => subject === id)).toMatchObject({ outcome: 'done' })
    expect(await vault(id)).toMatchObject({ sealed_pan: null, wrapped_key: null, destroyed_at: new Date('2027-04-01T22:00:00Z') })
    expect(await readPan(house.db, id)).toBeNull()
    expect((await shop.test('GET', `/cards/${id}`)).body).toMatchObject({ id, last4: '4242', brand: 'visa' })
    const events = await house
      .db
      .selectFrom('audit_events')
      .select(['event', 'data', 'merchant_id'])
      .where('subject_id', '=', id)
      .where('event', '=', 'card.number_destroyed')
      .execute()
    expect(events).toMatchObject([{ merchant_id: shop.merchantId, data: { mode: 'test', destroyOn: '2027-04-02' } }])
    expect(counts(await run())).toEqual([0, 0, 0])
    expect(wordsOf(await shop.test('PATCH', `/cards/${id}`, { exp_year: 2031 }))).toMatch(/^exp_year: cannot be changed/)
    expect((await shop.test('PATCH', `/cards/${id}`, { name: 'Still Here' })).status).toBe(200)
  })

  it('does each once, also when two run at once', async () => {
    house.travel(start)
    const ids = await Promise.all([1, 2, 3, 4, 5].map(() => make({ tokenize: false })))
    house.travel('2027-05-01T00:00:00Z')
    const reports = await Promise.all([run(), run()])
    expect(reports[0]!.done + reports[1]!.done).toBe(5)
    expect(reports[0]!.failed + reports[1]!.failed).toBe(0)
    const events = await house
      .db
      .selectFrom('audit_events')
      .select('subject_id')
      .where('event', '=', 'card.number_destroyed')
      .where('subject_id', 'in', ids)
      .execute()
    expect(events).toHaveLength(5)
  })

  it('a trial run destroys nothing', async () => {
    house.travel(start)
    const id = await make({ tokenize: false })
    house.travel('2027-05-01T00:00:00Z')
    const report = await jobs['destroy-card-numbers']!.run(house.ctx(system('destroy-card-numbers'), { dryRun: true }))
    expect(report.done).toBe(1)
    expect(await readPan(house.db, id)).toBe('4242424242424242')
  })
})
