import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Draft } from '#src/ledger/entry.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { capture, disputeLost, disputeOpened, feesSwept, madeAvailable, payoutCreated, payoutPaid, refund, schemeDebitSettled,
  settlementReceived } from '#src/ledger/postings.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { balances, book, entry, merchant, standsOn } from './books.ts'

let house: House
beforeAll(async () => void (house = await openHouse()))
afterAll(() => house.close())

const sumOfAll = async (): Promise<number> =>
  (await sql<{ cents: number }>`select sum(amount_cents)::bigint as cents from ledger_postings`.execute(house.db)).rows[0]!.cents

/** The seed's payout: 15 000 captured, 5 000 refunded, 500 disputed, 100 of fees; 9 400 leave (rules.md §5.4, "Seed payout check"). */
it('15000 − 5000 − 500 − 100 = 9400, to the cent', async () => {
  const m = await merchant(house.db)
  const step = async (draft: Draft): Promise<void> => {
    await book(house.ctx(), entry(house.ctx(), draft))
    expect(await sumOfAll()).toBe(0)
  }
  const funds = () => balances(house.db, m)
  await step(capture({ merchantId: m, scheme: 'cb', amountCents: 15_000, feeCents: 100 }))
  expect(await funds()).toMatchObject({ pendingCents: 14_900, availableCents: 0 })
  await step(settlementReceived({ scheme: 'cb', amountCents: 15_000 }))
  await step(madeAvailable({ merchantId: m, amountCents: 15_000, feeCents: 100 }))
  await step(refund({ merchantId: m, scheme: 'cb', amountCents: 5_000, funds: await funds() }))
  await step(disputeOpened({ merchantId: m, scheme: 'cb', amountCents: 500, funds: await funds() }))
  expect(await funds()).toMatchObject({ pendingCents: 0, availableCents: 9_400, disputeHoldCents: 500, disputedCents: 500, owedCents: 0 })
  await step(schemeDebitSettled({ scheme: 'cb', amountCents: 5_500 }))
  await step(feesSwept({ amountCents: 100 }))
  await step(payoutCreated({ merchantId: m, amountCents: 9_400 }))
  expect(await funds()).toMatchObject({ availableCents: 0, inTransitCents: 9_400 })
  await step(payoutPaid({ merchantId: m, amountCents: 9_400 }))
  expect([await standsOn(house.db, 1010), await standsOn(house.db, 2020), await standsOn(house.db, 1300), await standsOn(house.db, 2040)])
    .toEqual([0, 0, 500, -500])
  await step(disputeLost({ merchantId: m, amountCents: 500 }))
  expect([await standsOn(house.db, 1300), await standsOn(house.db, 2040)]).toEqual([0, 0])
  // what remains is our own fee, on our own account
  expect([await standsOn(house.db, 1020), await standsOn(house.db, 4010)]).toEqual([100, -100])
  for (const account of [1100, 2010, 2050, 2110]) expect(await standsOn(house.db, account)).toBe(0)
  expect(await checkLedger(house.db)).toMatchObject({ ok: true, entries: 10 })
})
