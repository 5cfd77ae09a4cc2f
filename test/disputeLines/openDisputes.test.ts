import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertDisputeLine } from '#src/acquirer/simulator.sql.ts'
import { verifyAuditTrail } from '#src/audit/verifyAuditTrail.ts'
import { readReportLine } from '#src/disputeLines/disputeLine.ts'
import { openDisputes } from '#src/disputeLines/openDisputes.ts'
import { resolveDisputeLine } from '#src/disputeLines/resolveDisputeLine.ts'
import { healDisputeLines, takeDisputeLine } from '#src/disputeLines/takeDisputeLine.ts'
import { system } from '#src/kernel/actor.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { unit } from '#src/platform/ctx.ts'
import { createRefund } from '#src/refunds/createRefund.ts'
import { sendRefunds } from '#src/refunds/sendRefunds.ts'
import { readSettlements } from '#src/settlements/readSettlements.ts'
import { openApiMerchant, type ApiMerchant } from '#test/support/api.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { letterOf } from '#test/support/merchant.ts'

let house: House
let shop: ApiMerchant
let n = 0

/** A payment captured at once, and the reference the acquirer knows it by. */
const paid = async (amount = 10_000, number = '4000000000000077') => {
  const paymentId: string =
    (await shop.live('POST', '/checkout', { amount, currency: 'eur', card: { number, exp_month: 12, exp_year: 2030, cvc: '123' } }))
      .body['id']
  const { reference } = await house
    .db
    .selectFrom('acquirer_calls')
    .select('reference')
    .where('payment_id', '=', paymentId)
    .executeTakeFirstOrThrow()
  return { paymentId, original: reference! }
}
const said = (words: string) =>
  unit(house.ctx(system('open-disputes')), (tx) => takeDisputeLine(tx, readReportLine(words)!, { origin: 'report', on: '2026-03-02' }))
const line = (
  reference: string,
  original: string,
  more: Partial<Record<'network' | 'code' | 'r' | 'amount' | 'currency' | 'due' | 'stage', string | number>> = {},
): string =>
  [
    reference,
    original,
    more.network ?? 'visa',
    more.code ?? '1040',
    more.r ?? '',
    more.amount ?? 10_000,
    more.currency ?? 'eur',
    more.due ?? '2026-03-25',
    more.stage ?? 'opened',
  ]
    .join(';')
const lines = () => house.db.selectFrom('dispute_lines').selectAll().orderBy('id').execute()
const reasonOf = async (words: string): Promise<string | null> => {
  const before = (await lines()).length
  await said(words)
  const all = await lines()
  expect(all).toHaveLength(before + 1)
  return all.at(-1)!.reason
}
const disputeOf = (reference: string) =>
  house.db.selectFrom('disputes').selectAll().where('report_key', '=', reference).executeTakeFirstOrThrow()
const stateOf = async (id: string) =>
  (await house.db.selectFrom('payments').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state
const next = () => `D-${++n}`

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  shop = await openApiMerchant(house)
})
afterAll(async () => {
  expect((await checkLedger(house.db)).fault).toBeUndefined()
  expect((await verifyAuditTrail(house.db)).fault ?? null).toBeNull()
  await house.close()
})

describe('a line of the report', () => {
  it('opens a dispute under the date of the message, and the merchant is told the one that binds him', async () => {
    const [{ paymentId, original }, ref] = [await paid(), next()]
    expect(await reasonOf(line(ref, original))).toBeNull()
    expect(await disputeOf(ref)).toMatchObject({
      state: 'open',
      due_on: '2026-03-25',
      merchant_due_on: '2026-03-18',
      is_due_told: true,
      rule_id: 'visa.1040.1',
      payment_id: paymentId,
    })
    expect(await stateOf(paymentId)).toBe('disputed')
    const { email } = await house
      .db
      .selectFrom('merchant_users')
      .select('email')
      .where('merchant_id', '=', shop.merchantId)
      .executeTakeFirstOrThrow()
    expect(await letterOf(house, 'dispute_opened', email)).toContain('mercredi 18 mars 2026')
    // said again, it is the same line
    expect(await said(line(ref, original))).toBe(false)
  })

  it('goes through its stages to its end, once', async () => {
    const [{ paymentId, original }, ref] = [await paid(), next()]
    await said(line(ref, original))
    await house.db.updateTable('disputes').set({ state: 'represented' }).where('report_key', '=', ref).execute()
    expect(await reasonOf(line(ref, original, { stage: 'pre_arbitration', due: '2026-04-20' }))).toBeNull()
    expect(await disputeOf(ref)).toMatchObject({ state: 'pre_arbitration', due_on: '2026-04-20' })
    expect(await reasonOf(line(ref, original, { stage: 'partly', amount: 2_500 }))).toBeNull()
    expect(await disputeOf(ref)).toMatchObject({ state: 'partly_won', won_cents: 2_500 })
    expect(await stateOf(paymentId)).toBe('captured')
    expect(await reasonOf(line(ref, original, { stage: 'lost' }))).toBe('closed')
  })

  it('may contest another part of a payment, never more than is left of it', async () => {
    const { paymentId, original } = await paid()
    const [first, second] = [next(), next()]
    expect(await reasonOf(line(first, original, { amount: 6_000 }))).toBeNull()
    expect(await reasonOf(line(next(), original, { amount: 4_001 }))).toBe('amount_above_left')
    expect(await reasonOf(line(second, original, { amount: 4_000 }))).toBeNull()
    expect(await reasonOf(line(first, original, { amount: 6_000, stage: 'won' }))).toBeNull()
    expect(await stateOf(paymentId)).toBe('disputed')
    expect(await reasonOf(line(second, original, { amount: 4_000, stage: 'withdrawn' }))).toBeNull()
    expect(await stateOf(paymentId)).toBe('captured')
  })

  it('that fits nothing moves nothing and says why', async () => {
    const { paymentId, original } = await paid()
    const known = next()
    await said(line(known, original, { amount: 1_000 }))
    const before = await disputeOf(known)
    const part = await paid()
    await createRefund(house.ctx(shop.actor), { merchantId: shop.merchantId, mode: 'live' }, { payment: part.paymentId, amount: 7_000 })
    // gone: one that has not left gives way (test/settlements/fit.test.ts)
    await sendRefunds(house.ctx(system('send-refunds')))
    const open: string = (await shop.live('POST', '/checkout', {
      amount: 900,
      currency: 'eur',
      card: { number: '4242424242424242', exp_month: 12, exp_year: 2030, cvc: '123' },
    }))
      .body['id']
    const unsent =
      (await house.db.selectFrom('acquirer_calls').select('reference').where('payment_id', '=', open).executeTakeFirstOrThrow()).reference!
    const wrong: [string, string][] = [
      [line(next(), 'R-UNKNOWN'), 'unknown_payment'],
      [line(next(), original, { stage: 'won' }), 'unknown_dispute'],
      [line(known, original, { amount: 1_000, due: '2026-03-26' }), 'duplicate'],
      [line(known, original, { amount: 1_000, stage: 'won', network: 'mastercard' }), 'network_differs'],
      [line(known, original, { amount: 1_000, stage: 'won', code: '1261' }), 'code_differs'],
      [line(known, original, { amount: 1_000, stage: 'won', currency: 'usd' }), 'currency_differs'],
      [line(known, original, { amount: 999, stage: 'lost' }), 'amount_differs'],
      [line(known, original, { amount: 1_000, stage: 'partly' }), 'amount_differs'],
      [line(known, original, { amount: 1_000, stage: 'pre_arbitration' }), 'wrong_state'],
      [line(next(), part.original, { amount: 3_001 }), 'amount_above_left'],
      [line(next(), unsent, { amount: 900 }), 'wrong_state'],
      [line(next(), original, { network: 'sepa', code: 'AC04', amount: 100 }), 'network_differs'],
      [line(next(), original, { amount: 100, currency: 'usd' }), 'currency_differs'],
    ]
    for (const [words, reason] of wrong) expect(await reasonOf(words), words).toBe(reason)
    expect(await disputeOf(known)).toEqual(before)
    expect(await stateOf(paymentId)).toBe('disputed')
    expect(await stateOf(part.paymentId)).toBe('captured')
    const mc = next()
    await said(line(mc, part.original, { network: 'mastercard', code: '4808', amount: 3_000 }))
    await house.db.updateTable('disputes').set({ state: 'represented' }).where('report_key', '=', mc).execute()
    expect(await reasonOf(line(mc, part.original, { network: 'mastercard', code: '4808', amount: 3_000, stage: 'pre_arbitration' }))).toBe(
      'no_such_stage',
    )
    expect(await reasonOf(line(mc, part.original, { network: 'mastercard', code: '4808', amount: 3_000, stage: 'arbitration' }))).toBeNull()
  })

  it('told before its beginning is taken once that has come, by the next run, once; closed by somebody it stays closed', async () => {
    const [{ paymentId, original }, ref, closed] = [await paid(), next(), next()]
    for (const one of [ref, closed]) expect(await reasonOf(line(one, original, { amount: 1_000, stage: 'won' }))).toBe('unknown_dispute')
    const agent = await house.staff('agent')
    const idOf = async (reference: string) =>
      (await house.db.selectFrom('dispute_lines').select('id').where('reference', '=', reference).orderBy('id').executeTakeFirstOrThrow())
        .id
    await resolveDisputeLine(house.ctx(agent), await idOf(closed), { reason: 'Une autre.' })
    for (const one of [ref, closed]) expect(await reasonOf(line(one, original, { amount: 1_000 }))).toBeNull()
    for (let again = 0; again < 2; again++) await healDisputeLines(house.ctx(system('open-disputes')))
    expect([(await disputeOf(ref)).state, (await disputeOf(closed)).state, await stateOf(paymentId)]).toEqual(['won', 'open', 'disputed'])
    expect(
      await house
        .db
        .selectFrom('dispute_lines')
        .select(['outcome', 'healed_at'])
        .where('id', '=', await idOf(ref))
        .executeTakeFirstOrThrow(),
    )
      .toEqual({ outcome: 'matched', healed_at: house.now() })
    expect((await (await house.clientOf(agent)).get(`/console/dispute-lines/${await idOf(ref)}`)).text).toContain('Correspond désormais')
    await expect(resolveDisputeLine(house.ctx(agent), await idOf(ref), { reason: 'x' })).rejects.toMatchObject({ status: 409 })
  })

  it('takes a code nobody knows under its network’s own default', async () => {
    const [{ original }, ref] = [await paid(), next()]
    expect(await reasonOf(line(ref, original, { code: '9999' }))).toBeNull()
    expect(await disputeOf(ref)).toMatchObject({ rule_id: 'visa.other.1', category: 'other' })
  })

  it('is read by a shape and never guessed at', () => {
    for (
      const bad of [
        '',
        'a;b',
        line('', 'o'),
        line('a', ''),
        line('4242424242424242', 'o'),
        line('a', 'o', { network: 'amex' }),
        line('a', 'o', { amount: 0 }),
        line('a', 'o', { amount: '-5' }),
        line('a', 'o', { amount: '1e3' }),
        line('a', 'o', { due: '2026-02-30' }),
        line('a', 'o', { stage: 'maybe' }),
        line('a', 'o', { r: 'refund' }),
        line('a', 'o', { currency: 'EUR' }),
        line('a\u202e', 'o'),
      ]
    ) {
      expect(readReportLine(bad), bad).toBeNull()
    }
    expect(readReportLine(line('a', '', { stage: 'won' }))).toMatchObject({ stage: 'won' })
  })
})

describe('the run', () => {
  it('reads each day once, makes up for a silence, completes what the settlement opened, and a broken line stops no other', async () => {
    const contested = await paid(10_000, '4000000000001976')
    const other = await paid(5_000)
    house.travel('2026-03-03T05:00:00Z')
    await insertDisputeLine(house.db, '2026-03-02', 'nonsense')
    await insertDisputeLine(house.db, '2026-03-02', line('R-X', other.original, { amount: 5_000 }))
    await readSettlements(house.ctx(system('read-settlements')))
    const trial = await openDisputes(house.ctx(system('open-disputes'), { dryRun: true }))
    expect(trial).toMatchObject({ done: 2, failed: 1 })
    expect(await house.db.selectFrom('dispute_report_days').selectAll().execute()).toEqual([])
    const first = await openDisputes(house.ctx(system('open-disputes')))
    expect(first).toMatchObject({ done: 2, failed: 1 })
    expect(first.touched).toContainEqual({ subject: '2026-03-02', outcome: 'failed', detail: 'unreadable_line' })
    const told = await house.db.selectFrom('disputes').selectAll().where('payment_id', '=', contested.paymentId).execute()
    expect(told).toMatchObject([{ due_on: '2026-04-01', is_due_told: true, merchant_due_on: '2026-03-25', category: 'duplicate' }])
    expect(told[0]!.told_at).not.toBeNull()
    expect(await openDisputes(house.ctx(system('open-disputes')))).toMatchObject({ done: 0 })
    // forty days of silence, and a line in the middle of them
    const late = await paid(700)
    await insertDisputeLine(house.db, '2026-03-20', line('R-LATE', late.original, { amount: 700, due: '2026-05-01' }))
    house.travel('2026-04-12T05:00:00Z')
    expect(await openDisputes(house.ctx(system('open-disputes')))).toMatchObject({ done: 1, failed: 0 })
    expect(await disputeOf('R-LATE')).toMatchObject({ due_on: '2026-05-01', merchant_due_on: '2026-04-24' })
    // won: the scheme's money comes in with the settlement of the day after, once
    await insertDisputeLine(house.db, '2026-04-12', line('R-LATE', late.original, { amount: 700, due: '2026-05-01', stage: 'won' }))
    house.travel('2026-04-13T05:00:00Z')
    await openDisputes(house.ctx(system('open-disputes')))
    house.travel('2026-04-14T05:00:00Z')
    for (let again = 0; again < 2; again++) await readSettlements(house.ctx(system('read-settlements')))
    expect(await house.db.selectFrom('settlement_lines').select(['outcome', 'amount_cents']).where('act', '=', 'dispute_credit').execute())
      .toEqual([{ outcome: 'matched', amount_cents: 700 }])
    expect(await house.db.selectFrom('ledger_entries').select('event_key').where('kind', '=', 'dispute_credit').execute()).toHaveLength(1)
  })
})
