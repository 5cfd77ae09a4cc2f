import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiRoutes } from '#src/api-routes.ts'
import { verifyAuditTrail } from '#src/audit/verifyAuditTrail.ts'
import { listFees } from '#src/billing/fees.sql.ts'
import { settleDispute } from '#src/disputeOutcomes/settleDispute.ts'
import { seenOf } from '#src/fraud/fraudCase.ts'
import { noteFinding } from '#src/fraud/noteFinding.ts'
import { openCertificate } from '#src/fraudCertificates/issueCertificate.ts'
import { confirmFraud } from '#src/fraudDecisions/confirmFraud.ts'
import { confirmUndo, declineUndo } from '#src/fraudDecisions/decideUndo.ts'
import { proposeFraud } from '#src/fraudDecisions/proposeFraud.ts'
import { proposeRejection } from '#src/fraudDecisions/proposeRejection.ts'
import { proposeUndo } from '#src/fraudDecisions/proposeUndo.ts'
import { workOnCase, workOnCases } from '#src/fraudDecisions/workOnCases.ts'
import { entriesOf } from '#src/fraudEffects/effectEntries.ts'
import { planEffect, planSeen, sumPlan, type FraudBearer, type FraudRow } from '#src/fraudEffects/effects.ts'
import { heedLateDisputes } from '#src/fraudEffects/heedLateDisputes.ts'
import { readPlan, readUndoPlan } from '#src/fraudEffects/plans.sql.ts'
import { undoSeen } from '#src/fraudEffects/undo.ts'
import { readCheck } from '#src/fraudReports/check.sql.ts'
import { checkReport } from '#src/fraudReports/checkReport.ts'
import { fileReport } from '#src/fraudReports/fileReport.ts'
import { findReport } from '#src/fraudReports/reports.sql.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { snapshotBalances } from '#src/ledger/snapshotBalances.ts'
import { createPayouts } from '#src/payouts/createPayouts.ts'
import { unit } from '#src/platform/ctx.ts'
import { routes } from '#src/routes.ts'
import { fundsOf, night, payable, payoutsOf } from '#test/payouts/ground.ts'
import type { ApiMerchant } from '#test/support/api.ts'
import { openHouse, type House } from '#test/support/house.ts'

const captured: FraudRow = {
  paymentId: 'paym_1',
  state: 'captured',
  currency: 'eur',
  scheme: 'visa',
  amountCents: 10_000,
  refundedCents: 0,
  feeCents: 150,
  openCents: 0,
  lostCents: 0,
  disputeFeeCents: 0,
  isReceived: true,
  isPaidOut: false,
}

describe('the effect of a confirmed fraud on one payment (rules.md §5.4, A–E)', () => {
  it.each([
    ['A, authorised', { state: 'authorized', feeCents: 0, isReceived: false }, { accounting: 'voidable', returnCents: 0, feeCents: 0 }],
    ['A, to be captured', { state: 'to_capture', feeCents: 0, isReceived: false }, { accounting: 'voidable', returnCents: 0 }],
    ['B', {}, { accounting: 'captured', returnCents: 10_000, feeCents: 150 }],
    ['B, refunded in part: the rest', { refundedCents: 4_000 }, { accounting: 'captured', returnCents: 6_000 }],
    ['B, refunded already: fees only', { refundedCents: 10_000 }, { accounting: 'captured', returnCents: 0, feeCents: 150 }],
    ['C', { state: 'disputed', openCents: 10_000, disputeFeeCents: 1_500 }, {
      accounting: 'dispute_open',
      acceptCents: 10_000,
      returnCents: 0,
      feeCents: 150,
      disputeFeeCents: 1_500,
    }],
    ['C, of a part: the rest goes back', { state: 'disputed', openCents: 3_000 }, {
      accounting: 'dispute_open',
      acceptCents: 3_000,
      returnCents: 7_000,
    }],
    ['D', { state: 'disputed', lostCents: 10_000, disputeFeeCents: 1_500 }, {
      accounting: 'dispute_lost',
      acceptCents: 0,
      returnCents: 0,
      feeCents: 150,
      disputeFeeCents: 1_500,
    }],
    ['D, of a part, the rest refunded', { state: 'disputed', lostCents: 3_000, refundedCents: 7_000 }, {
      accounting: 'dispute_lost',
      returnCents: 0,
    }],
    ['refunded and contested as well: never below zero', { state: 'disputed', openCents: 10_000, refundedCents: 10_000 }, {
      returnCents: 0,
      acceptCents: 10_000,
    }],
    ['a dispute that was won counts for its fee only', { disputeFeeCents: 1_500 }, {
      accounting: 'captured',
      returnCents: 10_000,
      disputeFeeCents: 1_500,
    }],
    ['E', { isPaidOut: true }, { accounting: 'paid_out', returnCents: 10_000 }],
    ['its capture is on its way', { state: 'capture_sent', isReceived: false }, {
      isWaiting: true,
      accounting: 'captured',
      returnCents: 10_000,
    }],
    ['nothing was ever taken', { state: 'refused', feeCents: 0 }, { accounting: 'untaken', returnCents: 0, feeCents: 0 }],
    ['a card check', { amountCents: 0, feeCents: 0 }, { accounting: 'untaken', returnCents: 0 }],
  ] as [string, Partial<FraudRow>, object][])(
    '%s',
    (_, said, effect) => expect(planEffect({ ...captured, ...said }, 'merchant')).toMatchObject(effect),
  )

  it('what the merchant lacks is the institution’s where it says so, and where the money has come', () => {
    expect(planEffect(captured, 'institution').isAbsorbed).toBe(true)
    expect(planEffect({ ...captured, isReceived: false }, 'institution').isAbsorbed).toBe(false)
    expect(planEffect(captured, 'merchant').isAbsorbed).toBe(false)
    const figures = sumPlan([
      planEffect({ ...captured, isPaidOut: true }, 'institution'),
      planEffect({ ...captured, currency: 'usd' }, 'merchant'),
    ])
    expect(figures).toEqual({
      count: 2,
      waiting: 0,
      accountings: { paid_out: 1, captured: 1 },
      sums: {
        eur: { amount: 10_000, return: 10_000, accept: 0, fee: 150, disputeFee: 0, owed: 0, absorbed: 10_000 },
        usd: { amount: 10_000, return: 10_000, accept: 0, fee: 150, disputeFee: 0, owed: 0, absorbed: 0 },
      },
    })
  })
})

describe('the entries of a batch', () => {
  const place = { merchantId: 'mrch_1', book: 'live', currency: 'eur', caseId: 'frdc_1', at: new Date('2026-03-02T09:00:00Z') } as const
  const due = (n: number, said: Partial<FraudRow>, bearer: FraudBearer = 'merchant') => ({
    effect: planEffect({ ...captured, paymentId: `paym_${n}`, ...said }, bearer),
    refundId: `refd_${n}`,
  })
  const legs = (entries: ReturnType<typeof entriesOf>) =>
    entries.map(({ eventKey, legs: own }) => [eventKey, ...own.map(({ account, amountCents }) => `${account} ${amountCents}`)])

  it('give fees first, then take from what is available, from the reserve, and what is lacking is owed; each takes what the one before left', () => {
    expect(legs(entriesOf(place, [due(1, {}), due(2, {})], { availableCents: 11_700, reserveCents: 5_000 }))).toEqual([
      ['fraud_fee:frdc_1:paym_1', '5010 150', '2020 -150'],
      ['fraud_fee:frdc_1:paym_2', '5010 150', '2020 -150'],
      ['refund:refd_1', '2020 10000', '2110 -10000'],
      ['refund:refd_2', '2020 2000', '2030 5000', '1400 3000', '2110 -10000'],
    ])
  })

  it('what was paid out is owed, or ours, whatever there is; what is lacking as well', () => {
    expect(legs(entriesOf(place, [due(1, { isPaidOut: true, feeCents: 0 })], { availableCents: 50_000 }))).toEqual([[
      'refund:refd_1',
      '1400 10000',
      '2110 -10000',
    ]])
    expect(legs(entriesOf(place, [due(1, { isPaidOut: true, feeCents: 0 }, 'institution')], { availableCents: 50_000 }))).toEqual([[
      'refund:refd_1',
      '5030 10000',
      '2110 -10000',
    ]])
    expect(legs(entriesOf(place, [due(1, { feeCents: 0 }, 'institution')], { availableCents: 4_000 }))).toEqual([[
      'refund:refd_1',
      '2020 4000',
      '5030 6000',
      '2110 -10000',
    ]])
    expect(entriesOf(place, [], { availableCents: 0 })).toEqual([])
  })
})

let house: House
let shop: ApiMerchant
let agent: StaffActor
let officer: StaffActor
let second: StaffActor

const atOnce = '4000000000000077'
const contested = '4000000000005423'
let orders = 0
const pay = async (said: Record<string, unknown> = {}, number = atOnce): Promise<string> =>
  (await shop.live('POST', '/checkout', {
    amount: 10_000,
    currency: 'eur',
    order_id: `secret-order-${++orders}`,
    card: { number, exp_month: 12, exp_year: 2030, cvc: '123' },
    ...said,
  }))
    .body['id']

const open = async (ids: string[]): Promise<string> => {
  const id = await checkReport(house.ctx(agent), {
    world: { merchantId: shop.merchantId, mode: 'live' },
    reason: 'stolen_keys',
    statement: 'Clés volées',
    pasted: ids.join('\n'),
    csv: null,
    targetCaseId: null,
  })
  const row = (await findReport(house.db, id))!
  const seen = seenOf(
    (await readCheck(house.db, {
      world: { merchantId: shop.merchantId, mode: 'live' },
      named: { ids: row.payment_ids, lines: row.lines },
    }, 10))
      .figures,
  )
  return (await fileReport(house.ctx(agent), id, seen)).caseId
}
const seenNow = async (caseId: string, verdict: 'confirm' | 'partly' = 'confirm', bearer: FraudBearer = 'merchant') =>
  planSeen(await readPlan(house.db, caseId, verdict, bearer))
const propose = async (caseId: string, bearer: FraudBearer = 'merchant') =>
  proposeFraud(house.ctx(agent), caseId, {
    verdict: 'confirm',
    bearer,
    seen: await seenNow(caseId, 'confirm', bearer),
    finding: 'stolen_means',
    reason: 'Cartes volées',
  })
const confirm = async (caseId: string, bearer: FraudBearer = 'merchant', by = officer) => {
  await confirmFraud(house.ctx(by), caseId, { seen: await seenNow(caseId, 'confirm', bearer) })
  return workOnCase(house.ctx(by), caseId)
}
const stateOf = async (id: string) =>
  (await house.db.selectFrom('fraud_cases').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state
const paymentOf = (id: string) => house.db.selectFrom('payments').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const effectOf = (id: string) => house.db.selectFrom('fraud_effects').selectAll().where('payment_id', '=', id).executeTakeFirstOrThrow()
const funds = () => fundsOf(house, shop.merchantId)
const position = async () => {
  const { availableCents, owedCents } = await funds()
  return availableCents - owedCents
}
const booksHold = async () => expect((await checkLedger(house.db)).fault).toBeUndefined()

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  shop = await payable(house)
  agent = await house.staff('agent', 'Agathe Prévost')
  officer = await house.staff('officer', 'Olivier Roux')
  second = await house.staff('officer')
})
afterAll(async () => {
  await booksHold()
  expect((await verifyAuditTrail(house.db)).fault ?? null).toBeNull()
  await house.close()
})

describe('the five cases', () => {
  it('A and B: canceled before the capture; captured, given back, the fee returned; both gone from the merchant', async () => {
    const [voidable, taken] = [await pay({}, '4242424242424242'), await pay()]
    const { fee_cents: fee } = await paymentOf(taken)
    const before = await position()
    const id = await open([voidable, taken])
    await propose(id)
    await confirm(id)
    expect(await stateOf(id)).toBe('confirmed')
    expect(await paymentOf(voidable)).toMatchObject({ state: 'canceled', hidden_at: house.now() })
    expect(await effectOf(voidable)).toMatchObject({ accounting: 'voidable', entry_keys: [], refund_id: null })
    expect(await paymentOf(taken)).toMatchObject({ state: 'captured', refunded_cents: 10_000, hidden_at: house.now() })
    expect(await effectOf(taken)).toMatchObject({
      state: 'applied',
      accounting: 'captured',
      return_cents: 10_000,
      fee_cents: fee,
      is_revised: false,
    })
    expect(await position()).toBe(before - 10_000 + fee)
    const refund = await house.db.selectFrom('refunds').selectAll().where('payment_id', '=', taken).executeTakeFirstOrThrow()
    expect(refund).toMatchObject({ kind: 'fraud', state: 'to_refund', amount_cents: 10_000, hidden_at: house.now() })
    await booksHold()
    await night(house, '2026-03-03T03:00:00Z')
    expect((await house.db.selectFrom('refunds').select('state').where('id', '=', refund.id).executeTakeFirstOrThrow()).state).not.toBe(
      'to_refund',
    )
    await booksHold()
  })

  it('C and D: what is contested is accepted, what was lost stays so; fees of both given back, and nothing twice', async () => {
    const [pending, lost] = [await pay({}, contested), await pay({}, contested)]
    const [{ id: lostId }] = await house.db.selectFrom('disputes').select('id').where('payment_id', '=', lost).execute() as [{ id: string }]
    await unit(house.ctx(), (tx) => settleDispute(tx, lostId, { wonCents: 0, cause: 'decided' }))
    const id = await open([pending, lost])
    await propose(id)
    const [before, fees] = [await position(), (await readPlan(house.db, id, 'confirm', 'merchant')).figures.sums['eur']!]
    expect(fees).toMatchObject({ return: 0, accept: 10_000 })
    await confirm(id)
    expect(await position()).toBe(before + fees.fee + fees.disputeFee)
    expect(await house.db.selectFrom('disputes').select(['state', 'cause']).where('payment_id', '=', pending).execute()).toEqual([{
      state: 'lost',
      cause: 'fraud',
    }])
    expect(await house.db.selectFrom('refunds').select('id').where('payment_id', 'in', [pending, lost]).execute()).toEqual([])
    expect((await funds()).disputeHoldCents).toBe(0)
    await booksHold()
  })

  it.each([['merchant', '2026-03-05T05:00:00Z'], ['institution', '2026-03-10T05:00:00Z']] as const)(
    'E: paid out already, borne by the %s; the payout keeps its amount and has one line more',
    async (bearer, morning) => {
      const [taken] = [await pay(), await pay({ amount: 60_000 })]
      await night(house, morning)
      await snapshotBalances(house.ctx())
      await createPayouts(house.ctx())
      const payout = (await payoutsOf(house, shop.merchantId)).at(-1)!
      const { fee_cents: fee } = await paymentOf(taken)
      const before = await position()
      const wire = (await shop.live('GET', `/payouts/${payout.id}`)).body
      const id = await open([taken])
      await propose(id, bearer)
      await confirm(id, bearer)
      expect(await effectOf(taken)).toMatchObject({ accounting: 'paid_out', is_absorbed: bearer === 'institution' })
      expect(await position()).toBe(before - (bearer === 'merchant' ? 10_000 : 0) + fee)
      const after = (await shop.live('GET', `/payouts/${payout.id}`)).body
      expect(after).toMatchObject({
        amount: wire['amount'],
        payments: { amount: wire['payments'].amount - 10_000 },
        fees: wire['fees'] - fee,
      })
      expect(after['adjustments']?.amount ?? 0).toBe((wire['adjustments']?.amount ?? 0) + 10_000 - fee)
      expect(after['amount']).toBe(
        after['payments'].amount - after['refunds'].amount - after['disputes'].amount - after['fees'] + (after['adjustments']?.amount ?? 0),
      )
      const mine = await house.clientOf(shop.actor)
      const lines = (await mine.get(`/merchant/payouts/${payout.id}/lines.csv`)).text
      if (bearer === 'merchant') expect(lines).toContain('Paiements retirés après fraude')
      expect(lines).not.toContain(taken)
      await booksHold()
    },
  )
})

describe('the decision', () => {
  it('is two people’s, at figures that both have seen; of two who confirm at once one is told', async () => {
    const [one, two] = [await pay(), await pay()]
    const id = await open([one, two])
    await expect(
      proposeFraud(house.ctx(agent), id, { verdict: 'confirm', bearer: 'merchant', seen: 'x', finding: 'stolen_means', reason: 'x' }),
    )
      .rejects
      .toMatchObject({ code: 'figures_have_changed' })
    await expect(proposeFraud(house.ctx(agent), id, {
      verdict: 'confirm',
      bearer: 'merchant',
      seen: await seenNow(id),
      finding: 'no_evidence',
      reason: 'x',
    }))
      .rejects
      .toMatchObject({ status: 422 })
    await expect(proposeFraud(house.ctx(agent), id, {
      verdict: 'partly',
      bearer: 'merchant',
      seen: await seenNow(id, 'partly'),
      finding: 'no_evidence',
      reason: 'x',
    }))
      .rejects
      .toMatchObject({ status: 422 })
    await expect(confirmFraud(house.ctx(officer), id, { seen: await seenNow(id) })).rejects.toMatchObject({ status: 409 })
    await proposeFraud(house.ctx(officer), id, {
      verdict: 'confirm',
      bearer: 'merchant',
      seen: await seenNow(id),
      finding: 'stolen_means',
      reason: 'Volées',
    })
    await expect(confirmFraud(house.ctx(officer), id, { seen: await seenNow(id) })).rejects.toMatchObject({ code: 'four_eyes' })
    await expect(confirmFraud(house.ctx(agent), id, { seen: await seenNow(id) })).rejects.toMatchObject({ status: 403 })
    // a dispute comes between what was seen and what is said
    const seen = await seenNow(id)
    await house.db.updateTable('payments').set({ fee_cents: 1 }).where('id', '=', two).execute()
    await expect(confirmFraud(house.ctx(second), id, { seen })).rejects.toMatchObject({ code: 'figures_have_changed' })
    expect(await house.db.selectFrom('fraud_effects').select('payment_id').where('case_id', '=', id).execute()).toEqual([])
    const now = await seenNow(id)
    const third = await house.staff('officer')
    const ends = await Promise.allSettled([
      confirmFraud(house.ctx(second), id, { seen: now }),
      confirmFraud(house.ctx(third), id, { seen: now }),
    ])
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await Promise.all([workOnCase(house.ctx(second), id), workOnCase(house.ctx(), id), workOnCases(house.ctx())])
    expect(await stateOf(id)).toBe('confirmed')
    expect(await house.db.selectFrom('refunds').select('amount_cents').where('payment_id', 'in', [one, two]).execute()).toHaveLength(2)
    await booksHold()
  })

  it('partly: those found so, and no other; the others are let go', async () => {
    const [bad, good] = [await pay(), await pay()]
    const id = await open([bad, good])
    await noteFinding(house.ctx(agent), id, { paymentIds: [bad], finding: 'payer_denies' })
    await expect(proposeRejection(house.ctx(agent), id, { seen: '2|eur:20000', finding: 'no_evidence', reason: 'x' }))
      .rejects
      .toMatchObject({ status: 422 })
    await proposeFraud(house.ctx(agent), id, {
      verdict: 'partly',
      bearer: 'merchant',
      seen: await seenNow(id, 'partly'),
      finding: 'usual_purchase',
      reason: 'Un seul',
    })
    await confirmFraud(house.ctx(officer), id, { seen: await seenNow(id, 'partly') })
    await workOnCases(house.ctx())
    expect(
      await house
        .db
        .selectFrom('fraud_case_payments')
        .select(['payment_id', 'state', 'finding'])
        .where('case_id', '=', id)
        .orderBy('payment_id')
        .execute(),
    )
      .toEqual([
        { payment_id: bad, state: 'fraudulent', finding: 'payer_denies' },
        { payment_id: good, state: 'released', finding: 'usual_purchase' },
      ])
    expect((await shop.live('POST', '/refunds', { payment: good })).status).toBe(200)
    expect((await shop.live('POST', '/refunds', { payment: bad })).status).toBe(404)
    await expect(open([bad])).rejects.toMatchObject({ code: 'nothing_to_file' })
  })

  it('waits for a capture that is on its way, and goes on by itself; a dry run changes nothing', async () => {
    const payment = await pay({}, '4242424242424242')
    const id = await open([payment])
    await house.db.updateTable('payments').set({ state: 'capture_sent' }).where('id', '=', payment).execute()
    await propose(id)
    await confirm(id)
    expect(await stateOf(id)).toBe('applying')
    expect(await effectOf(payment)).toMatchObject({ state: 'waiting' })
    expect(await workOnCases(house.ctx())).toMatchObject({ done: 0, skipped: 1, failed: 0 })
    await house.db.updateTable('payments').set({ state: 'refused' }).where('id', '=', payment).execute()
    await workOnCases(house.ctx(undefined, { dryRun: true }))
    expect(await stateOf(id)).toBe('applying')
    expect(await workOnCases(house.ctx())).toMatchObject({ done: 1, failed: 0 })
    expect(await effectOf(payment)).toMatchObject({ state: 'applied', accounting: 'untaken', return_cents: 0, is_revised: true })
    expect(await workOnCases(house.ctx())).toMatchObject({ done: 0, skipped: 0 })
  })

  it('gives back no twice: a dispute that comes before the return has left takes its place', async () => {
    const payment = await pay()
    const id = await open([payment])
    await propose(id)
    await confirm(id)
    const { disputePayment } = await import('#src/payments/disputePayment.ts')
    const { lockAnyPayment } = await import('#src/payments/payments.sql.ts')
    await unit(house.ctx(), async (tx) =>
      disputePayment(tx, await lockAnyPayment(tx.db, payment), {
        network: 'visa',
        code: '1040',
        key: 'late-dispute',
        amountCents: 10_000,
      }))
    expect((await shop.live('GET', '/disputes')).text).not.toContain(payment)
    await night(house, new Date(house.now().getTime() + 86_400_000).toISOString())
    expect(await house.db.selectFrom('refunds').select(['state']).where('payment_id', '=', payment).execute()).toEqual([{
      state: 'not_honored',
    }])
    expect((await effectOf(payment)).return_refused_at).not.toBeNull()
    // nobody defends it, and what it cost is given back, once
    const before = await position()
    expect(await heedLateDisputes(house.ctx())).toMatchObject({ done: 1, failed: 0 })
    expect(await heedLateDisputes(house.ctx())).toMatchObject({ done: 0, skipped: 0 })
    const [late] = await house.db.selectFrom('disputes').select(['state', 'cause', 'fee_cents']).where('payment_id', '=', payment).execute()
    expect(late).toMatchObject({ state: 'lost', cause: 'fraud' })
    expect(await position()).toBe(before + late!.fee_cents)
    await booksHold()
    const figures = await readUndoPlan(house.db, id)
    await proposeUndo(house.ctx(agent), id, { seen: undoSeen(figures), reason: 'Erreur' })
    await confirmUndo(house.ctx(officer), id, { seen: undoSeen(figures) })
    await workOnCases(house.ctx())
    expect(await position()).toBe(before + late!.fee_cents - figures.sums['eur']!.fee)
    await booksHold()
  })
})

describe('what the merchant no longer sees', () => {
  it('is on no page and in no answer; staff see it, with a mark; the fees come back as a credit on his invoice', async () => {
    const [gone, disputed] = [await pay({ unique_id: 'once-only' }), await pay({}, contested)]
    const hidden = await Promise.all([gone, disputed].map(paymentOf))
    const [dispute] = await house.db.selectFrom('disputes').select('id').where('payment_id', '=', disputed).execute()
    const id = await open([gone, disputed])
    await propose(id)
    await confirm(id)
    const refunds = await house.db.selectFrom('refunds').select('id').where('payment_id', '=', gone).execute()
    const payouts = await payoutsOf(house, shop.merchantId)
    const secrets = [gone, disputed, dispute!.id, ...refunds.map((one) => one.id), ...hidden.map((one) => one.order_id!)]
    const mine = await house.clientOf(shop.actor)
    const caseId = id
    // every address a merchant can open: those without a parameter, and the others with each id that might show something
    const ids = [caseId, ...secrets, ...payouts.slice(-1).map((one) => one.id)]
    const filled = (
      path: string,
    ): string[] => (path.includes(':id') ? ids.map((one) => path.replace(':id', one)) : path.includes(':') ? [] : [path])
    const area = routes({ isTrial: true }).filter(({ method, guard, path }) =>
      method === 'get' && guard.door === 'merchant' &&
      /^.merchant($|.(payments|refunds|disputes|resolutions|payouts|balance|invoices|fraud))/.test(path)
    )
    expect(area.length).toBeGreaterThan(15)
    const pages = [
      ...area.flatMap(({ path }) => filled(path)),
      '/merchant/payments?world=live',
      '/merchant/payments.csv?world=live',
      ...secrets.map((one) => `/merchant/payments?world=live&q=${one}`),
      ...payouts.map((one) => `/merchant/payouts/${one.id}/lines.csv`),
    ]
    for (const path of pages) {
      const { status, text } = await mine.get(path)
      expect(status, path).toBeLessThan(500)
      // what he typed himself comes back in the field
      const said = text.replace(/«[^»]*»/g, '').replace(/value="[^"]*"/g, '').replace(
        /href="[^"]*"/g,
        (link) => (/q(=|&#x3D;)/.test(link) ? '' : link),
      )
      for (const secret of secrets)
        expect(
          said.includes(secret) && !path.endsWith(`/${secret}`),
          `${path} says ${secret}: ${said.slice(Math.max(0, said.indexOf(secret) - 100), said.indexOf(secret) + 60)}`,
        )
          .toBe(false)
    }
    for (
      const path of [
        `/merchant/payments/${gone}`,
        `/merchant/payments/${gone}/refund`,
        `/merchant/payments/${disputed}`,
        `/merchant/disputes/${dispute!.id}`,
      ]
    ) expect((await mine.get(path)).status, path).toBe(404)
    const lists = [
      ...apiRoutes.filter(({ method, path }) => method === 'get' && /checkout|refunds|disputes|payouts/.test(path)).flatMap(({ path }) =>
        filled(path.replace(/^.v1/, ''))
      ),
      '/checkout?limit=100',
      '/refunds?limit=100',
      '/disputes?limit=100',
      ...payouts.flatMap((one) => ['payments', 'refunds', 'disputes'].map((what) => `/payouts/${one.id}/${what}?limit=100`)),
    ]
    expect(lists.length).toBeGreaterThan(25)
    for (const path of lists) {
      const { status, text } = await shop.live('GET', path)
      expect([200, 404], path).toContain(status)
      // what was asked for is said back: no such payment …
      for (const secret of secrets) expect(text.includes(secret) && !path.includes(secret), `${path} says ${secret}`).toBe(false)
      if (secrets.some((secret) => path.includes(secret))) expect(status, path).toBe(404)
    }
    for (const said of [...hidden.map((one) => `order_id=${one.order_id}`), 'unique_id=once-only'])
      expect((await shop.live('GET', `/checkout?${said}`)).body['payments'] ?? [], said).toEqual([])
    for (const path of [`/checkout/${gone}`, `/refunds/${refunds[0]!.id}`, `/disputes/${dispute!.id}`])
      expect((await shop.live('GET', path)).status, path).toBe(404)
    expect((await shop.live('POST', '/refunds', { payment: gone })).status).toBe(404)
    expect((await shop.live('PATCH', `/checkout/${gone}`, { description: 'Autre chose' })).status).toBe(404)
    const again = await shop.live('POST', '/checkout', { amount: 500, currency: 'eur', unique_id: 'once-only' })
    expect(again.status).toBe(409)
    expect(again.text).not.toContain(gone)
    const desk = await house.clientOf(agent)
    expect((await desk.get(`/console/payments/${gone}`)).text).toContain('Masqué au marchand')
    expect((await desk.get('/console/payments?world=live')).text).toContain(gone)
    const day = house.now().toISOString().slice(0, 10)
    const billed = (await listFees(house.db, day, day, '', 10)).find(({ merchantId }) => merchantId === shop.merchantId)!
    const fees = (await readUndoPlan(house.db, id)).sums['eur']!.fee
    expect(billed.lines.find(({ kind }) => kind === 'credit_note')).toMatchObject({ what: 'refunded', taxCode: 'exempt_261c' })
    expect(billed.lines.filter(({ kind }) => kind === 'credit_note').reduce((sum, { netCents }) => sum + netCents, 0))
      .toBeGreaterThanOrEqual(fees)
  })
})

describe('undone', () => {
  it('as far as it can be: seen again, the fees due again, what has left stays; by two people, with a certificate each', async () => {
    house.forward(86_400_000)
    const [kept, sent] = [await pay(), await pay()]
    const id = await open([kept, sent])
    const before = await position()
    await propose(id)
    await confirm(id)
    const effect = await effectOf(sent)
    await house.db.updateTable('refunds').set({ state: 'refund_sent' }).where('id', '=', effect.refund_id!).execute()
    const figures = await readUndoPlan(house.db, id)
    expect(figures).toMatchObject({ count: 2, voided: 0, sums: { eur: { recalled: 10_000, returned: 10_000, accepted: 0 } } })
    await expect(proposeUndo(house.ctx(agent), id, { seen: 'x', reason: 'x' })).rejects.toMatchObject({ code: 'figures_have_changed' })
    await proposeUndo(house.ctx(agent), id, { seen: undoSeen(figures), reason: 'Erreur' })
    await expect(confirmUndo(house.ctx(agent), id, { seen: undoSeen(figures) })).rejects.toMatchObject({ status: 403 })
    await declineUndo(house.ctx(officer), id, { reason: 'Pas sûr' })
    expect(await stateOf(id)).toBe('confirmed')
    await proposeUndo(house.ctx(agent), id, { seen: undoSeen(figures), reason: 'Erreur, cette fois' })
    await confirmUndo(house.ctx(officer), id, { seen: undoSeen(figures) })
    await workOnCases(house.ctx())
    expect(await stateOf(id)).toBe('undone')
    expect(await position()).toBe(before - 10_000)
    const day = house.now().toISOString().slice(0, 10)
    const billed = (await listFees(house.db, day, day, '', 10)).find(({ merchantId }) => merchantId === shop.merchantId)!
    expect(billed.lines).toContainEqual({
      kind: 'invoice',
      what: 'reinstated',
      taxCode: 'exempt_261c',
      currency: 'eur',
      operations: 2,
      netCents: figures.sums['eur']!.fee,
      vatCents: 0,
    })
    expect(await paymentOf(kept)).toMatchObject({ hidden_at: null, refunded_cents: 0 })
    expect(await paymentOf(sent)).toMatchObject({ hidden_at: null, refunded_cents: 10_000 })
    expect((await shop.live('GET', `/checkout/${kept}`)).status).toBe(200)
    // what left for the payer shows again; what was kept back went nowhere, and was never his to see
    expect(
      await house
        .db
        .selectFrom('refunds')
        .select(['state', 'hidden_at'])
        .where('payment_id', 'in', [kept, sent])
        .orderBy('payment_id')
        .execute(),
    )
      .toEqual([{ state: 'not_honored', hidden_at: expect.any(Date) }, { state: 'refund_sent', hidden_at: null }])
    await booksHold()
    const certificates = await house.db.selectFrom('fraud_certificates').selectAll().where('case_id', '=', id).orderBy('id').execute()
    expect(certificates).toHaveLength(2)
    for (const one of certificates) expect((await openCertificate(house.db, shop.merchantId, one)).subarray(0, 5).toString()).toBe('%PDF-')
    const mails = await house.db.selectFrom('mails').select('template').where('subject_id', '=', id).orderBy('id').execute()
    expect(mails.map(({ template }) => template)).toEqual(['fraud_case_confirmed', 'fraud_case_undone'])
    expect((await shop.live('POST', '/refunds', { payment: kept, amount: 1_000 })).status).toBe(200)
    await open([sent])
  })
})

describe('the pages', () => {
  const hiddenIn = (text: string, name: string): string => new RegExp(`name="${name}" value="([^"]+)"`).exec(text)?.[1] ?? ''
  const agreedIn = (text: string) => ({ seen: seenIn(text), proposal: hiddenIn(text, 'proposal') })
  const seenIn = (text: string): string => (/name="seen" value="([^"]+)"/.exec(text)?.[1] ?? '').replaceAll('&#x3D;', '=')
  const flat = (text: string): string => text.replace(/<[^>]+>/g, ' ').replace(/[\s\u00a0\u202f]+/g, ' ')

  it('show every figure before each act, refuse other figures with the new ones, and keep the certificate', async () => {
    const ids = [await pay(), await pay({}, contested)]
    const id = await open(ids)
    const path = `/console/fraud-cases/${id}`
    const [desk, judge] = [await house.clientOf(agent), await house.clientOf(officer)]
    expect((await desk.get(`${path}/propose`)).text).toContain('ne pas retenir')
    const page = await desk.get(`${path}/propose?verdict=confirm&bearer=institution`)
    for (
      const part of [
        'Rendu aux payeurs 100,00 €',
        'Contestations acceptées 100,00 €',
        'B. Rendu au payeur',
        'Avoir sur la prochaine facture',
      ]
    ) expect(flat(page.text), part).toContain(part)
    const said = { verdict: 'confirm', bearer: 'institution', seen: seenIn(page.text), finding: 'stolen_means', reason: 'Cartes volées' }
    for (
      const bad of [
        { ...said, seen: 'x'.repeat(2_001) },
        { ...said, reason: ' ' },
        { ...said, finding: 'guerre' },
        { ...said, finding: 'no_evidence' },
        { ...said, verdict: 'mars' },
        { ...said, verdict: 'partly' },
      ]
    ) expect((await desk.post(`${path}/propose`, bad)).status).toBe(422)
    expect((await desk.post(`${path}/propose`, { ...said, seen: 'autre' })).status).toBe(409)
    expect((await desk.post(`${path}/propose`, said)).location).toBe(path)
    expect((await desk.get(`${path}/confirm`)).status).toBe(403)
    const seen = agreedIn((await judge.get(`${path}/confirm`)).text)
    await house.db.updateTable('payments').set({ fee_cents: 7 }).where('id', '=', ids[0]!).execute()
    const refused = await judge.post(`${path}/confirm`, seen)
    expect(refused.status).toBe(409)
    expect(flat(refused.text)).toContain('Les chiffres ont changé')
    expect(flat(refused.text)).toContain('ne sont plus ceux que la première personne')
    expect((await judge.post(`${path}/confirm`, agreedIn(refused.text))).location).toBe(path)
    expect((await judge.post(`${path}/confirm`, agreedIn(refused.text))).status).toBe(409)
    const shown = await desk.get(path)
    for (
      const part of ['Fraude confirmée', '2 sur 2', 'B. Rendu au payeur · rendu 100,00 € · frais rendus 0,07 €', 'C. Contestation acceptée']
    ) expect(flat(shown.text), part).toContain(part)
    const certificate = /href="([^"]+certificates[^"]+)"/.exec(shown.text)![1]!
    expect((await (await house.clientOf(await house.staff('auditor'))).get(certificate)).headers.get('content-type')).toBe(
      'application/pdf',
    )
    expect((await (await house.clientOf(await house.staff('administrator'))).get(certificate)).status).toBe(403)
    expect((await desk.get(`${path}/certificates/frct_000000000000000000000000`)).status).toBe(404)
    const lines = (await desk.get(`${path}/effects.csv`)).text.trim().split('\r\n')
    expect(lines).toHaveLength(3)
    expect(lines.find((line) => line.includes(ids[0]!))).toMatch(/;100,00;100,00;0,00;0,07;0,00;/)
    const undo = await desk.get(`${path}/undo`)
    expect(flat(undo.text)).toContain('Contestations acceptées 100,00 € perdues sans recours')
    expect((await desk.post(`${path}/undo`, { seen: seenIn(undo.text), reason: 'Erreur' })).location).toBe(path)
    expect((await judge.post(`${path}/decline-undo`, { reason: '' })).status).toBe(422)
    expect((await judge.post(`${path}/confirm-undo`, agreedIn((await judge.get(`${path}/confirm-undo`)).text))).location).toBe(path)
    expect(flat((await desk.get(path)).text)).toContain('Le marchand voit de nouveau ces paiements')
    for (const act of ['undo', 'confirm-undo']) expect((await judge.get(`${path}/${act}`)).location).toBe(path)
  })
})
