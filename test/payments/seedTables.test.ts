import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useAcquirer } from '#src/acquirer/gateway.ts'
import { openSimulator } from '#src/acquirer/simulator.ts'
import { testCards } from '#src/cards/bins.ts'
import { readPan } from '#src/cards/vault.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { answerAccountChecks } from '#src/mandates/answerAccountChecks.ts'
import { testAccounts } from '#src/mandates/testAccounts.ts'
import { expirePayments } from '#src/payments/expirePayments.ts'
import { createPayouts } from '#src/payouts/createPayouts.ts'
import { readBankAnswers } from '#src/payouts/readBankAnswers.ts'
import { sendPayouts } from '#src/payouts/sendPayouts.ts'
import { allowCalls } from '#src/web/limits.ts'
import { readSettlements } from '#src/settlements/readSettlements.ts'
import { hasText } from '#src/web/i18n.ts'
import type { ApiMerchant, Wire } from '#test/support/api.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { night, payable } from '#test/payouts/ground.ts'
import { accountRows, authStatuses, cardResponses, cardRows, disputeResponses, faultsOfAccounts, paymentStatuses, refundStatuses,
  type AccountRow, type CardRow, type End } from './seed.ts'

let house: House
let shop: ApiMerchant
let payer: Client
const amount = 2_000
const seen = { payments: new Set<string>(), refunds: new Set<string>(), auths: new Set<string>() }

type World = 'test' | 'live'
const api = async (method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown, world: World = 'test'): Promise<Wire> => {
  const { status, body: said, text } = await shop[world](method, path, body)
  if (status !== 200) throw new Error(`${method} ${path} ${status} ${text}`)
  return said
}
/** What is said of a payment is noted: by the end every word of the reference has been said. */
const noted = (payment: Wire): Wire => {
  if (payment['status']) seen.payments.add(payment['status'])
  if (payment['auth']) seen.auths.add(payment['auth'].status)
  for (const refund of payment['refunds']) seen.refunds.add(refund.status)
  return payment
}
const pay = async (said: Wire, world: World = 'test'): Promise<Wire> =>
  noted(await api('POST', '/checkout/', { amount, currency: 'eur', ...said }, world))
const read = async (id: string, world: World = 'test'): Promise<Wire> => noted(await api('GET', `/checkout/${id}`, undefined, world))

const cardOf = (number: string) => ({ number, exp_month: 11, exp_year: 2031, cvc: '123' })
const authOf = { auth: { return_url: 'https://shop.example/back' }, device: { ip: '192.0.2.7', port: 443 } }
const accountOf = ({ iban, name, bornOn }: AccountRow) => ({
  iban,
  name,
  date_birth: bornOn,
  mandate: `M-${iban.slice(-6)}`,
  date_mandate: 1_700_000_000,
})

/** The payer at his bank's page, wherever the payment sent him. */
const atBank = async ({ auth }: Wire, step: string): Promise<void> => {
  const path = new URL(auth.redirect_url).pathname
  const page = await payer.get(path)
  if (page.status !== 200) throw new Error(`${path} ${page.status}`)
  await payer.post(path, { step })
}

const each = async <Row, T>(rows: readonly Row[], work: (row: Row) => Promise<T>): Promise<T[]> => {
  const [found, queue] = [[] as T[], [...rows.entries()]]
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) found[next[0]] = await work(next[1])
  }
  await Promise.all(Array.from({ length: 8 }, lane))
  return found
}

/** A row's life: the object it began with, and its payments as they were at first and are in the end. */
type Life = { made: Wire; plain: Wire; first: Wire | null; authenticated: Wire | null; refund: Wire | number; checks: string[] }
const lives = new Map<string, Life>()
const life = (key: string): Life => lives.get(key)!

/** Referenced by its id; then anew, brought along, with the payer sent to his bank first. */
const beginCard = async ({ number }: CardRow): Promise<Life> => {
  const made = await api('POST', '/cards/', cardOf(number))
  const plain = await pay({ card: made['id'], order_id: number.slice(-4) })
  const first = await pay({ card: cardOf(number), ...authOf })
  if (first['auth'].status === 'available') {
    await atBank(first, 'success')
    await api('PATCH', `/checkout/${first['id']}`, { status: 'capture' })
  }
  return { made, plain, first, authenticated: first, refund: 0, checks: [] }
}

const beginAccount = async (row: AccountRow): Promise<Life> => {
  const made = await api('POST', '/sepa/', accountOf(row))
  const customers = [{ name: row.name, date_birth: row.bornOn }, { name: 'Zzyzx Qwerty', date_birth: '1901-01-01' }]
  const checks = []
  for (const customer of customers) checks.push((await api('POST', '/sepa/check/', { customer, sepa: made['id'] }))['id'])
  return { made, plain: await pay({ sepa: made['id'], order_id: row.iban.slice(-4) }), first: null, authenticated: null, refund: 0, checks }
}

const refundOf = async (payment: string): Promise<Wire | number> => {
  const { status, body } = await shop.test('POST', '/refunds/', { payment })
  if (status === 200) seen.refunds.add(body['status'])
  return status === 200 ? body : status
}

/**
 * The words that a row does not reach by itself: what is held, canceled, left; an authentication that ends badly; a refund that a dispute
 * overtakes.
 */
const others: string[] = []
const beginOthers = async (): Promise<void> => {
  const held = await pay({ card: cardOf('5555555555554444'), capture: false })
  const canceled = await pay({ card: cardOf('5555555555554444') })
  await refundOf(canceled['id'])
  const waiting = await pay({ auth: true })
  const sessions = [
    await pay({ card: cardOf('5555555555554444'), ...authOf }),
    await pay({ card: cardOf('5555555555554444'), ...authOf }),
    await pay({ card: cardOf('5555555555554444'), ...authOf }),
  ]
  for (const [n, step] of ['declined', 'failed', 'attempted'].entries()) await atBank(sessions[n]!, step)
  const overtaken = await pay({ card: cardOf('4000000000000077') })
  others.push(...[held, canceled, waiting, ...sessions, overtaken].map(({ id }) => id))
  for (const id of others) await read(id)
  house.travel('2026-03-03T04:00:00Z')
  await refundOf(overtaken['id'])
  await contest(overtaken['id'])
  await readSettlements(house.ctx())
}

/** The payer's bank contests a captured payment, in a report of its own. */
const contest = async (id: string): Promise<void> => {
  const { reference } = await house
    .db
    .selectFrom('acquirer_calls')
    .select('reference')
    .where('payment_id', '=', id)
    .executeTakeFirstOrThrow()
  const bank = openSimulator({ db: house.db })
  useAcquirer({
    ...bank,
    report: async function*(on) {
      yield* bank.report(on)
      if (on === '2026-03-02') yield `dispute;${reference}.x;${reference};${amount};eur;visa:1040;${on};`
    },
  })
}

const live: Wire[] = []
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  allowCalls(1_000_000)
  shop = await payable(house)
  payer = await house.client()
  await each(cardRows, async (row) => void lives.set(row.number, await beginCard(row)))
  await each(accountRows, async (row) => void lives.set(row.iban, await beginAccount(row)))
  live.push(
    ...(await each([
      ...cardRows.map(({ number }) => ({ card: cardOf(number) })),
      ...accountRows.map((row) => ({ sepa: accountOf(row) })),
    ], (said) => pay(said, 'live'))),
  )
  await answerAccountChecks(house.ctx())
  await beginOthers()
  await night(house, '2026-03-03T04:40:00Z')
  await each([...lives.values()], ({ plain }) => read(plain['id']))
  await night(house, '2026-03-04T04:40:00Z')
  for (const one of lives.values()) one.refund = await refundOf(one.plain['id'])
  await house.db.deleteFrom('rate_limits').execute()
  await night(house, '2026-03-05T04:40:00Z')
  await each([...lives.values()].filter(({ refund }) => typeof refund === 'object'), ({ plain }) => read(plain['id']))
  await night(house, '2026-03-06T04:40:00Z')
  house.travel('2026-03-09T09:00:00Z')
  await expirePayments(house.ctx())
  await each(others, (id) => read(id))
  for (const one of lives.values()) if (one.first) one.authenticated = await read(one.first['id'])
}, 120_000)
afterAll(async () => {
  allowCalls()
  await house.close()
})

const begun: Record<End['kind'], string> = { ok: 'to_capture', refused: 'refused', captured: 'captured', disputed: 'disputed' }
const ended: Record<End['kind'], string> = { ...begun, ok: 'captured' }
/** Captured on the morning of the 3rd; what is captured at once, on the 2nd. */
const bankDay = Date.UTC(2026, 2, 3, 23) / 1_000

/** A payment that was followed to its end: paid, contested, or stopped where the row says. */
const reached = async (payment: Wire, { kind, ...said }: End, refusal: string): Promise<void> => {
  const isPaid = kind !== 'refused'
  expect(payment).toMatchObject({
    status: kind === 'refused' ? refusal : ended[kind],
    response: 'response' in said && !isPaid ? said.response : '00',
    amount,
  })
  expect(payment['fee'] > 0).toBe(isPaid)
  expect(payment['date_bank'] !== null).toBe(isPaid)
  const calls = await house
    .db
    .selectFrom('acquirer_calls')
    .select(['act', 'state'])
    .where('payment_id', '=', payment['id'])
    .where('act', '<>', 'refund')
    .orderBy('id')
    .execute()
  expect(calls).toEqual(
    (payment['method'] === 'sepa' ? ['debit'] : kind === 'ok' ? ['authorize', 'capture'] : ['authorize']).map((act) => ({
      act,
      state: 'answered',
    })),
  )
  const lines = await house
    .db
    .selectFrom('settlement_lines')
    .select(['act', 'outcome'])
    .where('payment_id', '=', payment['id'])
    .orderBy('act')
    .execute()
  const acts = !isPaid
    ? []
    : [
      payment['method'] === 'sepa' ? 'debit' : 'capture',
      ...(kind === 'disputed' ? ['dispute'] : []),
      ...(payment['refunds'].length > 0 ? ['refund'] : []),
    ]
  expect(lines.map(({ act }) => act).sort()).toEqual(acts.sort())
  expect(lines.filter(({ outcome }) => outcome !== 'matched')).toEqual([])
}

const contestedOnce = async (payment: Wire, { network, response }: Extract<End, { kind: 'disputed' }>): Promise<void> => {
  const rows = await house.db.selectFrom('disputes').select(['id', 'network']).where('payment_id', '=', payment['id']).execute()
  expect(rows).toEqual([{ id: expect.stringMatching(/^dspt_/), network }])
  expect(await api('GET', `/disputes/${rows[0]!.id}`)).toMatchObject({
    payment: payment['id'],
    amount,
    currency: 'eur',
    response,
    order_id: payment['order_id'],
    live_mode: false,
  })
}

const refunded = async ({ plain, refund }: Life, { kind }: End): Promise<void> => {
  if (kind === 'refused' || kind === 'disputed') return expect(refund).toBe(409)
  expect(refund).toMatchObject({ payment: plain['id'], amount, status: 'to_refund' })
  expect((await read(plain['id']))['refunds']).toMatchObject([{ amount, status: 'refunded', date_bank: Date.UTC(2026, 2, 5, 23) / 1_000 }])
}

describe('the test cards', () => {
  it('are all there, and no others', () => expect(Object.keys(testCards).sort()).toEqual(cardRows.map(({ number }) => number).sort()))

  it.each(cardRows)('$number: $brand $funding of $country', async ({ number, brand, funding, country }) => {
    const { made, plain, first } = life(number)
    expect(made).toMatchObject({ brand, country, last4: number.slice(-4), nature: 'personnal', live_mode: false, tokenize: true })
    if (funding) expect(made['funding']).toBe(funding)
    for (const name of ['funding', 'network']) expect(made[name]).toEqual(expect.any(String))
    expect([plain['card'], first!['card'], plain['country'], plain['method']]).toEqual([made, made, country, 'card'])
    expect(await readPan(house.db, made['id'])).toBe(number)
  })

  it.each(cardRows)('$number, without authentication: $end', async ({ number, end }) => {
    const { plain } = life(number)
    expect(plain).toMatchObject({ status: begun[end.kind], response: end.kind === 'refused' ? end.response : '00', auth: null })
    const payment = await read(plain['id'])
    await reached(payment, end, 'refused')
    if (end.kind !== 'refused') expect(payment['date_bank']).toBe(end.kind === 'ok' ? bankDay : bankDay - 86_400)
    if (end.kind === 'disputed') await contestedOnce(payment, end)
    await refunded(life(number), end)
  })

  it.each(cardRows)('$number, 3-D Secure $threeDs', async ({ number, threeDs, end }) => {
    const { first, authenticated } = life(number)
    const isEnrolled = threeDs !== 'not_enrolled'
    expect(first).toMatchObject(
      isEnrolled
        ? { status: null, response: null, auth: { status: 'available', return_url: 'https://shop.example/back' } }
        : { status: 'to_capture', auth: { status: 'unavailable', redirect_url: null } },
    )
    if (isEnrolled) expect(first!['auth'].redirect_url).toMatch(/^https:\/\/3ds\..*\/v1\/redirect\/test_[0-9a-f-]{36}$/)
    expect(authenticated!['auth'].status).toBe(isEnrolled ? 'success' : 'unavailable')
    // what was refused for want of it is approved with it; a card that is refused stays so
    await reached(authenticated!, threeDs === 'required' ? { kind: 'ok' } : end, 'refused')
  })
})

describe('the test accounts', () => {
  it('are all there, and no others', () => expect(Object.keys(testAccounts).sort()).toEqual(accountRows.map(({ iban }) => iban).sort()))

  it.each(accountRows)('$iban of $country, $name: $end', async ({ iban, country, name, bornOn, end }) => {
    const { made, plain } = life(iban)
    expect(made).toMatchObject({ country, last4: iban.slice(-4), bic: `TEST${country}PP`, name, date_birth: bornOn, live_mode: false })
    expect(plain).toMatchObject({
      method: 'sepa',
      country,
      status: end.kind === 'refused' ? 'failed' : begun[end.kind],
      sepa: { id: made['id'] },
    })
    const payment = await read(plain['id'])
    await reached(payment, end, 'failed')
    if (end.kind === 'disputed') await contestedOnce(payment, end)
    await refunded(life(iban), end)
  })

  it.each(accountRows)('$iban is verified as that of $name', async ({ iban, end }) => {
    const fault = end.kind === 'refused' && faultsOfAccounts.includes(end.response) ? end.response : null
    const isThere = fault !== 'AC01'
    const answer = {
      status: 'checked',
      response: fault ?? '00',
      iban_valid: !fault,
      verified: !fault,
      score_name: isThere ? 100 : null,
      date_birth_valid: isThere ? true : null,
    }
    expect(await api('GET', `/sepa/check/${life(iban).checks[0]}`)).toMatchObject(answer)
  })

  it.each(accountRows)('$iban is nobody else’s', async ({ iban, end }) => {
    const isThere = !(end.kind === 'refused' && end.response === 'AC01')
    const answer = await api('GET', `/sepa/check/${life(iban).checks[1]}`)
    expect(answer).toMatchObject({ status: 'checked', verified: false, date_birth_valid: isThere ? false : null })
    if (isThere) expect(answer['score_name']).toBeLessThan(60)
  })
})

describe('what is paid out of all of them', () => {
  it('is what was captured, less what was contested and the fees, each payment once', async () => {
    const paid = await each(live, ({ id }) => read(id, 'live'))
    const captured = paid.filter(({ status }) => status === 'captured' || status === 'disputed')
    const contested = paid.filter(({ status }) => status === 'disputed')
    expect([captured.length, contested.length]).toEqual([
      [...cardRows, ...accountRows].filter(({ end }) => end.kind !== 'refused').length,
      7,
    ])
    expect(await createPayouts(house.ctx())).toMatchObject({ done: 1, failed: 0 })
    const { payouts: [payout] } = await api('GET', '/payouts/', undefined, 'live')
    expect(payout).toMatchObject({
      payments: { amount: amount * captured.length },
      refunds: { amount: 0 },
      disputes: { amount: amount * contested.length },
      status: 'pending',
    })
    expect(payout.amount).toBe(amount * (captured.length - contested.length) - payout.fees)
    const { payments } = await api('GET', `/payouts/${payout.id}/payments?limit=100`, undefined, 'live')
    expect(payments.map((one: Wire) => one['id']).sort()).toEqual(captured.map(({ id }) => id).sort())
    expect((await api('GET', `/payouts/${payout.id}/disputes?limit=100`, undefined, 'live'))['disputes']).toHaveLength(contested.length)
    await sendPayouts(house.ctx())
    house.travel('2026-03-10T15:20:00Z')
    await readBankAnswers(house.ctx())
    expect(await api('GET', `/payouts/${payout.id}`, undefined, 'live')).toMatchObject({ status: 'paid' })
  })

  it('leaves books that balance', async () => expect((await checkLedger(house.db)).fault).toBeUndefined())
})

describe('the words of the reference', () => {
  it('each status is reached, and no other', () => {
    expect([...seen.payments].sort()).toEqual(paymentStatuses.toSorted())
    expect([...seen.refunds].sort()).toEqual(refundStatuses.toSorted())
    expect([...seen.auths].sort()).toEqual(authStatuses.toSorted())
  })

  it('each code of a bank is told in words, in both languages', () => {
    const keys = [
      ...cardResponses.map((code) => `payments:response.${code}`),
      ...disputeResponses.flatMap(([network, codes]) => codes.map((code) => `payments:dispute_code.${network}.${code}`)),
    ]
    const sepa = accountRows.flatMap(({ end }) => ('response' in end ? [`payments:response.${end.response}`] : []))
    for (const lang of ['fr', 'en'] as const) expect([...keys, ...sepa].filter((key) => !hasText(lang, key))).toEqual([])
  })
})
