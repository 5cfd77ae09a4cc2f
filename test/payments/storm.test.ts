import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useAcquirer } from '#src/acquirer/gateway.ts'
import type { Acquirer } from '#src/acquirer/acquirer.ts'
import { openSimulator, type Mood } from '#src/acquirer/simulator.ts'
import { system } from '#src/kernel/actor.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { snapshotBalances } from '#src/ledger/snapshotBalances.ts'
import { readApiKeys } from '#src/merchants/readApiKeys.sql.ts'
import { rollApiKeys } from '#src/merchants/rollApiKeys.ts'
import { capturePayments } from '#src/payments/capturePayments.ts'
import { expirePayments } from '#src/payments/expirePayments.ts'
import { createPayouts } from '#src/payouts/createPayouts.ts'
import { sendPayouts } from '#src/payouts/sendPayouts.ts'
import type { Report } from '#src/platform/sweep.ts'
import { sendRefunds } from '#src/refunds/sendRefunds.ts'
import { askAcquirer } from '#src/settlements/askAcquirer.ts'
import { readSettlements } from '#src/settlements/readSettlements.ts'
import { allowCalls } from '#src/web/limits.ts'
import { apiClient, type ApiClient, type ApiMerchant, type Said, type Wire } from '#test/support/api.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { payable } from '#test/payouts/ground.ts'
import { payAt, typedCard } from '#test/paypage/payers.ts'

/** `STORM=2000 STORM_SEED=7 npx vitest run test/payments/storm.test.ts`: a longer one. */
const wanted = Number(process.env['STORM'] ?? 60)
const seed = Number(process.env['STORM_SEED'] ?? 20_261_130)

let house: House
let shop: ApiMerchant
let payer: Client
let test: ApiClient
let publicKey = ''

/** The same luck for the same seed, as far as the order in which things happen allows (mulberry32). */
let state = seed
const luck = (): number => {
  state = (state + 0x6d2b79f5) | 0
  const mixed = Math.imul(state ^ (state >>> 15), 1 | state)
  const again = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((again ^ (again >>> 14)) >>> 0) / 2 ** 32
}
const pick = <T>(all: readonly T[]): T => all[Math.floor(luck() * all.length)]!

// ── the bank ──

const moodOf = (): Mood => {
  const n = luck()
  return n < 0.55 ? 'prompt' : n < 0.8 ? { late: Math.ceil(luck() * 40) } : n < 0.9 ? 'lost' : 'deaf'
}
const arriving: Promise<unknown>[] = []

/**
 * Answers late, twice over, out of order or not at all; what it did not hear of may reach it a good while after; at times it cannot even be
 * asked.
 */
const stormyBank = (): Acquirer => {
  const [bank, calm] = [openSimulator({ db: house.db, mood: moodOf }), openSimulator({ db: house.db })]
  const stormy = <Call>(ask: (call: Call) => Promise<any>, later: (call: Call) => Promise<unknown>) => async (call: Call) => {
    if (luck() < 0.1) arriving.push(delay(30 + luck() * 300).then(() => later(call)))
    const answers = luck() < 0.2 ? [ask(call), ask(call)] : [ask(call)]
    for (const one of answers) one.catch(() => {})
    return Promise.any(answers)
  }
  return {
    ...bank,
    authorize: stormy(bank.authorize, calm.authorize),
    debit: stormy(bank.debit, calm.debit),
    capture: stormy(bank.capture, calm.capture),
    cancel: stormy(bank.cancel, calm.cancel),
    refund: stormy(bank.refund, calm.refund),
    inquire: (callId) => (luck() < 0.15 ? Promise.reject(new Error('no line')) : bank.inquire(callId)),
  }
}

// ── the merchants’ clients ──

const made = new Map<string, { uniqueId: string; mode: 'test' | 'live' }>()
const statuses = new Map<number, number>()
const counted = (said: Said, what: string): Said => {
  statuses.set(said.status, (statuses.get(said.status) ?? 0) + 1)
  if (said.status >= 500 && said.status !== 501) throw new Error(`seed ${seed}: ${what} ${said.status} ${said.text}`)
  return said
}

const numbers = [
  '4242424242424242',
  '5555555555554444',
  '4000000000000077',
  '4000000000000077',
  '4000000000000259',
  '4000000000001976',
  '4000000000009995',
  '4000000000003055',
]
const ibans = ['FR1420041010050500013M02606', 'FR9430003000409249176322Z50', 'BE08510007547063', 'FR2990665286926539507769811']
/** By turns, so that there is some of everything in a short storm too. */
const means = (n: number): Wire =>
  n % 4 === 3
    ? { sepa: { iban: ibans[(n >> 2) % ibans.length], name: 'Pierre Martin' } }
    : { card: { number: numbers[n % numbers.length], exp_month: 12, exp_year: 2030, cvc: '123' }, capture: n % 5 !== 1 }

/** One order, sent three times at once, as an impatient client does: it exists once. */
const create = async (n: number, mode: 'test' | 'live'): Promise<string> => {
  const client: ApiClient = (...said) => (mode === 'live' ? shop.live : test)(...said)
  const body = {
    amount: 1_000 + n,
    currency: 'eur',
    unique_id: `s-${n}`,
    customer: { name: 'Anne Lenoir', email: 'anne@lenoir.example' },
    ...means(n),
  }
  const all = await Promise.all([0, 1, 2].map(async () => counted(await client('POST', '/checkout', body), 'POST /checkout')))
  for (const { status, body: said } of all) if (status === 200) made.set(said['id'], { uniqueId: `s-${n}`, mode })
  return all.map(({ status, body: said }) => (status === 200 ? said['id'] : status === 409 ? said['error'].message.id : '')).find(
    Boolean,
  ) ?? ''
}

/** Everything at once to the same payment. */
const shake = async (id: string, mode: 'test' | 'live'): Promise<void> => {
  const acts: [Parameters<ApiClient>[0], string, unknown?][] = [
    ['PATCH', `/checkout/${id}`, { status: 'capture' }],
    ['PATCH', `/checkout/${id}`, { description: 'Un autre panier', order_id: `o-${id.slice(-6)}` }],
    ['GET', `/checkout/${id}`],
    ['POST', '/refunds', { payment: id }],
    ['POST', '/refunds', { payment: id, amount: 400 }],
    ['POST', '/refunds', { payment: id, amount: 400 }],
    ['POST', '/refunds', { payment: id, amount: 700 }],
    ['POST', `/checkout/${id}/capture`, { amount: 900 }],
  ]
  const chosen = acts.filter(() => luck() < 0.4)
  await Promise.all(
    chosen.map(async ([method, path, body]) =>
      counted(await (mode === 'live' ? shop.live : test)(method, path, body), `${method} ${path}`)
    ),
  )
}

const payOnPage = async (n: number): Promise<void> => {
  const { status, body } = counted(
    await test('POST', '/checkout', { amount: 2_000 + n, currency: 'eur', return_url: 'https://shop.example/back' }),
    'POST /checkout',
  )
  if (status !== 200) return
  made.set(body['id'], { uniqueId: '', mode: 'test' })
  const pages = await Promise.all([0, 1].map(() => payAt(payer, `/pay/${publicKey}/${body['id']}`, typedCard(pick(numbers)))))
  for (const page of pages) expect(page.status, `page ${page.status}`).toBeLessThan(500)
}

const rollKeys = async (): Promise<void> => {
  await rollApiKeys(house.ctx(shop.actor), { mode: 'test' })
  const keys = (await readApiKeys(house.db, shop.merchantId)).filter(({ mode }) => mode === 'test')
  test = apiClient(await house.url(), keys.find(({ kind }) => kind === 'secret')!.clear!)
  publicKey = keys.find(({ kind }) => kind === 'public')!.clear!
}

// ── the night and the day ──

const work = [capturePayments, askAcquirer, sendRefunds, readSettlements, expirePayments, snapshotBalances, createPayouts, sendPayouts]
const noFailure = (report: Report, name: string): void => {
  if (report.failed > 0)
    throw new Error(
      `seed ${seed}: ${name} failed: ${JSON.stringify(report.touched.filter(({ outcome }) => outcome === 'failed').slice(0, 5))}`,
    )
}
const runAll = async (): Promise<void> => {
  await Promise.all(work.map(async (run) => noFailure(await run(house.ctx(system('storm'))), run.name)))
}

let isOver = false
const jobsGoOn = async (): Promise<void> => {
  while (!isOver) {
    house.forward(5 * 3_600_000)
    await runAll()
    await delay(5)
  }
}

const lanes = async (count: number, one: (n: number) => Promise<void>): Promise<void> => {
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < count) await one(next++)
  }
  await Promise.all(Array.from({ length: 12 }, lane))
}

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  allowCalls(1_000_000)
  shop = await payable(house)
  await rollKeys()
  payer = await house.client()
  useAcquirer(stormyBank())
  const going = jobsGoOn()
  await lanes(wanted, async (n) => {
    const mode = n % 3 === 0 ? 'live' : 'test'
    if (n % 30 === 20) await rollKeys()
    if (n % 10 === 5) return payOnPage(n)
    const id = await create(n, mode)
    if (id) await Promise.all([shake(id, mode), shake(id, mode)])
    const before = pick([...made])
    if (before) await shake(before[0], before[1].mode)
  })
    .finally(() => {
      isOver = true
    })
  await going
  await Promise.all(arriving)
  // calm again: whatever is open is cleared by the jobs alone
  useAcquirer(openSimulator({ db: house.db }))
  for (const days of [1, 1, 1, 5, 4]) {
    house.forward(days * 24 * 3_600_000)
    for (const run of [capturePayments, askAcquirer, sendRefunds, askAcquirer, readSettlements, expirePayments])
      noFailure(await run(house.ctx(system('calm'))), run.name)
  }
  await askAcquirer(house.ctx(system('calm')))
}, 180_000)
afterAll(async () => {
  allowCalls()
  await house.close()
})

/** Payments of which the bank would not let go any more. */
const cancelsRefused = async (): Promise<Set<string>> =>
  new Set(
    (await house.db.selectFrom('acquirer_calls').select('payment_id').where('act', '=', 'cancel').where('response', '<>', '00').execute())
      .map((one) => one.payment_id),
  )

const count = (rows: readonly unknown[]): number => rows.length

describe(`after a storm of ${wanted} orders, seed ${seed}`, () => {
  it('it was one', async () => {
    expect(made.size).toBeGreaterThan(wanted * 0.7)
    for (const status of [200, 409]) expect(statuses.get(status)).toBeGreaterThan(wanted / 4)
    const states = (await house.db.selectFrom('payments').select('state').distinct().execute()).map((row) => row.state)
    expect(states).toEqual(expect.arrayContaining(['captured', 'canceled', 'disputed', 'refused', 'failed']))
    expect(count(await house.db.selectFrom('refunds').select('id').where('state', '=', 'refunded').execute())).toBeGreaterThan(0)
  })

  it('every invariant of the books holds', async () => expect((await checkLedger(house.db)).fault).toBeUndefined())

  it('each payment that was answered exists, once', async () => {
    const rows = await house.db.selectFrom('payments').select(['id', 'unique_id', 'mode']).execute()
    const known = new Map(rows.map((row) => [row.id, row]))
    for (const [id, { uniqueId, mode }] of made) expect(known.get(id), id).toMatchObject({ mode, unique_id: uniqueId || null })
    const ids = rows.flatMap((row) => (row.unique_id ? [`${row.mode} ${row.unique_id}`] : []))
    expect(ids.length).toBe(new Set(ids).size)
  })

  it('no question is open, and no payment waits for an answer', async () => {
    expect(
      await house
        .db
        .selectFrom('acquirer_calls')
        .select(['id', 'act'])
        .where((eb) => eb.or([eb('state', '<>', 'answered'), eb('look_again_at', 'is not', null)]))
        .execute(),
    )
      .toEqual([])
    expect(
      await house
        .db
        .selectFrom('payments')
        .select('id')
        .where('state', 'in', ['authorizing', 'to_capture', 'capture_sent', 'authorized'])
        .execute(),
    )
      .toEqual([])
  })

  it('nothing is refunded above what there was: not here, and not at the bank', async () => {
    const payments = await house.db.selectFrom('payments').selectAll().execute()
    const refunds = await house.db.selectFrom('refunds').selectAll().execute()
    for (const { id, amount_cents: cents, refunded_cents: refunded, state: ended } of payments) {
      const own = refunds.filter((one) => one.payment_id === id)
      const sum = own.filter((one) => !['not_honored', 'payment_canceled'].includes(one.state)).reduce(
        (all, one) => all + one.amount_cents,
        0,
      )
      expect([sum, sum <= cents], id).toEqual([refunded, true])
      expect(
        own.filter((one) => one.state === 'payment_canceled').length <= 1 &&
          (ended === 'canceled') === own.some((one) => one.state === 'payment_canceled'),
        id,
      )
        .toBe(true)
    }
    const bank = await house
      .db
      .selectFrom('simulator_operations as o')
      .innerJoin('acquirer_calls as c', 'c.id', 'o.call_id')
      .select([
        'o.act',
        'o.amount_cents',
        'c.payment_id',
        'c.refund_id',
      ])
      .where('o.response', '=', '00')
      .where('o.act', '=', 'refund')
      .execute()
    expect(new Set(bank.map((one) => one.refund_id)).size).toBe(bank.length)
    for (const { id, amount_cents: cents } of payments)
      expect(bank.filter((one) => one.payment_id === id).reduce((all, one) => all + one.amount_cents, 0), id).toBeLessThanOrEqual(cents)
  })

  it('what we say of each payment is what the bank did: captured once, let go of, or never done', async () => {
    const payments = await house.db.selectFrom('payments').selectAll().where('method', 'is not', null).execute()
    const done = await house
      .db
      .selectFrom('simulator_operations as o')
      .innerJoin('acquirer_calls as c', 'c.id', 'o.call_id')
      .select([
        'o.act',
        'o.is_captured_at_once',
        'c.payment_id',
      ])
      .where('o.response', '=', '00')
      .execute()
    const tooLate = await cancelsRefused()
    for (const { id, state: ended, amount_cents: cents } of payments) {
      const own = done.filter((one) => one.payment_id === id)
      const taken = count(own.filter((one) => one.act === 'capture' || one.act === 'debit' || one.is_captured_at_once))
      const [asked, released] = [
        count(own.filter(({ act }) => act === 'authorize' || act === 'debit')),
        count(own.filter(({ act }) => act === 'cancel')),
      ]
      const what = `${id} ${ended} ${cents}: ${own.map(({ act }) => act).join(' ')}`
      if (ended === 'captured' || ended === 'disputed') expect([taken, asked, released], what).toEqual([1, 1, 0])
      // settled before it could be let go of: somebody must look at it (below)
      else if (!tooLate.has(id)) expect(released, what).toBe(asked)
    }
  })

  it('what the bank settled is in the books; a break is left by what it would not let go of, and by nothing else', async () => {
    const broken = await house
      .db
      .selectFrom('settlement_lines')
      .select(['payment_id', 'reason'])
      .where('outcome', '=', 'broken')
      .where('act', '<>', 'dispute')
      .execute()
    expect(new Set(broken.map((one) => one.payment_id))).toEqual(await cancelsRefused())
    expect(broken.filter(({ reason }) => reason !== 'wrong_state')).toEqual([])
    expect(await house.db.selectFrom('settlement_lines').select('id').where('payment_id', 'is', null).execute()).toEqual([])
  })
})
