import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { system } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { lockBalances } from '#src/ledger/balances.ts'
import { post } from '#src/ledger/post.ts'
import { held, refund as refundPosting, released } from '#src/ledger/postings.ts'
import { snapshotBalances } from '#src/ledger/snapshotBalances.ts'
import { createPayouts } from '#src/payouts/createPayouts.ts'
import { payMerchant } from '#src/payouts/payMerchant.ts'
import { arrivesOn, executionDay, nextRunOn } from '#src/payouts/payout.ts'
import { payoutLines, sumLines } from '#src/payouts/payoutLines.ts'
import { savePayoutAccount } from '#src/dossiers/savePayoutAccount.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { acceptRib, fundsOf, lastPayout, payable, payoutsOf, purse, receive, waitOf } from './ground.ts'

let house: House
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T06:30:00Z' })
})
afterAll(() => house.close())

const run = () => createPayouts(house.ctx(system('create-payouts')))

/** Money moved by hand, as another room would. */
const move = (
  merchantId: string,
  draft: Parameters<typeof post>[1] extends infer E ? Omit<E & object, 'eventKey' | 'book' | 'currency' | 'subjectId' | 'at'> : never,
  key: string,
) =>
  unit(house.ctx(), async (tx) => {
    await lockBalances(tx, purse(merchantId))
    await post(tx, { ...(draft as any), eventKey: key, book: 'live', currency: 'eur', subjectId: merchantId, at: tx.now })
    await record(tx, 'payment.captured', { subject: merchantId, merchantId })
  })

describe('the calendar (rules.md §7.2, CAL-08, CAL-09)', () => {
  it.each([
    // closed here or at the banks: week-ends, 3 Apr (T2 only), 6 Apr, 1 May, and the days that only France keeps
    ['2026-04-03T05:00:00Z', '2026-04-07'],
    ['2026-04-04T05:00:00Z', '2026-04-07'],
    ['2026-05-01T05:00:00Z', '2026-05-04'],
    ['2026-05-08T05:00:00Z', '2026-05-11'],
    ['2026-05-14T05:00:00Z', '2026-05-15'],
    ['2026-05-25T05:00:00Z', '2026-05-26'],
    ['2026-07-14T05:00:00Z', '2026-07-15'],
    ['2026-11-11T06:00:00Z', '2026-11-12'],
    ['2026-12-25T06:00:00Z', '2026-12-28'],
    ['2028-12-26T06:00:00Z', '2028-12-27'],
    // an open day: its run is at seven, Paris; after it the next
    ['2026-03-02T05:59:59Z', '2026-03-02'],
    ['2026-03-02T06:00:00Z', '2026-03-03'],
    ['2026-03-06T06:00:00Z', '2026-03-09'],
    ['2026-07-02T04:59:59Z', '2026-07-02'],
    ['2026-07-02T05:00:00Z', '2026-07-03'],
  ])('asked at %s, the next run is on %s', (at, on) => expect(nextRunOn(new Date(at))).toBe(on))

  it.each([['2026-04-02', '2026-04-07'], ['2026-04-30', '2026-05-04'], ['2026-12-24', '2026-12-28'], ['2026-05-07', '2026-05-08']])(
    'executed on %s, it is there on %s',
    (on, there) => expect(arrivesOn(on)).toBe(there),
  )

  it('a file handed over on a closed day asks for the next open one', () => {
    expect(executionDay(new Date('2026-05-08T10:00:00Z'))).toBe('2026-05-11')
    expect(executionDay(new Date('2026-05-07T10:00:00Z'))).toBe('2026-05-07')
  })

  it('no payout on a closed day; the next open one pays it, a week late as well', async () => {
    const { merchantId } = await payable(house)
    await receive(house, merchantId, 1_000, 10)
    for (const closed of ['2026-04-03T07:00:00Z', '2026-04-05T07:00:00Z', '2026-05-08T07:00:00Z']) {
      house.travel(closed)
      expect(await run()).toMatchObject({ done: 0, skipped: 0, failed: 0 })
    }
    house.travel('2026-05-15T07:00:00Z')
    expect(await run()).toMatchObject({ done: 1, failed: 0 })
    expect(await lastPayout(house, merchantId)).toMatchObject({ amount_cents: 990, fees_cents: 10, payments_cents: 1_000 })
  })
})

describe('a run', () => {
  it('two at once pay once', async () => {
    const { merchantId } = await payable(house)
    await receive(house, merchantId, 7_000)
    const reports = await Promise.all([run(), run(), run(), run()])
    expect(reports.reduce((sum, one) => sum + one.done, 0)).toBe(1)
    expect(reports.every(({ failed }) => failed === 0)).toBe(true)
    expect(await payoutsOf(house, merchantId)).toMatchObject([{ amount_cents: 7_000 }])
  })

  it('a dry one changes nothing', async () => {
    const { merchantId } = await payable(house)
    await receive(house, merchantId, 2_000)
    expect(await createPayouts(house.ctx(system('create-payouts'), { dryRun: true }))).toMatchObject({ done: 1 })
    expect(await payoutsOf(house, merchantId)).toEqual([])
    expect(await fundsOf(house, merchantId)).toMatchObject({ availableCents: 2_000 })
    await run()
    expect(await payoutsOf(house, merchantId)).toHaveLength(1)
  })

  it('one merchant whose lines do not add up to his books stops nobody else, and is paid nothing', async () => {
    const [poisoned, sound] = [await payable(house), await payable(house)]
    await receive(house, poisoned.merchantId, 3_000)
    await run()
    await receive(house, poisoned.merchantId, 4_000)
    await receive(house, sound.merchantId, 5_000)
    await house.db.updateTable('payouts').set({ covers_to: 1_000_000 }).where('merchant_id', '=', poisoned.merchantId).execute()
    const report = await run()
    expect(report).toMatchObject({ done: 1, failed: 1 })
    expect(report.touched.find(({ outcome }) => outcome === 'failed')).toEqual({
      subject: poisoned.merchantId,
      outcome: 'failed',
      detail: 'payout_does_not_add_up',
    })
    expect(await lastPayout(house, sound.merchantId)).toMatchObject({ amount_cents: 5_000 })
    expect(await payoutsOf(house, poisoned.merchantId)).toHaveLength(1)
    await house.db.updateTable('payouts').set({ covers_to: 0 }).where('merchant_id', '=', poisoned.merchantId).execute()
    expect(await run()).toMatchObject({ done: 1, failed: 0 })
    expect(await lastPayout(house, poisoned.merchantId)).toMatchObject({ amount_cents: 4_000 })
  })

  it('groups what came since the last one, snapshots or none', async () => {
    const { merchantId } = await payable(house)
    await receive(house, merchantId, 1_000)
    await run()
    // covers only what is older than every transaction that runs, and other tests run theirs on the same server
    await expect
      .poll(async () => {
        await snapshotBalances(house.ctx())
        return (await house.db.selectFrom('ledger_snapshots').select('account').where('merchant_id', '=', merchantId).execute()).length
      }, { timeout: 20_000, interval: 100 })
      .toBeGreaterThan(0)
    await receive(house, merchantId, 300)
    await receive(house, merchantId, 400)
    await run()
    expect((await payoutsOf(house, merchantId)).map((one) => one.amount_cents)).toEqual([1_000, 700])
    expect((await payoutsOf(house, merchantId))[1]!.covers_to).toBeGreaterThan(0)
  })

  it('takes a debt first; a total below zero waits for the next', async () => {
    const { merchantId } = await payable(house)
    await move(
      merchantId,
      refundPosting({ merchantId, scheme: 'visa', amountCents: 800, funds: { availableCents: 0 } }),
      `refund:debt_${merchantId}`,
    )
    await receive(house, merchantId, 500)
    expect(await run()).toMatchObject({ done: 0, failed: 0 })
    expect(await payoutsOf(house, merchantId)).toEqual([])
    await receive(house, merchantId, 1_000)
    await run()
    expect(await lastPayout(house, merchantId)).toMatchObject({ amount_cents: 700, payments_cents: 1_500, refunds_cents: 800 })
    expect(await fundsOf(house, merchantId)).toMatchObject({ availableCents: 0, owedCents: 0, inTransitCents: 700 })
  })

  it('says what was held back, and what was let go', async () => {
    const { merchantId } = await payable(house)
    await receive(house, merchantId, 10_000)
    await move(merchantId, held({ merchantId, amountCents: 2_500, to: 'reserve' }), `reserve:${merchantId}`)
    await run()
    expect(await lastPayout(house, merchantId)).toMatchObject({ amount_cents: 7_500, payments_cents: 10_000, adjustments_cents: -2_500 })
    await move(merchantId, released({ merchantId, amountCents: 2_500, from: 'reserve' }), `release:${merchantId}`)
    await run()
    expect(await lastPayout(house, merchantId)).toMatchObject({ amount_cents: 2_500, payments_cents: 0, adjustments_cents: 2_500 })
  })
})

describe('withheld', () => {
  it.each(['suspended', 'deactivated', 'rejected', 'closed', 'onboarding'] as const)(
    'a merchant %s is paid nothing, his money stays, the reason is kept once',
    async (state) => {
      const { merchantId } = await payable(house)
      await receive(house, merchantId, 600)
      await house.db.updateTable('merchants').set({ state }).where('id', '=', merchantId).execute()
      expect(await run()).toMatchObject({ done: 1, failed: 0 })
      expect(await run()).toMatchObject({ done: 0, failed: 0 })
      expect([await waitOf(house, merchantId), await payoutsOf(house, merchantId)]).toEqual(['merchant_not_validated', []])
      expect(await fundsOf(house, merchantId)).toMatchObject({ availableCents: 600 })
      const events = await house
        .db
        .selectFrom('audit_events')
        .select('data')
        .where('event', '=', 'payout.withheld')
        .where('subject_id', '=', merchantId)
        .execute()
      expect(events).toHaveLength(1)
      await house.db.updateTable('merchants').set({ state: 'validated' }).where('id', '=', merchantId).execute()
      await run()
      expect([await waitOf(house, merchantId), (await lastPayout(house, merchantId)).amount_cents]).toEqual([null, 600])
    },
  )

  it.each(['aml_hold', 'frozen'] as const)('while money is in %s nothing of him leaves, and the reason says no more', async (to) => {
    const { merchantId } = await payable(house)
    await receive(house, merchantId, 900)
    await move(merchantId, held({ merchantId, amountCents: 100, to }), `hold:${merchantId}`)
    await run()
    expect([await waitOf(house, merchantId), await payoutsOf(house, merchantId)]).toEqual(['money_under_review', []])
    await move(merchantId, released({ merchantId, amountCents: 100, from: to }), `release:${merchantId}`)
    await run()
    expect(await lastPayout(house, merchantId)).toMatchObject({ amount_cents: 900, adjustments_cents: 0 })
  })

  it('a new IBAN waits until its RIB is accepted', async () => {
    const one = await payable(house)
    await receive(house, one.merchantId, 900)
    house.forward(60_000)
    await savePayoutAccount(house.ctx(one.actor), { iban: 'FR7630006000011234567890189', bic: '', holder: 'Boulangerie Lenoir' })
    await run()
    expect([await waitOf(house, one.merchantId), await payoutsOf(house, one.merchantId)]).toEqual(['account_not_verified', []])
    house.forward(60_000)
    await acceptRib(house, one.merchantId)
    await run()
    expect(await waitOf(house, one.merchantId)).toBeNull()
    expect(await lastPayout(house, one.merchantId)).toMatchObject({ amount_cents: 900 })
  })
})

describe('payouts never exceed what is available', () => {
  it('while refunds are booked at the same time', async () => {
    const { merchantId } = await payable(house)
    let count = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 0, maxLength: 6 }),
        async (collected, refunds) => {
          const before = {
            ...(await fundsOf(house, merchantId)),
            paid: (await payoutsOf(house, merchantId)).reduce((sum, one) => sum + one.amount_cents, 0),
          }
          for (const cents of collected) await receive(house, merchantId, cents)
          const refundOne = (amountCents: number) =>
            unit(house.ctx(), async (tx) => {
              const funds = await lockBalances(tx, purse(merchantId))
              const id = newId('refd', tx.now)
              await post(tx, {
                ...refundPosting({ merchantId, scheme: 'visa', amountCents, funds }),
                eventKey: `refund:${id}_${++count}`,
                book: 'live',
                currency: 'eur',
                subjectId: id,
                at: tx.now,
              })
              await record(tx, 'refund.created', { subject: id, merchantId })
            })
          const pay = () => unit(house.ctx(system('create-payouts')), (tx) => payMerchant(tx, merchantId))
          await Promise.all([pay(), ...refunds.map(refundOne), pay(), receive(house, merchantId, 50), pay()])
          const after = await fundsOf(house, merchantId)
          const paid = (await payoutsOf(house, merchantId)).reduce((sum, one) => sum + one.amount_cents, 0) - before.paid
          const [came, went] = [collected.reduce((sum, one) => sum + one, 50), refunds.reduce((sum, one) => sum + one, 0)]
          expect(after.availableCents).toBeGreaterThanOrEqual(0)
          expect(paid).toBeLessThanOrEqual(before.availableCents + came)
          expect(after.availableCents - after.owedCents).toBe(before.availableCents - before.owedCents + came - went - paid)
        },
      ),
      { numRuns: 25 },
    )
    await run()
    expect(await checkLedger(house.db)).toMatchObject({ ok: true })
  })

  it('its lines always make its amount', () => {
    const kinds = [
      'available',
      'refund',
      'dispute_opened',
      'dispute_fee',
      'fee_refund',
      'hold',
      'release',
      'payout_failed',
      'dispute_won',
      'loss',
    ] as const
    const entry = fc.record({
      entryId: fc.nat(),
      kind: fc.constantFrom(...kinds),
      reversed: fc.boolean(),
      subjectId: fc.constant('x'),
      effectCents: fc.integer({ min: -1e9, max: 1e9 }),
      grossCents: fc.integer({ min: 0, max: 1e9 }),
    })
    fc.assert(fc.property(fc.array(entry), (entries) => {
      const unpaid = entries.map(({ kind, reversed, grossCents, ...rest }) => ({
        ...rest,
        kind: reversed ? 'reversal' as const : kind,
        reversedKind: reversed ? kind : null,
        grossCents: kind === 'available' ? grossCents : null,
      }))
      expect(sumLines(payoutLines(unpaid)).amountCents).toBe(entries.reduce((sum, { effectCents }) => sum + effectCents, 0))
    }))
  })
})
