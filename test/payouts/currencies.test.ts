import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askContractEnd } from '#src/contracts/askContractEnd.ts'
import { closeEndedContracts } from '#src/contracts/closeEndedContracts.ts'
import { settleEndedContracts } from '#src/contracts/settleEndedContracts.ts'
import { system } from '#src/kernel/actor.ts'
import { balancesOf } from '#src/ledger/balances.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { createPayouts } from '#src/payouts/createPayouts.ts'
import { readBankAnswers } from '#src/payouts/readBankAnswers.ts'
import { sendPayouts } from '#src/payouts/sendPayouts.ts'
import type { ApiMerchant } from '#test/support/api.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { night, payable, payoutsOf } from './ground.ts'

let house: House
let shop: ApiMerchant
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T06:30:00Z' })
  shop = await payable(house)
})
afterAll(async () => {
  expect((await checkLedger(house.db)).fault).toBeUndefined()
  await house.close()
})

const pay = async (amount: number, currency: string): Promise<string> =>
  (await shop.live('POST', '/checkout', {
    amount,
    currency,
    card: { number: '4000000000000077', exp_month: 12, exp_year: 2030, cvc: '123' },
  }))
    .body['id']
const run = () => createPayouts(house.ctx(system('create-payouts')))
const waits = () => house.db.selectFrom('payout_waits').select(['merchant_id', 'currency', 'reason', 'since']).orderBy('currency').execute()
const usd = () => balancesOf(house.db, { merchantId: shop.merchantId, book: 'live', currency: 'usd' })
const told = async () =>
  (await house
    .db
    .selectFrom('audit_events')
    .select('id')
    .where('event', '=', 'payout.withheld')
    .where('subject_id', '=', shop.merchantId)
    .execute())
    .length

describe('money in another currency than the euro', () => {
  let dollars: string

  it('is paid out by nobody, and both sides are told so, once; euros leave as ever', async () => {
    dollars = await pay(70_000, 'usd')
    await pay(2_000, 'eur')
    await night(house, '2026-03-03T06:30:00Z')
    expect((await usd()).availableCents).toBeGreaterThan(69_000)
    await run()
    await run()
    const payouts = await payoutsOf(house, shop.merchantId)
    expect(payouts.map(({ currency }) => currency)).toEqual(['eur'])
    expect([await waits(), await told()]).toEqual([[{
      merchant_id: shop.merchantId,
      currency: 'usd',
      reason: 'currency_not_paid',
      since: house.now(),
    }], 1])
    const staff = await house.clientOf(await house.staff('officer'))
    const { text } = await staff.get('/console/withheld-payouts')
    for (const part of ['Devise que les reversements ne prennent pas', '$US', shop.merchantId]) expect(text).toContain(part)
    expect((await staff.get('/console/payouts')).text).toContain('1 marchand a de l’argent dans une autre devise')
    const own = (await (await house.clientOf(shop.actor)).get('/merchant/balance')).text
    for (const part of ['Les reversements se font en euros', '$US']) expect(own).toContain(part)
  })

  it('does not let the contract count as settled while any is left', async () => {
    await sendPayouts(house.ctx(system('create-payouts')))
    await readBankAnswers(house.ctx())
    expect((await payoutsOf(house, shop.merchantId)).map(({ state }) => state)).toEqual(['paid'])
    await askContractEnd(house.ctx(shop.actor), { seenLastDay: '2026-04-03' })
    house.travel('2026-04-07T05:00:00Z')
    await closeEndedContracts(house.ctx(system('close-ended-contracts')))
    const settle = () => settleEndedContracts(house.ctx(system('close-ended-contracts')))
    const ends = async () =>
      (await house.db.selectFrom('contract_ends').select('state').where('merchant_id', '=', shop.merchantId).executeTakeFirstOrThrow())
        .state
    await settle()
    expect(await ends()).toBe('ended')
    // given back to the payer, nothing is left
    const { createRefund } = await import('#src/refunds/createRefund.ts')
    await createRefund(house.ctx(system('refunds')), { merchantId: shop.merchantId, mode: 'live' }, { payment: dollars })
    expect((await usd()).availableCents).toBe(0)
    await run()
    await settle()
    expect([await ends(), await waits()]).toEqual(['settled', []])
  })
})
