import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { heldCode } from '#src/payments/heldCodes.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { leaveIn, messagesIn, openShop, order, payAt, readOrder, titleIn, typedAccount, typedCard,
  type Shop } from '#test/paypage/payers.ts'

let house: House
let shop: Shop
let payer: Client
beforeAll(async () => {
  house = await openHouse()
  shop = await openShop(house)
  payer = await house.client()
})
afterAll(() => house.close())

const enrolled = '4000000560000004'
const demanding = '4000000000003220'
const card = (number = enrolled, more: Record<string, unknown> = {}) => ({ number, exp_month: 12, exp_year: 2030, cvc: '123', ...more })
const sepa = { iban: 'FR1420041010050500013M02606', name: 'Pierre Martin' }
const bankOf = ({ auth }: Record<string, any>): string => new URL(auth.redirect_url.replace('3ds.', '')).pathname
const patch = (id: string, body: Record<string, unknown>) => shop.test('PATCH', `/checkout/${id}`, body)
const pathOf = (id: string): string => `/pay/${shop.keys.test}/${id}?lang=fr`
const callsOf = async (id: string): Promise<number> =>
  (await house.db.selectFrom('acquirer_calls').select('id').where('payment_id', '=', id).execute()).length

/** Sent to his bank by the merchant; `step`: what the payer answers there. */
const sent = async (said: Record<string, unknown> = {}) =>
  (await shop.test('POST', '/checkout', {
    amount: 1_000,
    currency: 'eur',
    card: card(),
    auth: { return_url: 'https://shop.example/back' },
    device: { ip: '10.0.0.1' },
    ...said,
  }))
    .body
const confirmed = async (said: Record<string, unknown> = {}) => {
  const payment = await sent(said)
  await payer.post(bankOf(payment), { step: 'success' })
  expect((await readOrder(shop.test, payment['id'])).auth.status).toBe('success')
  return payment
}

describe('what a payer confirmed is one card, one amount, one currency (RTS 2018/389 art. 5)', () => {
  it.each([
    ['another card', { card: card(demanding) }],
    ['another amount', { amount: 500_000 }],
    ['another currency', { currency: 'usd' }],
    ['all of them', { card: card(demanding), amount: 500_000, currency: 'usd' }],
  ])('%s is not charged on it: he is asked anew, under another address', async (_what, change) => {
    const payment = await confirmed()
    const { id } = payment as { id: string }
    const both = await patch(id, { ...change, status: 'capture' })
    expect([both.status, both.body['error'].message]).toEqual([409, 'authentication due'])
    expect(await readOrder(shop.test, id)).toMatchObject({ amount: 1_000, currency: 'eur', status: null, auth: { status: 'success' } })
    const changed = (await patch(id, change)).body
    expect(changed).toMatchObject({ status: null, auth: { status: 'available', return_url: 'https://shop.example/back' } })
    expect(changed['auth'].redirect_url).not.toBe(payment['auth'].redirect_url)
    expect((await patch(id, { status: 'capture' })).status).toBe(409)
    await payer.post(bankOf(changed), { step: 'success' })
    expect((await patch(id, { status: 'capture' })).body).toMatchObject({
      status: 'to_capture',
      response: '00',
      auth: { status: 'success' },
    })
  })

  it.each([
    ['the very same', { card: card(), amount: 1_000, currency: 'eur' }],
    ['the same card, not kept', { card: card(enrolled, { tokenize: false }) }],
    ['other words', { description: 'Un panier', order_id: 'o-9' }],
  ])('%s said again is no change', async (_what, change) => {
    const { id } = (await confirmed()) as { id: string }
    expect((await patch(id, { ...change, status: 'capture' })).body).toMatchObject({ status: 'to_capture', auth: { status: 'success' } })
  })

  it('nor is less of it captured than he confirmed, before the bank was asked', async () => {
    const { id } = (await confirmed()) as { id: string }
    expect((await shop.test('POST', `/checkout/${id}/capture`, { amount: 400 })).status).toBe(409)
    expect((await shop.test('POST', `/checkout/${id}/capture`, { amount: 1_000 })).body).toMatchObject({
      status: 'to_capture',
      amount: 1_000,
    })
  })

  it('an account is not authenticated, whatever the card before it was, nor is it debited by itself', async () => {
    const { id } = (await confirmed()) as { id: string }
    expect((await patch(id, { sepa })).body).toMatchObject({
      status: null,
      method: 'sepa',
      auth: { status: 'unavailable', redirect_url: null },
    })
    expect(await callsOf(id)).toBe(0)
    // back to a card, which can be asked for
    expect((await patch(id, { card: card() })).body).toMatchObject({ status: null, method: 'card', auth: { status: 'available' } })
    expect((await patch(id, { sepa, status: 'capture' })).body).toMatchObject({
      status: 'to_capture',
      method: 'sepa',
      auth: { status: 'unavailable' },
    })
  })

  it('changed while he stands on his bank’s page, his answer there is worth nothing', async () => {
    const payment = await sent()
    const { id } = payment as { id: string }
    await payer.post(bankOf(payment), { step: 'attempted' })
    const changed = (await patch(id, { amount: 500_000 })).body
    expect((await payer.post(bankOf(payment), { step: 'success' })).status).toBe(404)
    expect(await readOrder(shop.test, id)).toMatchObject({ status: null, amount: 500_000, auth: { status: 'available' } })
    expect((await payer.get(`${bankOf(changed)}?lang=en`)).text).toContain('5,000.00')
  })

  it('likewise on his way through our own page, which then asks him for everything again', async () => {
    const { id } = await order(shop.test)
    const bank = leaveIn(await payAt(payer, pathOf(id), typedCard(demanding)))
    expect(heldCode(id)).toBe('123')
    expect((await patch(id, { card: card('4242424242424242'), amount: 999_900 })).body).toMatchObject({
      status: null,
      auth: { status: 'requested', redirect_url: null },
    })
    expect(heldCode(id)).toBeNull()
    expect((await payer.post(bank, { step: 'success' })).status).toBe(404)
    expect([await callsOf(id), (await readOrder(shop.test, id)).status]).toEqual([0, null])
    expect(messagesIn(await payer.get(pathOf(id)))).toBe('init pending')
    const again = await payAt(payer, pathOf(id), typedCard(demanding))
    const back = await payer.post(leaveIn(again), { step: 'success' })
    expect(titleIn(await payer.get(back.location!))).toBe('Paiement accepté')
    expect(await readOrder(shop.test, id)).toMatchObject({ status: 'to_capture', amount: 999_900, auth: { status: 'success' } })
  })

  it('an account that the merchant attached, a card that the payer then types: he authenticates', async () => {
    const { id } = (await confirmed({ return_url: 'https://shop.example/merci' })) as { id: string }
    await patch(id, { sepa })
    expect(titleIn(await payAt(payer, pathOf(id), typedCard(enrolled)))).toBe('Votre banque doit vous reconnaître')
  })

  it('two changes at once leave one session, of what the payment is', async () => {
    const { id } = (await confirmed()) as { id: string }
    const all = await Promise.all(
      [{ amount: 2_000 }, { card: card(demanding) }, { sepa }, { amount: 3_000 }, { card: card() }].map((change) => patch(id, change)),
    )
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect((await readOrder(shop.test, id)).status).toBeNull()
    expect((await readOrder(shop.test, id)).auth.status).not.toBe('success')
  })
})

describe('asked for anew', () => {
  it('leaves no address of the session before, on which the payer would turn in circles', async () => {
    const payment = await sent()
    const { id } = payment as { id: string }
    expect((await patch(id, { auth: true })).body).toMatchObject({ auth: { status: 'requested', redirect_url: null } })
    expect([(await payer.get(bankOf(payment))).status, (await payer.post(bankOf(payment), { step: 'success' })).status]).toEqual([404, 404])
    expect(titleIn(await payAt(payer, pathOf(id), typedAccount()))).toBe('Prélèvement enregistré')
  })

  it('a session that is not open asks nothing more', async () => {
    const payment = await sent()
    await house.db.updateTable('payments').set({ auth_state: 'requested' }).where('id', '=', payment['id']).execute()
    expect((await payer.get(bankOf(payment))).text).not.toContain('value="success"')
    expect((await payer.post(bankOf(payment), { step: 'success' })).location).toBe('https://shop.example/back')
  })
})
