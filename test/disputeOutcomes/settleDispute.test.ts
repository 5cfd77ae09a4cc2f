import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyAuditTrail } from '#src/audit/verifyAuditTrail.ts'
import { settleDispute } from '#src/disputeOutcomes/settleDispute.ts'
import type { DisputeCause } from '#src/disputes/dispute.ts'
import { system, type Actor } from '#src/kernel/actor.ts'
import { balancesOf } from '#src/ledger/balances.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { unit } from '#src/platform/ctx.ts'
import { createRefund } from '#src/refunds/createRefund.ts'
import { openApiMerchant, type ApiMerchant } from '#test/support/api.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
let shop: ApiMerchant

/** A test card that is contested at once. */
const contested = async (number = '4000000000005423', amount = 10_000) => {
  const paymentId: string =
    (await shop.live('POST', '/checkout', { amount, currency: 'eur', card: { number, exp_month: 12, exp_year: 2030, cvc: '123' } }))
      .body['id']
  return house.db.selectFrom('disputes').selectAll().where('payment_id', '=', paymentId).executeTakeFirstOrThrow()
}
const settle = (id: string, wonCents: number, cause: DisputeCause = 'decided', actor: Actor = system('test')) =>
  unit(house.ctx(actor), (tx) => settleDispute(tx, id, { wonCents, cause }))
const paymentState = async (id: string) =>
  (await house.db.selectFrom('payments').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state
const purse = () => balancesOf(house.db, { merchantId: shop.merchantId, book: 'live', currency: 'eur' })

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  shop = await openApiMerchant(house)
})
afterAll(async () => {
  expect((await checkLedger(house.db)).fault).toBeUndefined()
  expect((await verifyAuditTrail(house.db)).fault ?? null).toBeNull()
  await house.close()
})

describe('a dispute that opens', () => {
  it('has its category, its rule and its dates from the table of codes', async () => {
    expect(await contested()).toMatchObject({
      state: 'open',
      category: 'fraud',
      rule_id: 'visa.1040.1',
      due_on: '2026-04-01',
      merchant_due_on: '2026-03-25',
      is_due_told: false,
      won_cents: null,
    })
    expect(await contested('4000000000000259')).toMatchObject({
      category: 'fraud',
      rule_id: 'national.45.1',
      due_on: '2026-03-23',
      merchant_due_on: '2026-03-17',
    })
    expect(await contested('4000000000001976')).toMatchObject({ category: 'duplicate', rule_id: 'visa.1261.1' })
  })
})

describe('the end of a dispute', () => {
  it('lost: the payer keeps it, the payment stays disputed, and nothing of it is refunded', async () => {
    const one = await contested()
    const before = await purse()
    expect(await settle(one.id, 0)).toMatchObject({ state: 'lost', won_cents: 0, cause: 'decided' })
    const after = await purse()
    expect(before.disputeHoldCents - after.disputeHoldCents).toBe(10_000)
    expect(after.availableCents - after.owedCents).toBe(before.availableCents - before.owedCents)
    expect(await paymentState(one.payment_id)).toBe('disputed')
    await expect(createRefund(house.ctx(shop.actor), { merchantId: shop.merchantId, mode: 'live' }, { payment: one.payment_id }))
      .rejects
      .toMatchObject({ code: 'payment_is_disputed' })
  })

  it('won: the merchant has it back, what he owes is recovered, and the payment is captured again', async () => {
    const one = await contested()
    const before = await purse()
    expect(await settle(one.id, 10_000)).toMatchObject({ state: 'won', won_cents: 10_000 })
    const after = await purse()
    expect(after.availableCents - after.owedCents).toBe(before.availableCents - before.owedCents + 10_000)
    expect(await paymentState(one.payment_id)).toBe('captured')
  })

  it('partly won: what was lost cannot be refunded besides', async () => {
    const one = await contested()
    expect(await settle(one.id, 4_000)).toMatchObject({ state: 'partly_won', won_cents: 4_000 })
    expect(await paymentState(one.payment_id)).toBe('captured')
    expect((await shop.live('GET', `/checkout/${one.payment_id}`)).body).toMatchObject({ status: 'captured', refundable_amount: 4_000 })
    const world = { merchantId: shop.merchantId, mode: 'live' } as const
    await expect(createRefund(house.ctx(shop.actor), world, { payment: one.payment_id, amount: 4_001 })).rejects.toMatchObject({
      status: 422,
    })
    expect((await createRefund(house.ctx(shop.actor), world, { payment: one.payment_id })).amount_cents).toBe(4_000)
    await expect(createRefund(house.ctx(shop.actor), world, { payment: one.payment_id })).rejects.toMatchObject({
      code: 'payment_is_refunded',
    })
  })

  it('comes once: whoever is second is told', async () => {
    const one = await contested()
    const ended = await Promise.allSettled([settle(one.id, 0), settle(one.id, 10_000), settle(one.id, 0, 'accepted')])
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const late of ended.filter((end) => end.status === 'rejected'))
      expect(late.reason).toMatchObject({ status: 409, code: 'state_has_changed' })
  })

  it('is for the system and the staff that work on it, and says no to what is none', async () => {
    const one = await contested()
    await expect(settle(one.id, 0, 'decided', shop.actor)).rejects.toMatchObject({ status: 403 })
    await expect(settle(one.id, 0, 'decided', await house.staff('auditor'))).rejects.toMatchObject({ status: 403 })
    await expect(settle('dspt_000000000000000000000000', 0)).rejects.toMatchObject({ status: 404 })
    await expect(settle(one.id, 1, 'fraud')).rejects.toThrow(RangeError)
    expect(await settle(one.id, 0, 'fraud', await house.staff('officer'))).toMatchObject({ cause: 'fraud', state: 'lost' })
  })
})
