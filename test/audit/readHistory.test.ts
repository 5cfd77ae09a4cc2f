import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readHistory, type HistoryPlace } from '#src/audit/readHistory.sql.ts'
import { forgetMerchantKey } from '#src/platform/merchant-keys.ts'
import { openHouse, type House } from '#test/support/house.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { addEvent, addMerchant } from './events.ts'

let house: House
let [bakery, garage] = ['', '']
let analyst: StaffActor
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  analyst = await house.staff('analyst', 'Anne Roux')
  bakery = await addMerchant(house, 'Boulangerie Lenoir')
  garage = await addMerchant(house, 'Garage Petit')
  for (let n = 0; n < 12; n++) {
    house.forward(60_000)
    await addEvent(house, 'dossier.company_saved', {
      subject: `doss_${n % 2}`,
      merchantId: n % 2 ? bakery : garage,
      data: { n },
      personal: { reason: `raison ${n}` },
    }, n % 3 ? analyst : undefined)
  }
})
afterAll(() => house.close())

it('tells the newest first, with names and words', async () => {
  const { entries } = await readHistory(house.db, { merchantId: bakery })
  expect(entries.map(({ data }) => data['n'] ?? null)).toEqual([11, 9, 7, 5, 3, 1, null])
  expect(entries[0]).toMatchObject({
    event: 'dossier.company_saved',
    actorKind: 'staff',
    actorName: 'Anne Roux',
    merchantName: 'Boulangerie Lenoir',
    personal: { reason: 'raison 11' },
    isErased: false,
  })
  expect(entries[1]).toMatchObject({ actorKind: 'system', actorId: 'test', actorName: null })
})

it.each<[string, Parameters<typeof readHistory>[1], number]>([
  ['a subject', { subjectId: 'doss_1' }, 6],
  ['several', { subjectIds: ['doss_0', 'doss_1'] }, 12],
  ['a kind of actor', { actorKind: 'staff' }, 8],
  ['a noun', { noun: 'merchant' }, 2],
  ['from an instant on', { noun: 'dossier', from: new Date('2026-03-02T09:07:00Z') }, 6],
  ['before an instant', { noun: 'dossier', to: new Date('2026-03-02T09:07:00Z') }, 6],
  ['nobody', { actorId: 'staf_nobody' }, 0],
])('filters by %s', async (_name, filter, count) => expect((await readHistory(house.db, filter)).entries).toHaveLength(count))

it('filters by a person and by several merchants', async () => {
  expect((await readHistory(house.db, { actorId: analyst.id })).entries).toHaveLength(8)
  expect((await readHistory(house.db, { merchantIds: [bakery, garage] })).entries).toHaveLength(14)
  expect((await readHistory(house.db, { merchantIds: [] })).entries).toEqual([])
})

it('pages by key, without a hole or a repetition, even among equal instants', async () => {
  for (let n = 0; n < 5; n++) await addEvent(house, 'dossier.risk_rated', { subject: 'doss_same' })
  const seen: number[] = []
  for (let before: HistoryPlace | undefined;;) {
    const { entries, next } = await readHistory(house.db, {}, { limit: 3, before })
    seen.push(...entries.map(({ id }) => id))
    if (!next) break
    before = next
  }
  const all = (await readHistory(house.db, {}, { limit: 200 })).entries.map(({ id }) => id)
  expect(seen).toEqual(all)
  expect(new Set(seen).size).toBe(seen.length)
})

describe('a merchant whose key is gone', () => {
  it('keeps his history and loses his words', async () => {
    await house
      .db
      .updateTable('merchant_keys')
      .set({ wrapped_key: null, destroyed_at: house.now() })
      .where('merchant_id', '=', garage)
      .execute()
    forgetMerchantKey(garage)
    const { entries } = await readHistory(house.db, { merchantId: garage })
    expect(entries).toHaveLength(7)
    expect(entries.every(({ personal, isErased }) => personal === null && isErased)).toBe(true)
  })
})
