import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lastFourOfWhole, paymentAddress, readPaymentQuery, soughtIn, type PaymentQuery } from '#src/payments/paymentSearch.ts'
import { searchPayments } from '#src/payments/searchPayments.sql.ts'
import { capturePayments } from '#src/payments/capturePayments.ts'
import { sendRefunds } from '#src/refunds/sendRefunds.ts'
import { askAcquirer } from '#src/settlements/askAcquirer.ts'
import { readSettlements } from '#src/settlements/readSettlements.ts'
import { system } from '#src/kernel/actor.ts'
import { openApiMerchant, type ApiClient, type ApiMerchant } from '#test/support/api.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'

let house: House
let shop: ApiMerchant
let other: ApiMerchant
let agent: Client
let officer: Client
const ids: Record<string, string> = {}

const card = (number = '4242424242424242') => ({ number, exp_month: 12, exp_year: 2030, cvc: '123' })
const pay = async (client: ApiClient, said: Record<string, unknown> = {}): Promise<Record<string, any>> => {
  const answer = await client('POST', '/checkout', { amount: 1_250, currency: 'eur', card: card(), ...said })
  if (answer.status !== 200) throw new Error(answer.text)
  return answer.body
}
const job = (name: string) => house.ctx(system(name))
const night = async () => {
  house.forward(24 * 3_600_000)
  for (const work of [capturePayments, sendRefunds, askAcquirer]) await work(job('night'))
  house.forward(24 * 3_600_000)
  await readSettlements(job('night'))
}

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  ;[shop, other] = [await openApiMerchant(house), await openApiMerchant(house)]
  const first = await pay(shop.live, {
    order_id: 'CMD-77',
    unique_id: 'panier 9',
    description: 'Deux pains',
    card: card('5555555555554444'),
    customer: { name: 'Marie Le Gall', email: 'marie@exemple.test' },
    device: { ip: '192.0.2.7', user_agent: 'Navigateur/1' },
  })
  Object.assign(ids, { first: first['id'], card: first['card'].id, payer: first['customer'].id })
  const sepa = await pay(shop.live, {
    amount: 4_000,
    card: undefined,
    sepa: { iban: 'FR1420041010050500013M02606', name: 'Pierre Martin', mandate: 'MND-1', date_mandate: 1_700_000_000 },
  })
  Object.assign(ids, { sepa: sepa['id'], mandate: sepa['sepa'].id })
  await night()
  const refund = await shop.live('POST', '/refunds', { payment: ids['first'], amount: 250 })
  ids['refund'] = refund.body['id']
  ids['refused'] = (await pay(other.live, { amount: 990, card: card('4000000000000002') }))['id']
  ids['test'] = (await pay(shop.test, { amount: 1_250, order_id: 'CMD-77' }))['id']
  ids['disputed'] = (await pay(shop.live, { amount: 7_700, card: card('4000000000001976') }))['id']
  await night()
  ids['dispute'] = (await house.db.selectFrom('disputes').select('id').where('payment_id', '=', ids['disputed']!).executeTakeFirst())?.id ??
    ''
  ids['fresh'] = (await pay(shop.live, { amount: 1_250, capture: false }))['id']
  ;[agent, officer] = [await house.clientOf(await house.staff('agent')), await house.clientOf(await house.staff('officer'))]
})
afterAll(() => house.close())

const query = (said: Partial<PaymentQuery> = {}): PaymentQuery => ({ ...readPaymentQuery({}), ...said })
const found = async (search: string, more: Partial<PaymentQuery> = {}, merchantId: string | null = null) =>
  (await searchPayments(house.db, query({ search, ...more }), { merchantId, atHandSince: null }, 50)).map(({ id }) =>
    Object.entries(ids).find(([, one]) => one === id)?.[0] ?? id
  )

describe('one box', () => {
  it('understands what is typed', () => {
    const id = `paym_${'a'.repeat(24)}`
    expect(soughtIn(id)).toEqual({ by: 'id', noun: 'payment', id })
    expect(soughtIn('2/3/2026')).toEqual({ by: 'days', from: '2026-03-02', to: '2026-03-02' })
    expect(soughtIn('2026-03-05..2026-03-02')).toEqual({ by: 'days', from: '2026-03-02', to: '2026-03-05' })
    expect(soughtIn('02.03.2026 au 05.03.2026')).toEqual({ by: 'days', from: '2026-03-02', to: '2026-03-05' })
    expect(soughtIn('12,50')).toMatchObject({ amountsCents: [1_250], last4: null })
    expect(soughtIn('1250')).toEqual({ by: 'text', reference: '1250', last4: '1250', amountsCents: [1_250, 125_000] })
    expect(soughtIn('1 250,00 €')).toEqual({ by: 'text', reference: null, last4: null, amountsCents: [125_000] })
    expect(soughtIn('•••• 2606')).toEqual({ by: 'text', reference: null, last4: '2606', amountsCents: [] })
    expect(soughtIn('30/2/2026')).toMatchObject({ by: 'text', reference: '30/2/2026' })
    expect(soughtIn('')).toBeNull()
  })

  it('takes nonsense for nothing, and gives what it took back as an address', () => {
    expect(readPaymentQuery({ q: ['a'], world: 'mars', state: 'nonsense', method: '1', from: '2026-02-30', sort: 'up', after: '; drop' }))
      .toEqual(query())
    expect(paymentAddress('/console/payments', query({ search: 'a&b', world: 'test', state: 'refused', sort: 'largest' }))).toBe(
      '/console/payments?q=a%26b&world=test&state=refused&sort=largest',
    )
    expect(paymentAddress('/console/payments', query())).toBe('/console/payments')
  })

  it('knows a whole card number or IBAN, and no order number for one', () => {
    expect(lastFourOfWhole('4242 4242 4242 4242')).toBe('4242')
    expect(lastFourOfWhole('carte 4242-4242-4242-4242 ?')).toBe('4242')
    expect(lastFourOfWhole('5555 5555 5555 4444 12/30 123')).toBe('4444')
    expect(lastFourOfWhole('FR14 2004 1010 0505 0001 3M02 606')).toBe('2606')
    for (const plain of ['1772449200000', '4242', 'CMD-77', '4242424242424241', '44229377500031'])
      expect(lastFourOfWhole(plain), plain).toBeNull()
  })

  it.each([
    ['its id', () => ids['first']!, ['first']],
    ['a refund', () => ids['refund']!, ['first']],
    ['a dispute', () => ids['dispute']!, ['disputed']],
    ['a card', () => ids['card']!, ['first']],
    ['a payer', () => ids['payer']!, ['first']],
    ['a mandate', () => ids['mandate']!, ['sepa']],
    ['its merchant', () => other.merchantId, ['refused']],
    ['a test payment by its id', () => ids['test']!, ['test']],
    ['its order, in this world', () => 'CMD-77', ['first']],
    ['its unicity key', () => 'panier 9', ['first']],
    ['the end of a card', () => '4444', ['first']],
    ['the end of a masked card', () => '•••• 4444', ['first']],
    ['the end of an IBAN', () => '2606', ['sepa']],
    ['an amount', () => '40,00', ['sepa']],
    ['an amount as the API has it', () => '4000', ['sepa']],
    ['an amount with its sign', () => '9,90 €', ['refused']],
    ['nothing', () => 'no such thing', []],
    ['an injection', () => `' or 1=1 --`, []],
    ['a half id', () => 'paym_', []],
  ])('finds by %s', async (_name, search, expected) => expect(await found(search())).toEqual(expected))

  it('finds by the acquirer’s reference', async () => {
    const { reference } = await house
      .db
      .selectFrom('acquirer_calls')
      .select('reference')
      .where('payment_id', '=', ids['first']!)
      .where('reference', 'is not', null)
      .executeTakeFirstOrThrow()
    expect(await found(reference!)).toEqual(['first'])
  })

  it('by days of Paris, by state, by method, in each world apart', async () => {
    expect(await found('2/3/2026')).toEqual(['sepa', 'first'])
    expect(await found('', { from: '2026-03-03' })).not.toContain('first')
    expect(await found('', { state: 'refused' })).toEqual(['refused'])
    expect(await found('', { method: 'sepa' })).toEqual(['sepa'])
    expect(await found('', { world: 'test' })).toEqual(['test'])
    expect(await found('CMD-77', { world: 'test' })).toEqual(['test'])
    expect(await found('', { state: 'disputed', method: 'card', from: '2026-03-04', to: '2026-03-04' })).toEqual(['disputed'])
  })

  it('sorts, and goes on by key without losing or repeating one', async () => {
    for (const sort of ['newest', 'oldest', 'largest', 'smallest'] as const) {
      const whole = await found('', { sort })
      const paged: string[] = []
      for (let after: string | null = null;;) {
        const [one] = await searchPayments(house.db, query({ sort, after }), { merchantId: null, atHandSince: null }, 1)
        if (!one) break
        paged.push(Object.entries(ids).find(([, id]) => id === one.id)![0])
        after = one.id
      }
      expect(paged, sort).toEqual(whole)
      expect(whole).toHaveLength(5)
    }
    expect((await found('', { sort: 'largest' }))[0]).toBe('disputed')
    expect((await found('', { sort: 'smallest' }))[0]).toBe('refused')
  })

  it('of one merchant: nothing of another, whatever id is asked for', async () => {
    for (const search of [ids['first']!, ids['refund']!, ids['card']!, 'CMD-77', '4444', '12,50'])
      expect(await found(search, {}, other.merchantId), search).toEqual([])
    expect(await found(ids['test']!, {}, shop.merchantId)).toEqual([])
  })
})

describe('the list', () => {
  it('is for who may read payments', async () => {
    for (const [role, status] of [['analyst', 200], ['agent', 200], ['officer', 200], ['auditor', 200], ['administrator', 403]] as const) {
      const client = await house.clientOf(await house.staff(role))
      for (const path of ['/console/payments', `/console/payments/${ids['first']}`])
        expect((await client.get(path)).status, `${role} ${path}`).toBe(status)
    }
    expect((await (await house.clientOf(shop.actor)).get('/console/payments')).status).toBe(303)
  })

  it('shows, says when nothing is found, and takes hostile input for nothing', async () => {
    expect((await agent.get('/console/payments')).text).toContain('Mastercard •••• 4444')
    expect((await agent.get('/console/payments?world=test')).text).toContain('CMD-77')
    expect((await agent.get('/console/payments?q=rien')).text).toContain('Rien ne répond à cette recherche')
    for (
      const bad of [
        'q=%00%ff&state=x&after=y&from=9999-99-99',
        'q[]=1&world[]=2',
        `q=${'9'.repeat(300)}`,
        'from=0001-01-01&to=9999-12-31',
        'q=99999999999999999999',
        'q=%3Cscript%3Ealert(1)%3C/script%3E',
        `after=paym_${'z'.repeat(24)}`,
      ]
    ) {
      const { status, text } = await agent.get(`/console/payments?${bad}`)
      expect(status, bad).toBe(200)
      expect(text).not.toContain('<script>alert')
    }
  })

  it('never leaves a whole card number or IBAN in an address', async () => {
    const { status, location } = await agent.get('/console/payments?q=4242+4242+4242+4242&world=test')
    expect([status, location]).toEqual([303, '/console/payments?q=%E2%80%A2%E2%80%A2%E2%80%A2%E2%80%A2+4242&world=test'])
    expect((await agent.get(`/console/payments?q=FR1420041010050500013M02606`)).location).toContain('2606')
    expect((await agent.get(location!)).text).toContain(ids['test'])
  })

  it('answers the box at the top of every page, by any id of a payment', async () => {
    for (const id of ['first', 'card', 'payer', 'mandate'])
      expect((await agent.get(`/console/merchants?q=${ids[id]}`)).location, id).toBe(`/console/payments?q=${ids[id]}`)
    for (const [id, page] of [['dispute', `/console/disputes/${ids['dispute']}`], ['refund', `/console/payments/${ids['first']}`]] as const)
      expect((await agent.get(`/console/merchants?q=${ids[id]}`)).location, id).toBe(page)
    expect((await agent.get('/console/merchants?q=4242424242424242')).location).toBe('/console/merchants?q=4242')
    expect((await agent.get(`/console/merchants?q=${shop.merchantId}`)).location).toBe(`/console/merchants/${shop.merchantId}`)
  })

  it('answers it by an order, a payer and his e-mail as well', async () => {
    const reference = (await house
      .db
      .selectFrom('acquirer_calls')
      .select('reference')
      .where('payment_id', '=', ids['first']!)
      .where('reference', 'is not', null)
      .executeTakeFirstOrThrow())
      .reference!
    for (const words of ['CMD-77', 'panier 9', 'LE GALL Marie', 'Marie@exemple.test', reference]) {
      const { location } = await agent.get(`/console/merchants?q=${encodeURIComponent(words)}`)
      expect(location, words).toBe(paymentAddress('/console/payments', query({ search: words })))
      expect((await agent.get(location!)).text, words).toContain(ids['first'])
    }
  })

  it('leaves as a file, and that is recorded; a formula in it is text', async () => {
    await pay(shop.live, { amount: 60, order_id: '=1+1' })
    const { status, text, headers } = await agent.get('/console/payments.csv?q=12%2C50')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toContain('text/csv')
    expect(text).toContain('12,50;2,50;EUR;Carte;Mastercard •••• 4444;CMD-77')
    expect((await agent.get('/console/payments.csv?q=60')).text).toContain("'=1+1")
    const event = await house
      .db
      .selectFrom('audit_events')
      .select('data')
      .where('event', '=', 'payment.list_exported')
      .orderBy('id')
      .executeTakeFirstOrThrow()
    expect(event.data).toEqual({ mode: 'live', state: null, method: null, from: null, to: null, isSearch: true })
    expect((await (await house.clientOf(await house.staff('administrator'))).get('/console/payments.csv')).status).toBe(403)
  })
})

describe('a payment’s page', () => {
  const page = (id: string, client: Client = officer) => client.get(`/console/payments/${ids[id]}`)

  it('says its whole life: means, payer, device, exchanges, refund, settlement, books, history', async () => {
    const { status, text } = await page('first')
    expect(status).toBe(200)
    for (
      const part of [
        'Paiement de 12,50',
        'Encaissé',
        'Marie Le Gall',
        'marie@exemple.test',
        '192.0.2.7',
        'Demande d’autorisation',
        '00 · Accord de la banque',
        'Capture',
        ids['refund']!,
        'Rapprochée',
        'Marchands, en attente',
        'Mise à disposition',
        'a encaissé un paiement',
        'a demandé un remboursement',
        'CMD-77',
        'panier 9',
        'Deux pains',
        `/console/merchants/${shop.merchantId}`,
      ]
    ) expect(text, part).toContain(part)
  })

  it('shows six and four of a card to who may, four to others, never more; that he saw six is recorded once in half a day', async () => {
    const seen = (await page('first')).text
    expect(seen).toContain('5555 55•• •••• 4444')
    const unseen = (await page('first', agent)).text
    expect(unseen).toContain('•••• 4444')
    for (const text of [seen, unseen]) expect(text.replace(/\s/g, '')).not.toContain('5555555555554444')
    expect(unseen).not.toContain('5555 55')
    const openings = () =>
      house
        .db
        .selectFrom('audit_events')
        .select('actor_id')
        .where('event', '=', 'payment.opened')
        .where('subject_id', '=', ids['first']!)
        .execute()
    const before = (await openings()).length
    await page('first')
    await page('first', agent)
    expect(await openings()).toHaveLength(before)
    house.forward(5 * 3_600_000)
    officer = await house.clientOf(await house.staff('officer'))
    await page('first')
    expect(await openings()).toHaveLength(before + 1)
  })

  it('of an account: its end and its mandate, never the IBAN', async () => {
    const { text } = await page('sepa')
    expect(text).toContain('FR •••• 2606')
    expect(text).toContain('MND-1')
    expect(text.replace(/<[^>]*>|\s/g, '')).not.toContain('FR1420041010050500013M02606')
  })

  it('says why it was refused, what is disputed, and until when an agreement stands', async () => {
    expect((await page('refused')).text).toContain('La banque a refusé, code 05')
    const disputed = (await page('disputed')).text
    expect(disputed).toContain('1261 · Traité en double')
    expect((await page('fresh')).text).toContain('L’accord s’éteint')
    expect((await page('test')).text).toContain('Ce paiement est un essai')
  })

  it('is 404 for what is none, in both languages alike', async () => {
    for (const id of ['paym_000000000000000000000000', 'x', '%00', '..%2f..', ids['refund']!])
      expect((await officer.get(`/console/payments/${id}`)).status, id).toBeGreaterThanOrEqual(400)
    const { text } = await officer.get(`/console/payments/${ids['first']}`, { 'accept-language': 'en' })
    expect(text).toContain(ids['first'])
  })
})
