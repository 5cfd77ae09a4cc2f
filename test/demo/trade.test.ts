import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectedAcquirer } from '#src/acquirer/gateway.ts'
import { verifyAuditTrail } from '#src/audit/verifyAuditTrail.ts'
import { connectedBank } from '#src/bank/bankGateway.ts'
import { testCards } from '#src/cards/bins.ts'
import { buildTrade, type TradeFacts } from '#src/demo/buildTrade.ts'
import { inventedIban, inventedSiren, inventedSiret } from '#src/demo/cast/numbers.ts'
import { demoStaff, staffPassword } from '#src/demo/demoStaff.ts'
import { dice } from '#src/demo/pieces/seed.ts'
import { salesOf, type Sale, type Season } from '#src/demo/trade/sales.ts'
import type { Shop } from '#src/demo/trade/shops.sql.ts'
import { openDisputes } from '#src/disputeLines/openDisputes.ts'
import { expireDisputes } from '#src/disputeOutcomes/expireDisputes.ts'
import { workOnCases } from '#src/fraudDecisions/workOnCases.ts'
import { listTraces } from '#src/fraudReview/inquiry.sql.ts'
import { system } from '#src/kernel/actor.ts'
import { addDays, parisDay } from '#src/kernel/calendar.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { capturePayments } from '#src/payments/capturePayments.ts'
import { readBankAnswers } from '#src/payouts/readBankAnswers.ts'
import { sendRefunds } from '#src/refunds/sendRefunds.ts'
import { releaseHeldFunds } from '#src/releases/releaseHeldFunds.ts'
import { askAcquirer } from '#src/settlements/askAcquirer.ts'
import { readSettlements } from '#src/settlements/readSettlements.ts'
import { addStaff } from '#src/staff/addStaff.ts'
import { payable } from '#test/payouts/ground.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
const debtor = { name: 'VIGIE TRIAL', iban: 'FR7630001007941234567890185', bic: 'TESTFRPPXXX' }
const ibans = [1, 2, 3, 4].map((seed) => inventedIban('FR', dice(seed)))

const valuesOf = async (table: 'payments' | 'payouts' | 'refunds'): Promise<string[]> =>
  [...new Set((await house.db.selectFrom(table).select('state').execute()).map(({ state }) => String(state)))].sort()
const countOf = async (
  table: 'payments' | 'ledger_entries' | 'simulator_operations' | 'bank_simulator_transfers' | 'acquirer_calls' | 'safeguarding_days'
    | 'audit_events',
): Promise<number> =>
  (await house.db.selectFrom(table).select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count
const trade = (more: Partial<TradeFacts> = {}) => buildTrade(house.database, { now: house.now(), payments: 350, days: 24, debtor, ...more })

beforeAll(async () => {
  house = await openHouse({ at: '2026-01-20T09:00:00Z' })
  for (const iban of ibans) await payable(house, { iban })
  // what they sell follows from their numbers, which the tests' merchants draw as they come
  for (const [i, iban] of ibans.entries()) {
    const siren = inventedSiren(dice(i + 11))
    await sql`update companies c set siret = ${inventedSiret(siren, dice(i + 11))}, siren = ${siren} from payout_accounts a where a.dossier_id = c.dossier_id and a.iban = ${iban} and a.replaced_at is null`
      .execute(house.db)
  }
  await sql`update merchant_users set email = lower(id) || '@boutique.example'`.execute(house.db)
  const people = demoStaff.filter(({ role }) => role === 'agent' || role === 'officer' || role === 'analyst')
  for (const { email, name, role, totpSecret } of people)
    await addStaff(house.ctx(system('demo')), {
      email,
      name,
      roles: [role],
      lang: 'fr',
      password: staffPassword,
      mustChangePassword: false,
      totpSecret,
    })
  house.travel('2026-03-03T10:30:00Z')
})
afterAll(() => house.close())

describe('the trade of the demo', () => {
  it('that is broken off leaves nothing, nor anybody else’s bank and acquirer', async () => {
    const before = { events: await countOf('audit_events'), acquirer: connectedAcquirer(), bank: connectedBank() }
    const breaksOff = (): void => {
      throw new Error('the cable was pulled')
    }
    await expect(trade({ onProgress: ({ day }) => (day === 6 ? breaksOff() : undefined) })).rejects.toThrow('the cable')
    for (
      const table of [
        'payments',
        'ledger_entries',
        'simulator_operations',
        'bank_simulator_transfers',
        'acquirer_calls',
        'safeguarding_days',
      ] as const
    ) expect([table, await countOf(table)]).toEqual([table, 0])
    expect({ events: await countOf('audit_events'), acquirer: connectedAcquirer(), bank: connectedBank() }).toEqual(before)
  })

  it('begins anew, and once only: two at a time make one', async () => {
    const days: number[] = []
    const made = await Promise.all([trade({ onProgress: ({ day }) => days.push(day) }), trade()])
    expect(made).toContain('not_due')
    expect(made.find((one) => one !== 'not_due')).toMatchObject({ merchants: 4 })
    expect(await trade()).toBe('not_due')
  })

  it('balances, and its history is whole', async () => {
    expect((await checkLedger(house.db)).fault).toBeUndefined()
    expect(await verifyAuditTrail(house.db)).toMatchObject({ ok: true })
  })

  it('has payments in every state of a life, all live, none of tomorrow', async () => {
    const payments = await house
      .db
      .selectFrom('payments')
      .select(['mode', 'created_at', 'method', 'auth_state', 'state', 'unique_id'])
      .execute()
    expect(payments.length).toBeGreaterThan(60)
    expect(new Set(payments.map(({ mode }) => mode))).toEqual(new Set(['live']))
    expect(payments.every(({ created_at: at }) => at <= house.now() && at >= new Date('2026-02-06T22:00:00Z'))).toBe(true)
    expect(payments.filter(({ state }) => state === 'authorizing')).toEqual([])
    for (const state of ['captured', 'refused', 'draft', 'canceled', 'to_capture', 'capture_sent'])
      expect(await valuesOf('payments')).toContain(state)
    expect(new Set(payments.map(({ method }) => method))).toEqual(new Set(['card', 'sepa', null]))
    expect(await valuesOf('payouts')).toEqual(expect.arrayContaining(['paid', 'failed']))
    expect(await valuesOf('refunds')).toContain('payment_canceled')
  })

  it('leaves breaks to be looked into, an account that refuses, an invoice and days that were checked', async () => {
    const breaks = await house.db.selectFrom('settlement_lines').select('reason').where('outcome', '=', 'broken').execute()
    expect(breaks.map(({ reason }) => reason).sort()).toEqual(['amount_differs', 'unknown_reference'])
    expect(await house.db.selectFrom('bank_answers').select('broken').where('outcome', '=', 'broken').execute()).toEqual([{
      broken: 'unknown_reference',
    }])
    expect(await house.db.selectFrom('payout_waits').select('reason').execute()).toEqual([{ reason: 'account_refused' }])
    const issued = await house.db.selectFrom('invoices').select(['kind', 'period_from']).execute()
    expect(issued.map(({ period_from: month }) => month)).toEqual(issued.map(() => '2026-02-01'))
    expect(issued.filter(({ kind }) => kind === 'invoice')).toHaveLength(4)
    expect(await countOf('safeguarding_days')).toBeGreaterThan(15)
  })

  it('has disputes of every network, at every stage and with every end, and lines that fit nothing', async () => {
    const disputes = await house.db.selectFrom('disputes').select(['network', 'state', 'cause', 'told_at', 'merchant_due_on']).execute()
    expect([...new Set(disputes.map(({ network }) => network))].sort()).toEqual(['mastercard', 'national', 'sepa', 'visa'])
    for (const state of ['open', 'engaged', 'under_review', 'represented', 'pre_arbitration', 'won', 'lost'])
      expect(disputes.map((one) => one.state), state).toContain(state)
    for (const cause of ['decided', 'accepted', 'expired']) expect(disputes.map((one) => one.cause), cause).toContain(cause)
    expect(disputes.every(({ told_at: at }) => at !== null)).toBe(true)
    expect(disputes.some(({ state, merchant_due_on: on }) => state === 'open' && on >= '2026-03-03' && on <= '2026-03-06')).toBe(true)
    expect(
      (await house.db.selectFrom('dispute_lines').select('reason').where('outcome', '=', 'broken').execute())
        .map(({ reason }) => reason)
        .sort(),
    )
      .toEqual(['amount_above_left', 'unknown_payment'])
    const files = await house
      .db
      .selectFrom('resolutions as r')
      .innerJoin('disputes as d', 'd.id', 'r.dispute_id')
      .select([
        'd.state',
        'r.represented_by',
        'r.statement',
        'r.outcome_by',
      ])
      .execute()
    expect(files.every(({ statement }) => statement.length > 100)).toBe(true)
    const won = files.find(({ state }) => state === 'won')!
    expect([won.outcome_by !== null, won.outcome_by !== won.represented_by]).toEqual([true, true])
  })

  it('has fraud cases from the report to the certificate', async () => {
    const cases = await house
      .db
      .selectFrom('fraud_cases')
      .select(['id', 'state', 'opened_by_kind', 'payment_count'])
      .orderBy('state')
      .execute()
    expect(cases.map(({ state, opened_by_kind: by }) => [state, by])).toEqual(
      expect.arrayContaining([['open', 'merchant'], ['under_review', 'staff'], ['proposed', 'merchant'], ['confirmed', 'merchant']]),
    )
    expect(cases).toHaveLength(4)
    const seen = cases.find(({ state }) => state === 'under_review')!
    expect(
      (await listTraces(house.db, seen.id)).some(({ kind, payments, others }) =>
        kind === 'ip' && payments === seen.payment_count && others.length > 0
      ),
    )
      .toBe(true)
    const decided = await house
      .db
      .selectFrom('fraud_decisions')
      .select(['proposed_by', 'decided_by'])
      .where('state', '=', 'taken')
      .executeTakeFirstOrThrow()
    expect(decided.decided_by).not.toBe(decided.proposed_by)
    expect(await house.db.selectFrom('fraud_certificates').select('case_id').execute()).toEqual([{
      case_id: cases.find(({ state }) => state === 'confirmed')!.id,
    }])
    expect((await house.db.selectFrom('fraud_effects').select('state').execute()).every(({ state }) => state === 'applied')).toBe(true)
  })

  it('has money kept with its last day, proposals for a second person, a notice, and the programmes counted', async () => {
    expect(await house.db.selectFrom('breaches').select(['act', 'state']).orderBy('act').execute()).toEqual([{
      act: 'suspend',
      state: 'proposed',
    }, { act: 'terminate', state: 'taken' }])
    const [wished, kept, ...others] = await house.db.selectFrom('holds').selectAll().orderBy('state').execute()
    expect([kept, wished].map((one) => [one?.title, one?.state])).toEqual([['contract_reserve', 'active'], [
      'contract_reserve',
      'proposed',
    ]])
    expect([
      kept!.left_cents > 0,
      kept!.release_on! > '2027-02-01',
      kept!.decided_by !== kept!.proposed_by,
      wished!.wanted_cents! > 0,
      others.length,
    ])
      .toEqual([true, true, true, true, 0])
    expect((await house.db.selectFrom('merchants').select('state').where('id', '=', kept!.merchant_id).executeTakeFirstOrThrow()).state)
      .toBe('terminated')
    expect(await house.db.selectFrom('contract_ends').select('state').execute()).toEqual([{ state: 'notice' }])
    expect((await house.db.selectFrom('programme_months').select('programme').execute()).length).toBeGreaterThan(2)
  })

  it('has merchants under examination: one under way, one handed over in which the circle sees no suspicion; and alerts to be looked at', async () => {
    const cases = await house
      .db
      .selectFrom('aml_cases')
      .select(['id', 'state', 'origin', 'opened_at', 'due_on'])
      .orderBy('opened_at')
      .execute()
    expect(cases.map(({ state, origin }) => [state, origin])).toEqual([['concluded', 'staff'], ['examination', 'staff']])
    expect(cases.every(({ opened_at: at }) => at < house.now())).toBe(true)
    expect(await house.db.selectFrom('closed_conclusions').select(['case_id', 'outcome', 'state']).execute()).toEqual([{
      case_id: cases[0]!.id,
      outcome: 'no_suspicion',
      state: 'decided',
    }])
    expect(await house.db.selectFrom('aml_case_answers').select('case_id').where('case_id', '=', cases[1]!.id).execute()).toHaveLength(2)
    expect((await house.db.selectFrom('alerts').select('id').where('state', '=', 'new').execute()).length).toBeGreaterThan(0)
  })

  it('is taken on by the real jobs, which find nothing amiss', async () => {
    house.travel('2026-03-05T06:00:00Z')
    for (
      const run of [
        capturePayments,
        askAcquirer,
        sendRefunds,
        askAcquirer,
        readSettlements,
        openDisputes,
        expireDisputes,
        releaseHeldFunds,
        workOnCases,
        readBankAnswers,
      ]
    ) expect([run.name, (await run(house.ctx(system('the-next-night')))).failed]).toEqual([run.name, 0])
    expect(await house.db.selectFrom('settlement_lines').select('id').where('outcome', '=', 'broken').execute()).toHaveLength(2)
    expect(await valuesOf('payments')).not.toContain('to_capture')
    expect((await checkLedger(house.db)).fault).toBeUndefined()
  })
})

describe('what a shop sells', () => {
  const shop = (mcc: string, ticketCents: number): Shop => ({
    merchantId: 'mrch_x',
    number: '90000000100012',
    mcc,
    ticketCents,
    userId: '',
    userName: '',
    keyId: '',
    iban: '',
    since: new Date('2025-01-01T00:00:00Z'),
  })
  const season: Season = { from: '2026-01-01', to: new Date('2026-03-12T12:00:00Z'), most: 120 }
  const told = ({ roll: _, ...sale }: Sale) => sale
  const amounts = (sales: Sale[]) => sales.map(({ amountCents }) => amountCents)

  it('is the same for the same shop, and in plausible amounts: bread is cheap and often, a room dear and seldom', () => {
    const [bread, rooms] = [salesOf(shop('5462', 950), season), salesOf(shop('7011', 14_500), season)]
    expect(salesOf(shop('5462', 950), season).map(told)).toEqual(bread.map(told))
    expect([Math.min(...amounts(bread)) >= 300, Math.max(...amounts(bread)) <= 2_500]).toEqual([true, true])
    expect([Math.min(...amounts(rooms)) >= 8_000, Math.max(...amounts(rooms)) <= 40_000]).toEqual([true, true])
    expect(bread.length).toBeGreaterThan(2 * rooms.length)
  })

  it('begins the day after he was validated, and is in order', () => {
    const sales = salesOf({ ...shop('5462', 950), since: new Date('2026-03-01T10:00:00Z') }, season)
    expect(sales.length).toBeGreaterThan(5)
    expect(sales.every(({ at }) => parisDay(at) >= addDays('2026-03-01', 1) && at <= season.to)).toBe(true)
    expect(sales.map(({ at }) => at.getTime())).toEqual(sales.map(({ at }) => at.getTime()).toSorted((a, b) => a - b))
    expect(salesOf({ ...shop('5462', 950), since: season.to }, season)).toEqual([])
  })

  it('is paid with documented test cards only, by people of .example', () => {
    for (const { customer } of salesOf(shop('5812', 4_000), season))
      expect([customer.card.number in testCards, customer.email.endsWith('.example')]).toEqual([true, true])
  })
})
