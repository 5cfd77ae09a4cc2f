import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useAcquirer } from '#src/acquirer/gateway.ts'
import { openSimulator, type Mood } from '#src/acquirer/simulator.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { balancesOf } from '#src/ledger/balances.ts'
import { system } from '#src/kernel/actor.ts'
import { capturePayments } from '#src/payments/capturePayments.ts'
import { expirePayments } from '#src/payments/expirePayments.ts'
import { sendRefunds } from '#src/refunds/sendRefunds.ts'
import { askAcquirer } from '#src/settlements/askAcquirer.ts'
import { readSettlements } from '#src/settlements/readSettlements.ts'
import { openApiMerchant, type ApiMerchant } from '#test/support/api.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
let shop: ApiMerchant
let mood: Mood = 'prompt'
const calls: string[] = []
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  useAcquirer(openSimulator({ db: house.db, mood: (id, act) => (calls.push(`${act} ${id}`), mood) }))
  shop = await openApiMerchant(house)
})
afterAll(() => house.close())

const minute = 60_000
const job = (name: string) => house.ctx(system(name))
const card = (number = '4242424242424242') => ({ number, exp_month: 12, exp_year: 2030, cvc: '123' })
const pay = async (said: Record<string, unknown> = {}) =>
  (await shop.test('POST', '/checkout', { amount: 10_000, currency: 'eur', card: card(), ...said })).body
const statusOf = async (id: string) => (await shop.test('GET', `/checkout/${id}`)).body['status']
const balances = () => balancesOf(house.db, { merchantId: shop.merchantId, book: 'test', currency: 'eur' })
const books = async () => expect((await checkLedger(house.db)).fault).toBeUndefined()
/** Through the night: captures, refunds, then the reports of the day that is over. */
const night = async () => {
  house.forward(24 * 60 * minute)
  const reports = [
    await capturePayments(job('capture-payments')),
    await sendRefunds(job('send-refunds')),
    await askAcquirer(job('ask-acquirer')),
  ]
  house.forward(24 * 60 * minute)
  const read = await readSettlements(job('read-settlements'))
  return [...reports, read]
}

describe('from the card to the merchant’s money', () => {
  it('captured by the day’s capture, received by the report, refunded by the next', async () => {
    const before = await balances()
    const payment = await pay()
    await capturePayments(job('capture-payments'))
    expect(await statusOf(payment['id'])).toBe('to_capture') // approved this very instant: the next capture takes it
    await night()
    expect(await statusOf(payment['id'])).toBe('captured')
    const body = (await shop.test('GET', `/checkout/${payment['id']}`)).body
    expect(body).toMatchObject({ fee: 77, refundable_amount: 10_000 })
    expect(body['date_bank']).toBe(Date.UTC(2026, 2, 3, 23) / 1_000)
    const after = await balances()
    expect([after.pendingCents - before.pendingCents, after.availableCents - before.availableCents]).toEqual([0, 9_923])
    await shop.test('POST', '/refunds', { payment: payment['id'], amount: 4_000 })
    expect((await balances()).availableCents).toBe(after.availableCents - 4_000)
    await night()
    expect((await shop.test('GET', `/checkout/${payment['id']}`)).body['refunds']).toMatchObject([{ amount: 4_000, status: 'refunded' }])
    await books()
  })

  it('an account is debited and settled the same way; a contestation comes with the report', async () => {
    const sepa = await pay({ card: undefined, sepa: { iban: 'FR1420041010050500013M02606', name: 'Pierre Martin' } })
    await night()
    expect(await statusOf(sepa['id'])).toBe('captured')
    await books()
  })

  it('reports read twice, and jobs run twice, do everything once', async () => {
    const payment = await pay()
    await night()
    const [once, entries] = [await balances(), (await house.db.selectFrom('ledger_entries').select('id').execute()).length]
    for (const again of [capturePayments, sendRefunds, askAcquirer, readSettlements])
      expect(await again(job('again'))).toMatchObject({ done: 0, failed: 0 })
    await Promise.all([readSettlements(job('two')), readSettlements(job('at once'))])
    expect([await balances(), (await house.db.selectFrom('ledger_entries').select('id').execute()).length]).toEqual([once, entries])
    expect(await statusOf(payment['id'])).toBe('captured')
  })
})

describe('an acquirer that misbehaves', () => {
  it('did it and never said so: asked, never guessed, never done twice', async () => {
    mood = 'lost'
    const payment = await pay()
    mood = 'prompt'
    // asked about at once, in the same call
    expect(payment).toMatchObject({ status: 'to_capture', response: '00' })
    expect(calls.filter((one) => one.startsWith('authorize')).length).toBe(
      (await house.db.selectFrom('simulator_operations').select('call_id').where('act', '=', 'authorize').execute()).length,
    )
  })

  it('never heard of it: unknown to the merchant, failed after five minutes, nothing charged', async () => {
    mood = 'deaf'
    const payment = await pay()
    mood = 'prompt'
    expect(payment).toMatchObject({ status: null, response: null })
    house.forward(2 * minute)
    expect((await askAcquirer(job('ask-acquirer'))).done).toBe(0)
    expect(await statusOf(payment['id'])).toBeNull()
    house.forward(4 * minute)
    await askAcquirer(job('ask-acquirer'))
    expect((await shop.test('GET', `/checkout/${payment['id']}`)).body).toMatchObject({ status: 'failed', response: '68' })
    await books()
  })

  it('a capture without an answer is asked again under the same id', async () => {
    const payment = await pay()
    house.forward(minute)
    await capturePayments(job('capture-payments'))
    mood = 'deaf'
    await askAcquirer(job('ask-acquirer'))
    expect(await statusOf(payment['id'])).toBe('capture_sent')
    mood = 'prompt'
    await askAcquirer(job('ask-acquirer'))
    const { id } = await house
      .db
      .selectFrom('acquirer_calls')
      .select('id')
      .where('payment_id', '=', payment['id'])
      .where('act', '=', 'capture')
      .executeTakeFirstOrThrow()
    expect(calls.filter((one) => one === `capture ${id}`)).toHaveLength(2)
    expect(await house.db.selectFrom('ledger_entries').select('event_key').where('event_key', '=', `capture:${payment['id']}`).execute())
      .toHaveLength(1)
    await books()
  })
})

const sought = async (...ids: string[]) =>
  (await house
    .db
    .selectFrom('acquirer_calls')
    .select('payment_id')
    .where('look_again_at', 'is not', null)
    .where('payment_id', 'in', ids)
    .execute())
    .map((one) => one.payment_id)
const cancels = (id: string) =>
  house.db.selectFrom('acquirer_calls').select(['state', 'response']).where('payment_id', '=', id).where('act', '=', 'cancel').execute()
/** Charged while nothing gets through; `arrive`: what was asked reaches the bank now. */
const payUnheard = async (said: Record<string, unknown> = {}) => {
  const bank = openSimulator({ db: house.db })
  const asked: (() => Promise<unknown>)[] = []
  const noAnswer = (ask: () => Promise<unknown>) => (asked.push(ask), Promise.reject(new Error('no line')))
  useAcquirer({ ...bank, authorize: (call) => noAnswer(() => bank.authorize(call)), debit: (call) => noAnswer(() => bank.debit(call)) })
  const { id } = await pay(said)
  useAcquirer(bank)
  return { id: id as string, arrive: () => Promise.all(asked.map((ask) => ask())) }
}
const later = async (minutes: number) => {
  house.forward(minutes * minute)
  return askAcquirer(job('ask-acquirer'))
}

describe('an acquirer that is late', () => {
  it.each([['a card', {}], ['an account', { card: undefined, sepa: { iban: 'FR1420041010050500013M02606', name: 'Pierre Martin' } }]])(
    '%s: approved after the payment had failed, it is canceled at the bank, once',
    async (_what, said) => {
      const { id, arrive } = await payUnheard(said)
      await later(6)
      expect((await shop.test('GET', `/checkout/${id}`)).body).toMatchObject({ status: 'failed', response: '68' })
      await arrive()
      const again = await shop.test('GET', `/checkout/${id}`)
      await Promise.all([later(6), later(0)])
      await later(0)
      expect(await cancels(id)).toEqual([{ state: 'answered', response: '00' }])
      expect((await shop.test('GET', `/checkout/${id}`)).body).toEqual(again.body)
      expect(
        (await house
          .db
          .selectFrom('audit_events')
          .select('event')
          .where('subject_id', '=', id)
          .orderBy('id', 'desc')
          .limit(1)
          .executeTakeFirst())
          ?.event,
      )
        .toBe('payment.late_approval_canceled')
      // and the bank pays nothing for it
      await night()
      expect(await house.db.selectFrom('settlement_lines').select('id').where('payment_id', '=', id).execute()).toEqual([])
      await books()
    },
  )

  it('refused after all, or never heard of, it is let be: looked for ever more rarely, for a week', async () => {
    const [refused, silent] = [await payUnheard({ card: card('4000000000000002') }), await payUnheard()]
    await later(6)
    await refused.arrive()
    await later(6)
    expect([await cancels(refused.id), await cancels(silent.id), await sought(refused.id, silent.id)]).toEqual([[], [], [silent.id]])
    const looks: number[] = []
    for (let hours = 0; hours < 24 * 8; hours += 2) if ((await later(120)).skipped > 0) looks.push(hours)
    expect(looks.length).toBeLessThan(15)
    expect([await sought(refused.id, silent.id), await cancels(silent.id), await statusOf(silent.id)]).toEqual([[], [], 'failed'])
  })

  it('what a report says was debited was debited, were its answer never heard', async () => {
    const { id, arrive } = await payUnheard({ card: undefined, sepa: { iban: 'FR1420041010050500013M02606', name: 'Pierre Martin' } })
    await arrive()
    expect(await statusOf(id)).toBeNull()
    house.forward(24 * 60 * minute)
    await readSettlements(job('read-settlements'))
    expect((await shop.test('GET', `/checkout/${id}`)).body).toMatchObject({
      status: 'captured',
      response: '00',
      refundable_amount: 10_000,
    })
    expect(await house.db.selectFrom('settlement_lines').select('outcome').where('payment_id', '=', id).execute()).toEqual([{
      outcome: 'matched',
    }])
    await books()
  })
})

describe('a payment that is canceled', () => {
  it.each([['a card', {}], ['an account', { card: undefined, sepa: { iban: 'FR1420041010050500013M02606', name: 'Pierre Martin' } }]])(
    '%s: the bank lets go of it, and settles nothing',
    async (_what, said) => {
      const { id } = await pay(said)
      await shop.test('POST', '/refunds', { payment: id })
      await later(0)
      expect([await statusOf(id), await cancels(id)]).toEqual(['canceled', [{ state: 'answered', response: '00' }]])
      await night()
      expect(await house.db.selectFrom('settlement_lines').select('id').where('payment_id', '=', id).execute()).toEqual([])
      await books()
    },
  )

  it('an account that was never asked has nothing to let go of', async () => {
    const { id } = await pay({ capture: false, card: undefined, sepa: { iban: 'FR1420041010050500013M02606', name: 'Pierre Martin' } })
    await shop.test('POST', '/refunds', { payment: id })
    expect([await statusOf(id), await cancels(id)]).toEqual(['canceled', []])
  })
})

describe('what is held', () => {
  it.each([['4000000000000077', 'captured'], ['4000000000000259', 'disputed']])(
    '%s: nothing comes of it before the merchant captures it',
    async (number, end) => {
      const { id, status } = await pay({ card: card(number), capture: false })
      expect(status).toBe('authorized')
      await night()
      expect([await statusOf(id), await house.db.selectFrom('settlement_lines').select('id').where('payment_id', '=', id).execute()])
        .toEqual(['authorized', []])
      await shop.test('PATCH', `/checkout/${id}`, { status: 'capture' })
      await night()
      expect(await statusOf(id)).toBe(end)
      expect(
        await house.db.selectFrom('settlement_lines').select('id').where('payment_id', '=', id).where('outcome', '=', 'broken').execute(),
      )
        .toEqual([])
      await books()
    },
  )
})

describe('clocks', () => {
  it('an authorisation lives seven days of 24 hours, to the second', async () => {
    const held = await pay({ capture: false })
    house.forward(7 * 24 * 60 * minute - 1_000)
    expect((await expirePayments(job('expire-payments'))).done).toBe(0)
    expect(await statusOf(held['id'])).toBe('authorized')
    house.forward(1_000)
    expect((await shop.test('PATCH', `/checkout/${held['id']}`, { status: 'capture' })).status).toBe(409) // the job has not run, and still
    expect((await expirePayments(job('expire-payments'))).done).toBe(1)
    expect(await statusOf(held['id'])).toBe('expired')
    expect((await expirePayments(job('expire-payments'))).done).toBe(0)
  })

  it('a session of authentication six hours', async () => {
    const { id } = await pay({ card: card('5555555555554444'), auth: { return_url: 'https://shop.example' }, device: { ip: '10.0.0.1' } })
    house.forward(6 * 60 * minute - 1_000)
    expect((await expirePayments(job('expire-payments'))).done).toBe(0)
    house.forward(1_000)
    expect((await expirePayments(job('expire-payments'))).done).toBe(1)
    expect((await shop.test('GET', `/checkout/${id}`)).body).toMatchObject({
      status: null,
      auth: { status: 'expired', redirect_url: null },
    })
    expect((await shop.test('PATCH', `/checkout/${id}`, { status: 'capture' })).status).toBe(409)
  })
})

describe('settlement breaks', () => {
  it('a line that fits nothing changes nothing and waits', async () => {
    const payment = await pay()
    house.forward(minute)
    await capturePayments(job('capture-payments'))
    await askAcquirer(job('ask-acquirer'))
    const call = await house
      .db
      .selectFrom('acquirer_calls')
      .selectAll()
      .where('payment_id', '=', payment['id'])
      .where('act', '=', 'capture')
      .executeTakeFirstOrThrow()
    const real = openSimulator({ db: house.db })
    const lines = ['capture;nobody-1;;500;eur;visa;2026-03-02;x', `capture;${call.reference};;9999;eur;visa;2026-03-02;x`, 'what is this']
    useAcquirer({
      ...real,
      report: async function*() {
        yield* lines
      },
    })
    expect(await readSettlements(job('read-settlements'))).toMatchObject({ done: 2, failed: 7 })
    useAcquirer(real)
    expect(
      await house.db.selectFrom('settlement_lines').select(['reference', 'reason']).where('outcome', '=', 'broken').orderBy('id').execute(),
    )
      .toEqual([{ reference: 'nobody-1', reason: 'unknown_reference' }, { reference: call.reference, reason: 'amount_differs' }])
    expect(await statusOf(payment['id'])).toBe('capture_sent')
    await books()
  })

  it('one that settles what was given up leaves a break, for somebody to look at', async () => {
    const { id, arrive } = await payUnheard({ card: card('4000000000000077') })
    await later(6)
    await arrive()
    house.forward(24 * 60 * minute)
    await readSettlements(job('read-settlements'))
    expect(await house.db.selectFrom('settlement_lines').select(['outcome', 'reason']).where('payment_id', '=', id).execute()).toEqual([{
      outcome: 'broken',
      reason: 'wrong_state',
    }])
    await later(0)
    await later(1)
    expect(await cancels(id)).toEqual([{ state: 'answered', response: '12' }])
    // who looks at it reads that the bank would not cancel, what it answered, and which payment it is
    const { id: line } = await house.db.selectFrom('settlement_lines').select('id').where('payment_id', '=', id).executeTakeFirstOrThrow()
    const staff = await house.clientOf(await house.staff('agent'))
    for (
      const [path, ...parts] of [
        [`/console/payments/${id}`, 'n’a pas annulé ce paiement', '12 · Transaction non valide', `/console/breaks/${line}`],
        [`/console/breaks/${line}`, 'Annulation refusée', '12 · ', id],
        ['/console/breaks', 'annulation refusée\u00a0: 12 · '],
      ] as const
    ) {
      const { text } = await staff.get(path)
      for (const part of parts) expect(text, path).toContain(part)
    }
    await books()
  })
})
