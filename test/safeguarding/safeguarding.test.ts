import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { system } from '#src/kernel/actor.ts'
import { post } from '#src/ledger/post.ts'
import { disputeFee, feesSwept, held, refund, schemeDebitSettled } from '#src/ledger/postings.ts'
import { lockBalances } from '#src/ledger/balances.ts'
import { createPayouts } from '#src/payouts/createPayouts.ts'
import { readBankAnswers } from '#src/payouts/readBankAnswers.ts'
import { sendPayouts } from '#src/payouts/sendPayouts.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { breakOf, moved, nothing, requirementOf } from '#src/safeguarding/safeguarding.ts'
import { checkSafeguarding } from '#src/safeguarding/checkSafeguarding.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { payable, purse, receive } from '#test/payouts/ground.ts'

let house: House
let merchantId: string
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T06:30:00Z' })
  merchantId = (await payable(house)).merchantId
})
afterAll(() => house.close())

const book = (draft: (availableCents: number) => any, key: string) =>
  unit(house.ctx(), async (tx) => {
    const { availableCents } = await lockBalances(tx, purse(merchantId))
    await post(tx, { ...draft(availableCents), eventKey: key, book: 'live', currency: 'eur', subjectId: key, at: tx.now })
    await record(tx, 'payment.captured', { subject: merchantId, merchantId })
  })
const dayOf = (day: string) => house.db.selectFrom('safeguarding_days').selectAll().where('on_day', '=', day).executeTakeFirst()
const check = () => checkSafeguarding(house.ctx(system('check-safeguarding')))

describe('the rule', () => {
  it('bank less own fees against what is owed', () => {
    const position = { ...nothing, availableCents: 900, inTransitCents: 50, bankCents: 1_000, ownFeesCents: 50 }
    expect([requirementOf(position), breakOf(position), breakOf({ ...position, ownFeesCents: 80 })]).toEqual([950, 0, 30])
    expect(moved(nothing, [{ kind: 'settlement', account: 1010, cents: 100 }, { kind: 'available', account: 2010, cents: 93 }, {
      kind: 'available',
      account: 2020,
      cents: -93,
    }]))
      .toMatchObject({ bankCents: 100, ownFeesCents: 7, availableCents: 93 })
  })
})

describe('by day', () => {
  it('each day that is over is looked at once, in its order', async () => {
    expect(await check()).toMatchObject({ done: 0, failed: 0 })
    await receive(house, merchantId, 10_000, 100) // 2 March: 10000 in, 9900 his, 100 ours
    house.travel('2026-03-03T06:30:00Z')
    await book(() => held({ merchantId, amountCents: 400, to: 'reserve' }), 'reserve:a')
    await book((availableCents) => refund({ merchantId, scheme: 'visa', amountCents: 1_000, funds: { availableCents } }), 'refund:a')
    await book((availableCents) => disputeFee({ merchantId, feeCents: 300, funds: { availableCents } }), 'dispute_fee:a')
    house.travel('2026-03-05T06:10:00Z')
    await book(() => schemeDebitSettled({ scheme: 'visa', amountCents: 1_000 }), 'scheme_debit:a')
    await book(() => feesSwept({ amountCents: 350 }), 'fee_sweep:a')
    await createPayouts(house.ctx(system('create-payouts')))
    await sendPayouts(house.ctx(system('create-payouts')))
    expect(await check()).toMatchObject({ done: 3, failed: 0 })
    expect(await dayOf('2026-03-02')).toMatchObject({
      available_cents: 9_900,
      requirement_cents: 9_900,
      bank_cents: 10_000,
      own_fees_cents: 100,
      break_cents: 0,
    })
    const third = {
      available_cents: 8_200,
      reserve_cents: 400,
      scheme_payable_cents: 1_000,
      requirement_cents: 9_600,
      bank_cents: 10_000,
      own_fees_cents: 400,
      break_cents: 0,
    }
    expect(await dayOf('2026-03-03')).toMatchObject(third)
    expect(await dayOf('2026-03-04')).toMatchObject(third)
    house.travel('2026-03-06T06:10:00Z')
    expect(await check()).toMatchObject({ done: 1 })
    expect(await dayOf('2026-03-05')).toMatchObject({
      available_cents: 0,
      in_transit_cents: 8_200,
      reserve_cents: 400,
      scheme_payable_cents: 0,
      requirement_cents: 8_600,
      bank_cents: 8_650,
      own_fees_cents: 50,
      break_cents: 0,
    })
    await readBankAnswers(house.ctx(system('read-bank-answers')))
    expect(await check()).toMatchObject({ done: 0, skipped: 0 })
  })

  it('a shortfall is an incident, each day that it lasts', async () => {
    await book(() => feesSwept({ amountCents: 250 }), 'fee_sweep:too_much') // 50 were ours
    house.travel('2026-03-09T06:10:00Z')
    const reports = await Promise.all([check(), check()])
    expect(reports.every(({ failed }) => failed === 0)).toBe(true)
    const rows = await house
      .db
      .selectFrom('safeguarding_days')
      .select(['on_day', 'break_cents', 'own_fees_cents'])
      .where('break_cents', '>', 0)
      .orderBy('on_day')
      .execute()
    expect(rows).toEqual(['2026-03-06', '2026-03-07', '2026-03-08'].map((on) => ({ on_day: on, break_cents: 200, own_fees_cents: -200 })))
    const events = await house
      .db
      .selectFrom('audit_events')
      .select('event')
      .where('event', 'like', 'safeguarding.%')
      .orderBy('id')
      .execute()
    expect(events.map(({ event }) => event)).toEqual([...Array(4).fill('safeguarding.checked'), ...Array(3).fill('safeguarding.broken')])
  })
})

describe('the page', () => {
  const textOf = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/[\s\u00a0\u202f]+/g, ' ')

  it('shows the days and what lacked, to those who answer for it; held and frozen are one', async () => {
    for (const role of ['officer', 'auditor', 'administrator'] as const) {
      const page = textOf((await (await house.clientOf(await house.staff(role))).get('/console/safeguarding')).text)
      for (const words of ['Il manque 2,00 €', '99,00 €', 'Couvert', 'À compléter aujourd’hui']) expect(page).toContain(words)
      expect(page.replace('Gels de conservation', '')).not.toMatch(/gel|TRACFIN/i)
    }
    const officer = await house.clientOf(await house.staff('officer'))
    expect(textOf((await officer.get('/console/safeguarding?only=breaks')).text)).not.toContain('99,00 €')
    for (const query of ['?before=x', '?before[]=1', '?only=x', '?before=2026-03-05'])
      expect((await officer.get(`/console/safeguarding${query}`)).status).toBe(200)
    expect((await officer.get('/console/safeguarding.csv')).text.trim().split('\r\n')).toHaveLength(8)
    for (const role of ['analyst', 'agent'] as const)
      expect((await (await house.clientOf(await house.staff(role))).get('/console/safeguarding')).status).toBe(403)
  })
})
