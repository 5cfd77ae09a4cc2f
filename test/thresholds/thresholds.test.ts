import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { system, type StaffActor } from '#src/kernel/actor.ts'
import { addDays } from '#src/kernel/calendar.ts'
import { monitorPayments } from '#src/monitoring/monitorPayments.ts'
import { scenarioOf } from '#src/monitoring/scenarios/index.ts'
import { declineThresholds, signThresholds, withdrawThresholds } from '#src/thresholds/decideThresholds.ts'
import { orderBacktest } from '#src/thresholds/orderBacktest.ts'
import { proposeThresholds, type ThresholdChange } from '#src/thresholds/proposeThresholds.ts'
import { runBacktests } from '#src/thresholds/runBacktests.ts'
import { typedValue } from '#src/thresholds/thresholdForm.page.ts'
import { digestOf, faultsOf, limitsFor } from '#src/thresholds/thresholdSet.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { openAccount, type Signed } from '#test/support/merchant.ts'
import { proposalOf } from '#test/support/proposalOf.ts'
import { pay, refund } from '../monitoring/trade.ts'

let house: House
let shops: Signed[]
let [analyst, officer, second, auditor, agent]: StaffActor[] = []
const start = '2026-03-02'

/** Sold each day, and so much of it refunded: 12 %, 20 %, 40 %; the same five weeks whenever they begin. */
const rates = [1_200, 2_000, 4_000]
const weeks = async (from: string, whose: readonly Signed[]): Promise<void> => {
  for (let day = 0; day < 35; day += 2) {
    for (const [i, shop] of whose.entries()) {
      const ids = await pay(
        house,
        shop.merchantId,
        Array.from({ length: 3 }, (_, hour) => ({ at: `${addDays(from, day)}T1${hour}:00:00Z`, cents: 10_000 })),
      )
      await refund(house, ids, `${addDays(from, day)}T16:00:00Z`, rates[i]!)
    }
  }
}
const monitor = () => monitorPayments(house.ctx(system('monitor-payments')))
const run = () => runBacktests(house.ctx(system('run-backtests')))
const tm02 = scenarioOf('TM-02')
const change = (said: Partial<ThresholdChange> = {}, usual = { ...tm02.defaults, warnBps: 1_000, highBps: 2_500 }): ThresholdChange => ({
  set: { isOn: true, usual, byGroup: {} },
  validFrom: addDays('2026-04-08', 1),
  reason: 'Trop de bruit',
  months: '3',
  ...said,
})
const raised = async (whose: readonly Signed[], from: string) =>
  (await house
    .db
    .selectFrom('alerts')
    .select(['merchant_id', 'level', 'window_to_on'])
    .where('scenario', '=', 'TM-02')
    .where('merchant_id', 'in', whose.map(({ merchantId }) => merchantId))
    .execute())
    .map((row) =>
      `${whose.findIndex(({ merchantId }) => merchantId === row.merchant_id)} ${row.level} ${(Date.parse(row.window_to_on) - Date.parse(from)) / 86_400_000}`
    )
    .sort()

beforeAll(async () => {
  house = await openHouse({ at: `${start}T06:00:00Z` })
  shops = []
  for (let i = 0; i < 3; i++) shops.push(await openAccount(house))
  ;[analyst, officer, second, auditor, agent] = [
    await house.staff('analyst', 'Ana'),
    await house.staff('officer', 'Odile', null),
    await house.staff('officer', 'Olivier', null),
    await house.staff('auditor'),
    await house.staff('agent'),
  ]
})
afterAll(() => house.close())

describe('thresholds', () => {
  it.each([
    ['countFrom', '5', 5],
    ['countFrom', '5,5', Number.NaN],
    ['warnBps', '15', 1_500],
    ['warnBps', '0,9 %', 90],
    ['warnBps', '1.25', 125],
    ['warnBps', '-1', Number.NaN],
    ['floorCents', '3 000,50 €', 300_050],
    ['floorCents', 'x', Number.NaN],
  ])('%s « %s » is %s', (name, text, value) => expect(typedValue(name, text)).toBe(value))
  it('of a trade are those of all but for what is its own', () =>
    expect(limitsFor({ isOn: true, usual: { a: 1, b: 2 }, byGroup: { food: { b: 3 } } }, 'food')).toEqual({ a: 1, b: 3 }))
  it('are one word however they are written', () => {
    const set = (usual: Record<string, number>, byGroup = {}) => digestOf({ isOn: true, usual, byGroup })
    expect([
      set({ a: 1, b: 2 }) === set({ b: 2, a: 1 }),
      set({ a: 1 }) === set({ a: 1 }, { food: {} }),
      set({ a: 1 }) === set({ a: 1 }, { food: { a: 1 } }),
    ])
      .toEqual([true, true, false])
  })
  it.each([
    [{ ...tm02.defaults, warnBps: Number.NaN }, 'warnBps'],
    [{ ...tm02.defaults, capturesFrom: 0 }, 'capturesFrom'],
    [{ ...tm02.defaults, highBps: 99_999_999 }, 'highBps'],
    [{ ...tm02.defaults, other: 1 }, 'other'],
    [{ warnBps: 1, highBps: 1 }, 'capturesFrom'],
  ])(
    'nobody may set %j',
    (usual, name) =>
      expect(Object.keys(faultsOf(tm02, { isOn: true, usual: usual as Record<string, number>, byGroup: {} }))).toEqual([name]),
  )
  it('never go below what the database leaves out', () =>
    expect(
      Object.keys(
        faultsOf(scenarioOf('TM-10'), { isOn: true, usual: { floorCents: 49_999, medianBps: 1 }, byGroup: { food: { floorCents: 1 } } }),
      ),
    )
      .toEqual(['floorCents', 'food.floorCents']))
})

describe('a change of thresholds', () => {
  it('has nothing to be tried on while nothing is past', async () => {
    await expect(proposeThresholds(house.ctx(analyst), 'TM-02', change())).rejects.toMatchObject({ code: 'backtest_no_past' })
  })

  it('is proposed by who may, of values that mean something, from tomorrow on', async () => {
    await weeks(start, shops)
    house.travel(`${addDays(start, 36)}T01:00:00Z`)
    await monitor()
    for (const who of [auditor!, agent!])
      await expect(proposeThresholds(house.ctx(who), 'TM-02', change())).rejects.toMatchObject({ status: 403 })
    await expect(proposeThresholds(house.ctx(analyst), 'TM-02', change({ validFrom: addDays(start, 36) }))).rejects.toMatchObject({
      fields: { valid_from: 'thresholds:field.not_tomorrow' },
    })
    await expect(proposeThresholds(house.ctx(analyst), 'TM-02', change({ reason: ' ' }))).rejects.toMatchObject({
      fields: { reason: 'web:field.missing' },
    })
    await expect(proposeThresholds(house.ctx(analyst), 'TM-02', change({}, { ...tm02.defaults } as never))).rejects.toMatchObject({
      fields: { form: 'thresholds:field.unchanged' },
    })
    await proposeThresholds(house.ctx(officer), 'TM-02', change())
    await expect(proposeThresholds(house.ctx(analyst), 'TM-02', change())).rejects.toMatchObject({ code: 'thresholds_are_proposed' })
  })

  it('is not decided before it is tried, nor by who proposed it, nor on another trial than was seen', async () => {
    await expect(signThresholds(house.ctx(second), 'TM-02', { seen: '', proposal: await proposalOf(house, 'thresholds') }))
      .rejects
      .toMatchObject({ code: 'backtest_missing' })
    await expect(orderBacktest(house.ctx(analyst), 'TM-02', { months: '1' })).rejects.toMatchObject({ code: 'backtest_is_running' })
    expect(await Promise.all([run(), run()])).toEqual(
      expect.arrayContaining([expect.objectContaining({ done: 1, failed: 0 }), expect.objectContaining({ done: 0, failed: 0 })]),
    )
    const trial = await house.db.selectFrom('backtests').selectAll().executeTakeFirstOrThrow()
    await expect(signThresholds(house.ctx(officer), 'TM-02', { seen: trial.id, proposal: await proposalOf(house, 'thresholds') }))
      .rejects
      .toMatchObject({ code: 'four_eyes' })
    await expect(signThresholds(house.ctx(analyst), 'TM-02', { seen: trial.id, proposal: await proposalOf(house, 'thresholds') }))
      .rejects
      .toMatchObject({ status: 403 })
    await expect(signThresholds(house.ctx(second), 'TM-02', { seen: 'btst_x', proposal: await proposalOf(house, 'thresholds') }))
      .rejects
      .toMatchObject({ code: 'figures_have_changed' })
  })

  it('the database itself refuses one person, and a trial that is missing or of other values', async () => {
    const { id } = await house.db.selectFrom('scenario_versions').select('id').where('state', '=', 'proposed').executeTakeFirstOrThrow()
    const trial = await house.db.selectFrom('backtests').select('id').executeTakeFirstOrThrow()
    const set = (values: object) =>
      house
        .database
        .db
        .updateTable('scenario_versions')
        .set({ state: 'signed', decided_at: house.now(), ...values } as never)
        .where('id', '=', id)
        .execute()
    await expect(set({ decided_by: officer!.id, backtest_id: trial.id })).rejects.toThrow(/two_people/)
    await expect(set({ decided_by: second!.id })).rejects.toThrow(/tried_first/)
    await expect(set({ decided_by: second!.id, backtest_id: trial.id, digest: 'other' })).rejects.toThrow(/backtest/)
  })

  it('the trial says what is gained and lost, and that is what then happens', async () => {
    const before = await raised(shops, start)
    expect(before.map((one) => one.slice(0, 6))).toEqual(['1 warn', '2 high'])
    const trial = await house.db.selectFrom('backtests').selectAll().executeTakeFirstOrThrow()
    const listed = await house.db.selectFrom('backtest_alerts').select(['outcome', 'merchant_id', 'level', 'raised_on']).execute()
    expect({
      kept: trial.kept,
      listed: listed.map((row) => `${row.outcome} ${shops.findIndex(({ merchantId }) => merchantId === row.merchant_id)} ${row.level}`),
    })
      .toEqual({ kept: 2, listed: ['gained 0 warn'] })

    await signThresholds(house.ctx(second), 'TM-02', { seen: trial.id, proposal: await proposalOf(house, 'thresholds') })
    await expect(signThresholds(house.ctx(second), 'TM-02', { seen: trial.id, proposal: await proposalOf(house, 'thresholds') }))
      .rejects
      .toMatchObject({ code: 'state_has_changed' })
    // the same weeks again, of others, under what was signed: night by night
    const again = '2026-06-01'
    house.travel(`${again}T06:00:00Z`)
    const others = [await openAccount(house), await openAccount(house), await openAccount(house)]
    await weeks(again, others)
    house.travel(`${addDays(again, 36)}T01:00:00Z`)
    await monitor()
    const gained = `0 ${listed[0]!.level} ${(Date.parse(listed[0]!.raised_on) - Date.parse(start)) / 86_400_000}`
    expect(await raised(others, again)).toEqual([...before, gained].sort())
    expect(
      await house
        .db
        .selectFrom('alerts')
        .select('version')
        .distinct()
        .where('scenario', '=', 'TM-02')
        .where('merchant_id', 'in', others.map(({ merchantId }) => merchantId))
        .execute(),
    )
      .toEqual([{ version: 2 }])
  })

  it('one that is stricter loses, one that stops a scenario loses all; both are declined or withdrawn', async () => {
    const today = '2026-07-08'
    await proposeThresholds(
      house.ctx(analyst),
      'TM-02',
      change({ set: { isOn: false, usual: tm02.defaults, byGroup: {} }, validFrom: today, months: '1' }),
    )
    await run()
    expect(await house.db.selectFrom('backtests').select(['kept', 'gained', 'lost']).orderBy('id', 'desc').limit(1).executeTakeFirst())
      .toEqual({ kept: 0, gained: 0, lost: 3 })
    await expect(withdrawThresholds(house.ctx(second), 'TM-02')).rejects.toMatchObject({ status: 403 })
    await expect(declineThresholds(house.ctx(second), 'TM-02', { reason: ' ', proposal: await proposalOf(house, 'thresholds') }))
      .rejects
      .toMatchObject({ status: 422 })
    const read = await proposalOf(house, 'thresholds')
    await declineThresholds(house.ctx(second), 'TM-02', { reason: 'On en a besoin', proposal: read })
    await proposeThresholds(house.ctx(officer), 'TM-02', change({ validFrom: today }, { ...tm02.defaults, warnBps: 3_000 } as never))
    const late = [
      () => signThresholds(house.ctx(second), 'TM-02', { seen: '', proposal: read }),
      () => declineThresholds(house.ctx(second), 'TM-02', { reason: 'x', proposal: read }),
    ]
    for (const one of late) await expect(one()).rejects.toMatchObject({ status: 409, code: 'proposal_has_changed' })
    await withdrawThresholds(house.ctx(officer), 'TM-02')
    expect((await house
      .db
      .selectFrom('scenario_versions')
      .select(['version', 'state'])
      .where('scenario', '=', 'TM-02')
      .orderBy('version')
      .execute())
      .map(({ version, state }) => `${version} ${state}`))
      .toEqual(['1 signed', '2 signed', '3 declined', '4 withdrawn'])
  })
})

describe('pages', () => {
  const get = async (who: StaffActor, path: string) => (await house.clientOf(who)).get(path)

  it('are there for who reads alerts, and for nobody else', async () => {
    for (const path of ['/console/monitoring', '/console/monitoring/TM-02']) {
      for (const who of [analyst!, officer!, auditor!]) expect((await get(who, path)).status).toBe(200)
      expect((await get(agent!, path)).status).toBe(403)
    }
    expect((await get(auditor!, '/console/monitoring/TM-02')).text).not.toContain('/propose"')
    for (const path of ['/console/monitoring/TM-21', '/console/monitoring/tm-02', '/console/monitoring/constructor'])
      expect((await get(analyst!, path)).status).toBe(404)
  })

  it('a proposal by its form: what is wrong is said at its field, percent and euros are read, the second person sees the trial', async () => {
    const [mine, other] = [await house.clientOf(analyst!), await house.clientOf(second!)]
    const path = '/console/monitoring/TM-13'
    const form = {
      scope: 'nightlife',
      countFrom: '20',
      nightBps: '95,5',
      is_on: 'on',
      valid_from: '2026-07-20',
      months: '1',
      reason: 'Bars',
    }
    expect((await mine.post(`${path}/propose`, { ...form, nightBps: 'beaucoup' })).text).toContain('Indiquez un nombre')
    expect((await mine.post(`${path}/propose`, { ...form, nightBps: ['1', '2'], scope: ['x', 'y'] })).status).toBe(422)
    expect((await mine.post(`${path}/propose`, form)).location).toBe(path)
    expect(
      await house
        .db
        .selectFrom('scenario_versions')
        .select('thresholds')
        .where('scenario', '=', 'TM-13')
        .where('state', '=', 'proposed')
        .executeTakeFirst(),
    )
      .toEqual({ thresholds: { usual: { countFrom: 20, nightBps: 5_000 }, byGroup: { nightlife: { nightBps: 9_550 } } } })
    expect((await mine.get(`${path}/progress`)).text).toContain('<progress')
    expect((await other.get(path)).text).toContain('pas terminé')
    await run()
    const page = (await other.get(path)).text
    expect(page).toContain(`${path}/sign`)
    expect((await mine.get(path)).text).toContain('vous l’avez proposé')
    const seen = /name="seen" value="(btst_\w+)"/.exec(page)![1]!
    expect((await other.post(`${path}/sign`, { seen: 'x' })).status).toBe(409)
    expect((await other.post(`${path}/sign`, { seen })).status).toBe(409)
    const proposal = /name="proposal" value="([^"]+)"/.exec(page)![1]!
    expect((await other.post(`${path}/sign`, { seen, proposal })).location).toBe(path)
    expect((await other.get(`${path}/backtests/${seen}.csv`)).status).toBe(200)
    expect((await other.get(`/console/monitoring/TM-01/backtests/${seen}.csv`)).status).toBe(404)
    expect((await get(analyst!, '/console/monitoring')).text).toContain('1 métier à part')
  })
})
