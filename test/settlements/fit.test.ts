import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useAcquirer } from '#src/acquirer/gateway.ts'
import { openSimulator } from '#src/acquirer/simulator.ts'
import { readReportLine } from '#src/disputeLines/disputeLine.ts'
import { takeDisputeLine } from '#src/disputeLines/takeDisputeLine.ts'
import { settleDispute } from '#src/disputeOutcomes/settleDispute.ts'
import { system } from '#src/kernel/actor.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { unit } from '#src/platform/ctx.ts'
import { readSettlements } from '#src/settlements/readSettlements.ts'
import type { SettlementLine } from '#src/settlements/settlement.ts'
import { settleLine } from '#src/settlements/settleLine.ts'
import { openApiMerchant, type ApiMerchant } from '#test/support/api.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { fundsOf, night } from '#test/payouts/ground.ts'

let house: House
let shop: ApiMerchant
let n = 0
const card = { number: '4000000000000077', exp_month: 12, exp_year: 2030, cvc: '123' }

/** A payment captured at once, and the reference the acquirer knows it by. */
const paid = async (amount = 10_000) => {
  const id: string = (await shop.live('POST', '/checkout', { amount, currency: 'eur', card })).body['id']
  const { reference } = await house
    .db
    .selectFrom('acquirer_calls')
    .select('reference')
    .where('payment_id', '=', id)
    .executeTakeFirstOrThrow()
  return { id, original: reference! }
}
const settle = (said: Partial<SettlementLine>) =>
  unit(house.ctx(system('read-settlements')), (tx) =>
    settleLine(tx, {
      act: 'dispute',
      reference: 'D',
      original: null,
      amountCents: 10_000,
      currency: 'eur',
      scheme: 'visa:1040',
      settledOn: '2026-03-02',
      callId: null,
      ...said,
    }))
const tell = (reference: string, original: string, amount: number, stage = 'opened') =>
  unit(
    house.ctx(system('open-disputes')),
    (tx) =>
      takeDisputeLine(tx, readReportLine([reference, original, 'visa', '1040', '', amount, 'eur', '2026-03-30', stage].join(';'))!, {
        origin: 'report',
        on: '2026-03-02',
      }),
  )
const lineOf = (reference: string) =>
  house
    .db
    .selectFrom('settlement_lines')
    .select(['id', 'outcome', 'reason', 'healed_at', 'amount_cents'])
    .where('reference', '=', reference)
    .orderBy('id')
    .execute()
const paymentOf = (id: string) =>
  house
    .db
    .selectFrom('payments')
    .select(['state', 'refunded_cents', 'lost_cents', 'captured_at'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
const disputesOf = (id: string) => house.db.selectFrom('disputes').selectAll().where('payment_id', '=', id).orderBy('id').execute()
const refundsOf = async (id: string) =>
  (await house.db.selectFrom('refunds').select('state').where('payment_id', '=', id).orderBy('id').execute()).map(({ state }) => state)
const lose = (disputeId: string) =>
  unit(house.ctx(system('open-disputes')), (tx) => settleDispute(tx, disputeId, { wonCents: 0, cause: 'decided' }))
const payable = async (): Promise<number> =>
  (await sql<{ cents: number }>`select coalesce(sum(amount_cents), 0)::bigint as cents from ledger_postings where account = 2110`.execute(
    house.db,
  ))
    .rows[0]!
    .cents
const events = async (id: string) =>
  (await house.db.selectFrom('audit_events').select('event').where('subject_id', '=', id).orderBy('id').execute()).map(({ event }) => event)
const next = () => `D-${++n}`

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  shop = await openApiMerchant(house)
})
afterAll(async () => {
  expect((await checkLedger(house.db)).fault).toBeUndefined()
  await house.close()
})

describe('what a contestation may take (rules.md §5.4)', () => {
  it('is no more than refunds left: the line waits, nothing is booked, and what is left may be contested', async () => {
    const [{ id, original }, whole, rest] = [await paid(), next(), next()]
    await shop.live('POST', '/refunds', { payment: id, amount: 6_000 })
    await night(house, '2026-03-03T09:00:00Z')
    expect(await refundsOf(id)).toEqual(['refund_sent'])
    const before = [await payable(), await fundsOf(house, shop.merchantId)]
    await settle({ reference: whole, original })
    expect([await lineOf(whole), await disputesOf(id)]).toMatchObject([[{ outcome: 'broken', reason: 'amount_above_left' }], []])
    expect([await payable(), await fundsOf(house, shop.merchantId)]).toEqual(before)
    await settle({ reference: rest, original, amountCents: 4_000 })
    const [dispute] = await disputesOf(id)
    await lose(dispute!.id)
    expect(await paymentOf(id)).toMatchObject({ state: 'disputed', refunded_cents: 6_000, lost_cents: 4_000 })
    expect((await checkLedger(house.db)).fault).toBeUndefined()
  })

  it('a refund that has not left gives way, at once: he gets his money one way, not two', async () => {
    for (
      const take of [
        (ref: string, original: string) => settle({ reference: ref, original }),
        (ref: string, original: string) => tell(ref, original, 10_000),
      ]
    ) {
      const [{ id, original }, ref] = [await paid(), next()]
      await shop.live('POST', '/refunds', { payment: id, amount: 6_000 })
      await take(ref, original)
      expect(await refundsOf(id)).toEqual(['not_honored'])
      const [dispute] = await disputesOf(id)
      await lose(dispute!.id)
      expect(await paymentOf(id)).toMatchObject({ refunded_cents: 0, lost_cents: 10_000 })
    }
    expect((await checkLedger(house.db)).fault).toBeUndefined()
  })

  it('counts what was lost and what is contested already, in both reports', async () => {
    const [{ id, original }, first, second] = [await paid(), next(), next()]
    await tell(first, original, 7_000)
    await unit(
      house.ctx(system('open-disputes')),
      async (tx) => settleDispute(tx, (await disputesOf(id))[0]!.id, { wonCents: 2_000, cause: 'decided' }),
    )
    expect((await paymentOf(id)).state).toBe('captured')
    await settle({ reference: second, original, amountCents: 5_001 })
    expect(await lineOf(second)).toMatchObject([{ reason: 'amount_above_left' }])
    await tell(second, original, 5_001)
    expect(await disputesOf(id)).toHaveLength(1)
    await settle({ reference: next(), original, amountCents: 5_000 })
    expect(await disputesOf(id)).toHaveLength(2)
  })

  it('is what the report of disputes said, to the cent', async () => {
    const [{ original }, ref] = [await paid(), next()]
    await tell(ref, original, 4_000)
    await settle({ reference: ref, original, amountCents: 7_000 })
    expect(await lineOf(ref)).toMatchObject([{ reason: 'amount_differs' }])
  })

  it('two at once: one passes', async () => {
    const { id, original } = await paid()
    const [one, other] = [next(), next()]
    await Promise.all([settle({ reference: one, original, amountCents: 8_000 }), tell(other, original, 8_000)])
    expect(await disputesOf(id)).toHaveLength(1)
    await expect(house.db.updateTable('payments').set({ lost_cents: 8_000, refunded_cents: 8_000 }).where('id', '=', id).execute())
      .rejects
      .toMatchObject({ constraint: 'payments_given_back' })
  })
})

describe('a line that does not fit yet', () => {
  it('of a second part that its settlement told first: done once the report of disputes has named it, once', async () => {
    const [{ id, original }, first, second] = [await paid(), next(), next()]
    await settle({ reference: first, original, amountCents: 4_000 })
    const before = await payable()
    await settle({ reference: second, original, amountCents: 3_000 })
    expect(await lineOf(second)).toMatchObject([{ outcome: 'broken', reason: 'wrong_state' }])
    expect(await settle({ reference: second, original, amountCents: 3_000 })).toBe(false)
    await tell(second, original, 3_000)
    const after = await payable()
    expect(await disputesOf(id)).toHaveLength(2)
    // the next run looks at what waits, though the line itself comes no more
    for (let again = 0; again < 2; again++) await readSettlements(house.ctx(system('read-settlements')))
    const [line] = await lineOf(second)
    expect(line).toMatchObject({ outcome: 'matched', reason: null, healed_at: house.now() })
    expect(await payable() - after).toBe(3_000)
    expect(before).not.toBe(after)
    expect(await settle({ reference: second, original, amountCents: 3_000 })).toBe(false)
    expect(await events(line!.id)).toEqual(['settlement.broken', 'settlement.healed'])
    const agent = await house.clientOf(await house.staff('agent'))
    expect((await agent.get(`/console/breaks/${line!.id}`)).text).toContain('Cet écart s’est refermé')
    expect((await agent.get('/console/breaks')).text).not.toContain(second)
  })

  it('of what was won, read before the report says so; read again it is done as well', async () => {
    const [{ original }, ref] = [await paid(), next()]
    await settle({ reference: ref, original })
    const credit = { act: 'dispute_credit' as const, reference: `${ref}.c`, original: ref, scheme: 'visa' }
    await settle(credit)
    expect(await lineOf(credit.reference)).toMatchObject([{ outcome: 'broken', reason: 'wrong_state' }])
    await tell(ref, original, 10_000)
    await tell(ref, original, 10_000, 'won')
    expect(await Promise.all([settle(credit), settle(credit)])).toEqual(expect.arrayContaining([true, false]))
    expect(await lineOf(credit.reference)).toMatchObject([{ outcome: 'matched' }])
  })

  it('corrected by the acquirer, the right one is taken, also once somebody closed the first', async () => {
    const [{ original }, ref] = [await paid(), next()]
    await settle({ reference: ref, original, amountCents: 10_001 })
    const [line] = await lineOf(ref)
    const { resolveBreak } = await import('#src/settlements/resolveBreak.ts')
    await resolveBreak(house.ctx(await house.staff('agent')), line!.id, { reason: 'Corrigée par l’acquéreur.' })
    expect(await settle({ reference: ref, original, amountCents: 10_001 })).toBe(false)
    expect(await settle({ reference: ref, original })).toBe(true)
    expect((await lineOf(ref)).map(({ outcome }) => outcome)).toEqual(['broken', 'matched'])
  })
})

describe('a payment nobody answered for', () => {
  const unanswered = async (more: object = {}) => {
    const real = openSimulator({ db: house.db })
    useAcquirer({
      ...real,
      authorize: async () => {
        throw new Error('silent')
      },
      inquire: async () => {
        throw new Error('silent')
      },
    })
    const id: string = (await shop.live('POST', '/checkout', { amount: 1_250, currency: 'eur', card, ...more })).body['id']
    useAcquirer(real)
    const call = await house.db.selectFrom('acquirer_calls').select(['id', 'state']).where('payment_id', '=', id).executeTakeFirstOrThrow()
    expect(call.state).not.toBe('answered')
    return {
      id,
      callId: call.id,
      stateOf: async () => [
        (await paymentOf(id)).state,
        (await house.db.selectFrom('acquirer_calls').select('state').where('id', '=', call.id).executeTakeFirstOrThrow()).state,
      ],
    }
  }

  it.each([['another amount', { amountCents: 125 }, {}, 'amount_differs'], [
    'another currency',
    { currency: 'usd' },
    {},
    'currency_differs',
  ], ['held, and never captured', {}, { capture: false }, 'wrong_state']])(
    'is moved by no line that does not fit: %s',
    async (_what, said, more, reason) => {
      const [{ id, callId, stateOf }, ref] = [await unanswered(more), next()]
      const before = await stateOf()
      await settle({ act: 'capture', reference: ref, amountCents: 1_250, scheme: 'visa', callId, ...said })
      expect(await lineOf(ref)).toMatchObject([{ outcome: 'broken', reason }])
      expect([await stateOf(), (await paymentOf(id)).captured_at]).toEqual([before, null])
    },
  )

  it('is captured by the line that does', async () => {
    const [{ callId, stateOf }, ref] = [await unanswered(), next()]
    await settle({ act: 'capture', reference: ref, amountCents: 1_250, scheme: 'visa', callId })
    expect(await stateOf()).toEqual(['captured', 'answered'])
  })

  it('and a refund that is settled for another amount is none of ours', async () => {
    const { id } = await paid()
    await shop.live('POST', '/refunds', { payment: id, amount: 6_000 })
    await night(house, new Date(house.now().getTime() + 1_000).toISOString())
    const call = await house
      .db
      .selectFrom('acquirer_calls')
      .select('reference')
      .where('payment_id', '=', id)
      .where('act', '=', 'refund')
      .executeTakeFirstOrThrow()
    await settle({ act: 'refund', reference: call.reference!, amountCents: 5_000, scheme: 'visa' })
    expect([await lineOf(call.reference!), await refundsOf(id)]).toMatchObject([[{ reason: 'amount_differs' }], ['refund_sent']])
  })
})
