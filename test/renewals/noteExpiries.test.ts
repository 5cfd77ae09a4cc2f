import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { eventsDuring, insertPiece } from '#test/reviews/dossiers.ts'
import { expiryOf, noticesOf, openRenewing, remind, say } from './clients.ts'

let house: House
let analyst: StaffActor
beforeAll(async () => {
  house = await openHouse({ at: '2026-01-05T09:00:00Z' })
  analyst = await house.staff('analyst')
})
afterAll(() => house.close())

const secondCard = (one: Awaited<ReturnType<typeof openRenewing>>, state: 'accepted' | 'received' = 'accepted') =>
  unit(house.ctx(one.user), async (tx) => {
    const id = await insertPiece(tx, one, { requirementKey: one.cardKey, personId: one.personId, state }, analyst.id)
    await record(tx, 'document.received', { subject: id, merchantId: one.merchantId })
    return id
  })

describe('when the pieces of a dossier expire', () => {
  it('is noted once; said again, it leaves no trace', async () => {
    const one = await openRenewing(house, '2026-06-30')
    expect(await expiryOf(house, one.cardId)).toMatchObject({ state: 'running', expires_on: '2026-06-30', next_notice_on: '2026-05-01' })
    expect(await eventsDuring(house, one.merchantId, () => say(house, one, { [one.cardId]: '2026-06-30' }).catch(() => null))).toEqual([])
  })

  it('a newer piece of the line takes over, the older is replaced; one that is not accepted changes nothing', async () => {
    const one = await openRenewing(house, '2026-06-30')
    const received = await secondCard(one, 'received')
    await say(house, one, { [one.cardId]: '2026-06-30', [received]: '2036-06-30' }).catch(() => null)
    expect(await expiryOf(house, received)).toBeUndefined()
    const newer = await secondCard(one)
    expect(await eventsDuring(house, one.merchantId, () => say(house, one, { [one.cardId]: '2026-06-30', [newer]: '2036-01-04' }))).toEqual(
      ['document.expiry_noted', 'document.expiry_replaced'],
    )
    expect(await expiryOf(house, one.cardId)).toMatchObject({ state: 'replaced', next_notice_on: null })
    expect(await expiryOf(house, newer)).toMatchObject({ state: 'running', next_notice_on: '2035-11-05' })
  })

  it('a date put right counts anew, its old letters for nothing', async () => {
    const one = await openRenewing(house, '2026-02-20')
    await remind(house)
    expect(await noticesOf(house, one.cardId)).toHaveLength(1)
    await say(house, one, { [one.cardId]: '2031-02-20' })
    expect(await noticesOf(house, one.cardId)).toEqual([])
    expect(await expiryOf(house, one.cardId)).toMatchObject({ state: 'running', next_notice_on: '2030-12-22' })
  })

  it('a date that is no longer read is followed no more', async () => {
    const one = await openRenewing(house, '2026-06-30')
    await say(house, one, {})
    expect(await expiryOf(house, one.cardId)).toMatchObject({ state: 'replaced' })
  })
})
