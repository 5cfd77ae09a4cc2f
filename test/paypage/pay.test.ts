import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pageTicket } from '#src/paypage/ticket.ts'
import { forgetCode, heldCode, holdCode } from '#src/payments/heldCodes.ts'
import { useAcquirer } from '#src/acquirer/gateway.ts'
import { openSimulator } from '#src/acquirer/simulator.ts'
import { expirePayments } from '#src/payments/expirePayments.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { leaveIn, messagesIn, openShop, order, payAt, readOrder, ticketIn, titleIn, typedAccount, typedCard,
  type Shop } from '#test/paypage/payers.ts'

let house: House
let shop: Shop
let other: Shop
let payer: Client
beforeAll(async () => {
  house = await openHouse()
  shop = await openShop(house)
  other = await openShop(house, 'Café Kervella')
  payer = await house.client()
})
afterAll(() => house.close())

/** Of an order as `order` makes it. */
const terms = '1250-eur-pay'
const pathOf = (id: string, query = '?lang=fr', key = shop.keys.test): string => `/pay/${key}/${id}${query}`
const callsOf = async (id: string): Promise<number> =>
  (await house.db.selectFrom('acquirer_calls').select('id').where('payment_id', '=', id).execute()).length
const eventsOf = async (id: string): Promise<string[]> =>
  (await house.db.selectFrom('audit_events').select('event').where('subject_id', '=', id).orderBy('id').execute()).map(({ event }) => event)

describe('paying by card', () => {
  it('shows what is paid, to whom, and asks for the card', async () => {
    const { id } = await order(shop.test)
    const { status, text, headers } = await payer.get(pathOf(id))
    expect(status).toBe(200)
    for (const words of ['Boulangerie Lenoir', '12,50', 'Un panier', 'Mode test']) expect(text).toContain(words)
    for (const token of ['cc-number', 'cc-exp', 'cc-csc', 'cc-name']) expect(text).toContain(`autocomplete="${token}"`)
    expect(text).toMatch(/name="number"[^>]*inputmode="numeric"/)
    expect(messagesIn({ text } as never)).toBe('init pending')
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'self' https://shop.example; base-uri 'none'; object-src 'none'",
    )
    expect(headers.get('x-frame-options')).toBeNull()
    expect(headers.get('integrity-policy')).toContain('script')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.getSetCookie()).toEqual([])
  })

  it('is captured by itself, then leads back', async () => {
    const { id } = await order(shop.test)
    const paid = await payAt(payer, pathOf(id), typedCard())
    expect([paid.status, titleIn(paid), messagesIn(paid), leaveIn(paid)]).toEqual([
      200,
      'Paiement accepté',
      'finished',
      'https://shop.example/merci?o=1',
    ])
    expect(paid.text).toContain('<noscript><meta http-equiv="refresh" content="3;url')
    expect(await readOrder(shop.test, id)).toMatchObject({
      status: 'to_capture',
      response: '00',
      method: 'card',
      auth: null,
      card: { last4: '4242', exp_month: 8, exp_year: 2030, name: 'Anne Lenoir' },
    })
    expect(await eventsOf(id)).toEqual(['payment.created', 'payment.changed', 'payment.asked', 'payment.approved'])
    expect(messagesIn(await payer.get(pathOf(id)))).toBe('init finished')
  })

  it('is held where capture is false, checked where it is for nothing', async () => {
    const held = await order(shop.test, { capture: false })
    expect((await payer.get(pathOf(held.id))).text).toContain('Autoriser')
    expect(titleIn(await payAt(payer, pathOf(held.id), typedCard()))).toBe('Montant autorisé')
    expect(await readOrder(shop.test, held.id)).toMatchObject({ status: 'authorized' })
    const check = await order(shop.test, { capture: false, amount: 0 })
    expect(titleIn(await payAt(payer, pathOf(check.id), typedCard()))).toBe('Carte vérifiée')
  })

  it.each([['4000000000000002', '05', 'Paiement refusé'], ['4000000000009995', '51', 'Paiement refusé']])(
    'a refusal of %s is final, and the payer is led back',
    async (number, response, title) => {
      const { id } = await order(shop.test)
      const refused = await payAt(payer, pathOf(id), typedCard(number))
      expect([titleIn(refused), messagesIn(refused), leaveIn(refused)]).toEqual([title, 'error', 'https://shop.example/merci?o=1'])
      expect(refused.text).not.toContain('name="number"')
      expect(await readOrder(shop.test, id)).toMatchObject({ status: 'refused', response })
      const again = await payer.post(pathOf(id), { ticket: pageTicket(id, terms, house.now()), ...typedCard() })
      expect(again.status).toBe(303)
      expect(await callsOf(id)).toBe(1)
    },
  )

  it('says what is wrong field by field, asks no bank, and gives back neither number nor code', async () => {
    const { id } = await order(shop.test)
    const wrong = await payAt(payer, pathOf(id), {
      method: 'card',
      number: '4242 4242 4242 4241',
      expiry: '13 / 30',
      cvc: '98765',
      name: 'Al',
    })
    expect(wrong.status).toBe(422)
    for (const name of ['number', 'expiry', 'cvc', 'name']) expect(wrong.text).toContain(`id="f-${name}-error"`)
    expect(wrong.text).not.toMatch(/4242 ?4242|98765/)
    expect(messagesIn(wrong)).toBe('pending')
    const empty = await payAt(payer, pathOf(id), {})
    expect(empty.text).toContain('Saisissez le numéro de votre carte')
    const past = await payAt(payer, pathOf(id), { ...typedCard(), expiry: '02 / 26' })
    expect(past.text).toContain('Cette carte a expiré')
    expect(past.text).toContain('value="Anne Lenoir"')
    const amex = await payAt(payer, pathOf(id), { ...typedCard('378282246310005'), cvc: '123' })
    expect(amex.text).toContain('Saisissez les 4 chiffres')
    const confused = await payAt(payer, pathOf(id), { ...typedCard(), name: '4242424242424242' })
    expect(confused.text).not.toContain('4242424242424242')
    expect([await callsOf(id), await readOrder(shop.test, id)]).toMatchObject([0, { status: null, method: null, card: null }])
    expect(titleIn(await payAt(payer, pathOf(id), typedCard()))).toBe('Paiement accepté')
  })

  it('keeps no code anywhere', async () => {
    const { id } = await order(shop.test)
    await payAt(payer, pathOf(id), { ...typedCard('5555555555554444'), cvc: '739' })
    const rows = JSON.stringify([
      await house.db.selectFrom('payments').selectAll().where('id', '=', id).execute(),
      await house.db.selectFrom('acquirer_calls').selectAll().where('payment_id', '=', id).execute(),
      await house.db.selectFrom('audit_events').select(['event', 'data']).where('subject_id', '=', id).execute(),
      await house.db.selectFrom('simulator_operations').select(['act', 'response']).execute(),
    ])
    expect(rows).not.toMatch(/"739"|5555555555554444/)
  })
})

describe('paying from an account', () => {
  it('signs a mandate of ours', async () => {
    const { id } = await order(shop.test, { methods_allowed: ['sepa'] })
    const form = await payer.get(pathOf(id))
    expect(form.text).toContain(`VIGIE-${id.slice(5)}`)
    expect(form.text).not.toContain('cc-number')
    const paid = await payAt(payer, pathOf(id), typedAccount())
    expect([titleIn(paid), messagesIn(paid)]).toEqual(['Prélèvement enregistré', 'finished'])
    expect(await readOrder(shop.test, id)).toMatchObject({
      status: 'to_capture',
      method: 'sepa',
      sepa: {
        last4: '2606',
        name: 'Pierre Martin',
        mandate: `VIGIE-${id.slice(5)}`,
        date_mandate: Math.floor(house.now().getTime() / 1_000),
      },
    })
  })

  it('asks for each thing, and refuses an account that cannot be debited', async () => {
    const { id } = await order(shop.test)
    const wrong = await payAt(payer, pathOf(id, '?lang=fr&method=sepa'), {
      method: 'sepa',
      iban: 'FR1420041010050500013M02607',
      holder: '',
    })
    expect(wrong.status).toBe(422)
    for (const name of ['iban', 'holder', 'mandate']) expect(wrong.text).toContain(`id="f-${name}-error"`)
    const failed = await payAt(payer, pathOf(id, '?lang=fr&method=sepa'), typedAccount('FR2990665286926539507769811'))
    expect([titleIn(failed), messagesIn(failed)]).toEqual(['Prélèvement impossible', 'error'])
    expect(await readOrder(shop.test, id)).toMatchObject({ status: 'failed', response: 'AC01' })
  })

  it('asked to authenticate, goes on without: an account has no bank page', async () => {
    const { id } = await order(shop.test, { auth: true })
    expect(titleIn(await payAt(payer, pathOf(id), typedAccount()))).toBe('Prélèvement enregistré')
    expect(await readOrder(shop.test, id)).toMatchObject({ status: 'to_capture', auth: { status: 'unavailable' } })
  })

  it('what the merchant or the currency excludes is not on offer', async () => {
    const card = await order(shop.test, { methods_allowed: 'card' })
    const sent = await payAt(payer, pathOf(card.id), typedAccount())
    expect([sent.status, (await readOrder(shop.test, card.id)).method]).toEqual([422, null])
    const dollars = await order(shop.test, { currency: 'usd' })
    expect((await payer.get(pathOf(dollars.id, '?method=sepa'))).text).toContain('cc-number')
    const none = await order(shop.test, { currency: 'usd', methods_allowed: ['sepa'] })
    const page = await payer.get(pathOf(none.id))
    expect([page.status, messagesIn(page), titleIn(page), leaveIn(page)]).toEqual([
      200,
      'init invalid',
      'Ce paiement ne peut pas être fait',
      '',
    ])
  })
})

describe('strong authentication', () => {
  const toBank = async (said: Record<string, unknown> = { auth: true }, number = '5555555555554444') => {
    const { id } = await order(shop.test, said)
    const sent = await payAt(payer, pathOf(id), typedCard(number))
    return { id, sent, bank: leaveIn(sent) }
  }
  const answer = async (bank: string, step: string) => {
    const sent = await payer.post(bank, { step })
    return sent.status === 303 ? payer.get(sent.location!) : sent
  }

  it('asked for, sends to the bank first; the page then charges by itself', async () => {
    const { id, sent, bank } = await toBank()
    expect([messagesIn(sent), titleIn(sent)]).toEqual(['secure-auth-start', 'Votre banque doit vous reconnaître'])
    expect(bank).toMatch(/^\/v1\/redirect\/test_[0-9a-f-]{36}\?lang=fr$/)
    expect([await callsOf(id), (await readOrder(shop.test, id)).auth]).toMatchObject([0, { status: 'available' }])
    const page = await payer.get(bank)
    for (const words of ['Boulangerie Lenoir', '12,50', '4444']) expect(page.text).toContain(words)
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'self' https://shop.example;")
    expect((await readOrder(shop.test, id)).auth.status).toBe('available')
    expect((await answer(bank, 'attempted')).text).toContain('value="success"')
    expect((await readOrder(shop.test, id)).auth.status).toBe('attempted')
    const back = await answer(bank, 'success')
    expect([titleIn(back), messagesIn(back), leaveIn(back)]).toEqual([
      'Paiement accepté',
      'secure-auth-end finished',
      'https://shop.example/merci?o=1',
    ])
    expect(await readOrder(shop.test, id)).toMatchObject({ status: 'to_capture', auth: { status: 'success' } })
    expect((await eventsOf(id)).slice(1)).toEqual([
      'payment.changed',
      'payment.authentication_available',
      'payment.authentication_attempted',
      'payment.authentication_success',
      'payment.asked',
      'payment.approved',
    ])
    // and once more changes nothing
    await Promise.all([answer(bank, 'success'), answer(bank, 'declined')])
    expect([await callsOf(id), (await readOrder(shop.test, id)).auth.status]).toEqual([1, 'success'])
  })

  it('the card demands it, though nobody asked', async () => {
    const { id, sent, bank } = await toBank({}, '4000000000003220')
    expect(messagesIn(sent)).toBe('secure-auth-start')
    expect(titleIn(await answer(bank, 'success'))).toBe('Paiement accepté')
    expect(await readOrder(shop.test, id)).toMatchObject({ status: 'to_capture', response: '00', auth: { status: 'success' } })
  })

  it('the code is given to the bank with the charge that follows, once, from memory alone; a session that ends otherwise has none left', async () => {
    const simulator = openSimulator({ db: house.db })
    const asked: (string | null)[] = []
    useAcquirer({
      ...simulator,
      authorize: (call) => (asked.push(call.instrument.kind === 'card' ? call.instrument.cvc : null), simulator.authorize(call)),
    })
    const { id, bank } = await toBank()
    expect([asked, heldCode(id)]).toEqual([[], typedCard().cvc])
    await answer(bank, 'success')
    expect([asked, heldCode(id)]).toEqual([[typedCard().cvc], null])
    const declined = await toBank()
    await answer(declined.bank, 'declined')
    expect(heldCode(declined.id)).toBeNull()
    const late = await toBank()
    forgetCode(late.id) // a quarter of an hour later, or another process
    await answer(late.bank, 'success')
    expect(asked).toEqual([typedCard().cvc, null])
    holdCode('paym_x', '999')
    holdCode('paym_x', null)
    expect(heldCode('paym_x')).toBeNull()
    useAcquirer(openSimulator({ db: house.db }))
  })

  it('a card that is not enrolled is charged without', async () => {
    const { id, sent } = await toBank({ auth: { status: 'request' } }, '4000000000003055')
    expect(titleIn(sent)).toBe('Paiement accepté')
    expect(await readOrder(shop.test, id)).toMatchObject({ status: 'to_capture', auth: { status: 'unavailable' } })
  })

  it.each([['declined', 'Paiement abandonné'], ['failed', 'Votre banque ne vous a pas reconnu']])(
    '%s: nothing is charged, and the payer is led back',
    async (step, title) => {
      const { id, bank } = await toBank()
      const back = await answer(bank, step)
      expect([titleIn(back), messagesIn(back), leaveIn(back)]).toEqual([title, 'secure-auth-error', 'https://shop.example/merci?o=1'])
      expect([await callsOf(id), await readOrder(shop.test, id)]).toMatchObject([0, { status: null, auth: { status: step } }])
      expect((await payer.post(pathOf(id), { ticket: pageTicket(id, terms, house.now()), ...typedCard() })).status).toBe(303)
      expect(await callsOf(id)).toBe(0)
    },
  )

  it('is over after six hours, to the second, also where the job is late; nothing that waits for a card is', async () => {
    const waiting = await order(shop.test, { auth: true })
    house.forward(5 * 3_600_000)
    const { id, bank } = await toBank()
    house.forward(6 * 3_600_000 - 1_000)
    expect((await payer.get(bank)).text).toContain('value="attempted"')
    house.forward(1_000)
    expect((await answer(bank, 'success')).text).toContain('Cette session est terminée')
    expect(messagesIn(await payer.get(pathOf(id)))).toBe('init secure-auth-error')
    await expirePayments(house.ctx())
    expect([(await payer.get(bank)).status, (await readOrder(shop.test, id)).auth.status, await callsOf(id)]).toEqual([404, 'expired', 0])
    expect(titleIn(await payer.get(pathOf(id)))).toBe('Délai dépassé')
    expect(titleIn(await payAt(payer, pathOf(waiting.id), typedCard()))).toBe('Votre banque doit vous reconnaître')
  })

  it('a page that died between the bank and the charge charges when it is seen again', async () => {
    const { id } = await toBank()
    await house.db.updateTable('payments').set({ auth_state: 'success' }).where('id', '=', id).execute()
    const page = await payer.get(pathOf(id))
    expect([messagesIn(page), page.text.includes('data-by-itself')]).toEqual(['init secure-auth-end', true])
    expect(titleIn(await payAt(payer, pathOf(id), {}))).toBe('Paiement accepté')
    expect(await callsOf(id)).toBe(1)
  })

  it('through the merchant’s own page nothing is charged: he asks for the money himself', async () => {
    const { id, auth } = await order(shop.test, {
      card: { number: '5555555555554444', exp_month: 8, exp_year: 2030 },
      auth: { return_url: 'https://shop.example/back' },
      device: { ip: '10.0.0.1' },
    })
    const bank = new URL(auth.redirect_url.replace('3ds.', '')).pathname
    const page = await payer.get(bank)
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self' https://shop.example;")
    const sent = await payer.post(bank, { step: 'success' })
    expect([sent.status, sent.location]).toEqual([303, 'https://shop.example/back'])
    expect(await readOrder(shop.test, id)).toMatchObject({ status: null, auth: { status: 'success' } })
    const handed = await payer.get(pathOf(id))
    expect([titleIn(handed), leaveIn(handed), messagesIn(handed)]).toEqual(['Votre banque vous a reconnu', '', 'init'])
    for (const part of ['Boulangerie Lenoir termine ce paiement', 'https://shop.example/merci?o&#x3D;1'])
      expect(handed.text).toContain(part)
    expect((await payer.post(pathOf(id), { ticket: pageTicket(id, terms, house.now()), ...typedCard() })).status).toBe(303)
    expect((await readOrder(shop.test, id)).status).toBeNull()
    expect((await shop.test('PATCH', `/checkout/${id}`, { status: 'capture' })).body).toMatchObject({ status: 'to_capture' })
  })
})

describe('a payment that is not to be paid', () => {
  it('an address with a wrong half says the same whatever is wrong', async () => {
    const { id } = await order(shop.test)
    const live = await order(shop.live)
    const secret = 'stest_000000000000000000000000'
    const wrong = [
      pathOf(id, '?lang=en', other.keys.test),
      pathOf(id, '?lang=en', shop.keys.live),
      pathOf(live.id, '?lang=en'),
      pathOf('paym_000000000000000000000000', '?lang=en'),
      pathOf('nothing', '?lang=en'),
      pathOf(id, '?lang=en', secret),
      pathOf(id, '?lang=en', 'ptest_000000000000000000000000'),
      pathOf(encodeURIComponent("' or 1=1 --"), '?lang=en'),
    ]
    const pages = await Promise.all(
      wrong.flatMap((path) => [payer.get(path), payer.post(path, { ticket: pageTicket(id, terms, house.now()), ...typedCard() })]),
    )
    expect(pages.map(({ status }) => status)).toEqual(pages.map(() => 404))
    expect(new Set(pages.map(({ text }) => text)).size).toBe(1)
    expect(titleIn(pages[0]!)).toBe('There is no such payment')
    expect(pages[0]!.headers.get('content-security-policy')).toContain("frame-ancestors 'self';")
    expect([await callsOf(id), await callsOf(live.id)]).toEqual([0, 0])
    expect(titleIn(await payAt(payer, pathOf(live.id, '?lang=fr', shop.keys.live), typedCard()))).toBe('Paiement accepté')
  })

  it('canceled, expired, and one whose bank keeps silent', async () => {
    const held = await order(shop.test, { capture: false })
    await payAt(payer, pathOf(held.id), typedCard())
    house.forward(7 * 24 * 3_600_000)
    await expirePayments(house.ctx())
    const expired = await payer.get(pathOf(held.id))
    expect([titleIn(expired), messagesIn(expired), leaveIn(expired)]).toEqual([
      'Autorisation expirée',
      'init error',
      'https://shop.example/merci?o=1',
    ])
    const canceled = await order(shop.test)
    await house.db.updateTable('payments').set({ state: 'canceled' }).where('id', '=', canceled.id).execute()
    expect(messagesIn(await payer.get(pathOf(canceled.id)))).toBe('init error')
    useAcquirer(openSimulator({ db: house.db, mood: () => 'deaf' }))
    const silent = await order(shop.test)
    const waiting = await payAt(payer, pathOf(silent.id), typedCard())
    useAcquirer(openSimulator({ db: house.db }))
    expect([titleIn(waiting), messagesIn(waiting), leaveIn(waiting)]).toEqual([
      'Votre banque n’a pas encore répondu',
      '',
      `${pathOf(silent.id)}&from=page`,
    ])
    expect((await readOrder(shop.test, silent.id)).status).toBeNull()
  })

  it('what was paid and given back, wholly, says so; in part, it was paid', async () => {
    const { id } = await order(shop.test)
    await payAt(payer, pathOf(id), typedCard('4000000000000077'))
    await shop.test('POST', '/refunds', { payment: id, amount: 250 })
    expect(titleIn(await payer.get(pathOf(id)))).toBe('Paiement accepté')
    await shop.test('POST', '/refunds', { payment: id })
    const back = await payer.get(pathOf(id))
    expect([titleIn(back), messagesIn(back)]).toEqual(['Paiement remboursé', 'init finished'])
    expect((await payer.get(pathOf(id, '?lang=en'))).text).toContain('Payment refunded')
  })

  it('keys that are revoked, and a merchant who is switched off, close the page', async () => {
    const closed = await openShop(house)
    const { id } = await order(closed.live)
    await house.db.updateTable('merchants').set({ state: 'suspended' }).where('id', '=', closed.merchantId).execute()
    expect((await payer.get(pathOf(id, '', closed.keys.live))).status).toBe(404)
    await house.db.updateTable('merchants').set({ state: 'validated' }).where('id', '=', closed.merchantId).execute()
    expect((await payer.get(pathOf(id, '', closed.keys.live))).status).toBe(200)
    await house
      .db
      .updateTable('api_keys')
      .set({ revoked_at: house.now() })
      .where('merchant_id', '=', closed.merchantId)
      .where('kind', '=', 'public')
      .execute()
    expect((await payer.get(pathOf(id, '', closed.keys.live))).status).toBe(404)
  })
})

describe('tickets', () => {
  it('one form sent ten times, and two tabs, charge once', async () => {
    const { id } = await order(shop.test)
    const [one, two] = [ticketIn(await payer.get(pathOf(id))), ticketIn(await payer.get(pathOf(id)))]
    expect(one).not.toBe(two)
    const sent = await Promise.all(
      [...Array.from({ length: 10 }, () => one), two, two].map((ticket) => payer.post(pathOf(id), { ticket, ...typedCard() })),
    )
    expect(sent.map(({ status }) => status)).toEqual(sent.map(() => 303))
    expect([await callsOf(id), (await readOrder(shop.test, id)).status]).toEqual([1, 'to_capture'])
    const replayed = await payer.post(pathOf(id), { ticket: one, ...typedCard('5555555555554444') })
    expect(replayed.status).toBe(303)
    expect([await callsOf(id), (await readOrder(shop.test, id)).card.last4]).toEqual([1, '4242'])
  })

  it.each([
    ['none', () => ''],
    ['another payment’s', (_: string, else_: string) => pageTicket(else_, terms, house.now())],
    ['an old one', (id: string) => pageTicket(id, terms, new Date(house.now().getTime() - 7 * 3_600_000))],
    ['one of tomorrow', (id: string) => pageTicket(id, terms, new Date(house.now().getTime() + 3_600_000))],
    ['one bit off', (id: string) => pageTicket(id, terms, house.now()).replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))],
  ])('%s is refused, and the form comes back', async (_, make) => {
    const [{ id }, { id: else_ }] = [await order(shop.test), await order(shop.test)]
    const sent = await payer.post(pathOf(id), { ticket: make(id, else_), ...typedCard() })
    expect([sent.status, await callsOf(id)]).toEqual([409, 0])
    expect(sent.text).toContain('ouverte depuis trop longtemps')
    expect(sent.text).not.toContain('4242')
  })

  it.each([
    ['amount and currency', {}, { amount: 999_900, currency: 'usd' }, typedCard(), '9\u202f999,00'],
    ['amount', {}, { amount: 2_000 }, typedCard(), '20,00'],
    ['what is done with it', { capture: false }, { capture: true }, typedCard(), 'Payer'],
    ['amount of a debit', { methods_allowed: ['sepa'] }, { amount: 999_900 }, typedAccount(), '9\u202f999,00'],
  ])(
    'the %s that the payer read is what he agrees to: changed since, the form comes back and nothing is charged',
    async (_what, said, change, typed, words) => {
      const { id } = await order(shop.test, said)
      const ticket = ticketIn(await payer.get(pathOf(id)))
      await shop.test('PATCH', `/checkout/${id}`, change)
      const sent = await payer.post(pathOf(id), { ticket, ...typed })
      expect([sent.status, await callsOf(id), (await readOrder(shop.test, id)).method]).toEqual([409, 0, null])
      for (const part of ['a changé', words]) expect(sent.text).toContain(part)
      expect(sent.text).not.toContain('4242')
      expect((await payer.post(pathOf(id, '?lang=en'), { ticket, ...typed })).text).toContain('has changed')
      expect((await payer.post(pathOf(id), { ticket: ticketIn(sent), ...typed })).status).toBe(303)
      expect(await readOrder(shop.test, id)).toMatchObject({ status: 'to_capture', ...change })
    },
  )

  it('other words of the merchant’s change nothing for him, and terms are not the form’s to say', async () => {
    const { id } = await order(shop.test)
    const ticket = ticketIn(await payer.get(pathOf(id)))
    await shop.test('PATCH', `/checkout/${id}`, { order_id: 'o-2', amount: 1_250 })
    expect((await payer.post(pathOf(id), { ticket: ticket.replace('1250', '1251'), ...typedCard() })).status).toBe(409)
    expect((await payer.post(pathOf(id), { ticket, ...typedCard() })).status).toBe(303)
    expect((await readOrder(shop.test, id)).status).toBe('to_capture')
  })

  it('a form of another site is refused', async () => {
    const { id } = await order(shop.test)
    const sent = await payer.post(pathOf(id), { ticket: pageTicket(id, terms, house.now()), ...typedCard() }, {
      origin: 'https://evil.example',
      'sec-fetch-site': 'cross-site',
    })
    expect([sent.status, await callsOf(id)]).toEqual([403, 0])
  })
})

describe('languages', () => {
  it.each([
    ['?lang=fr-FR', 'en', 'fr'],
    ['?lang=fr_fr', 'en', 'fr'],
    ['?lang=FR', 'en', 'fr'],
    ['?lang=EN_gb', 'fr', 'en'],
    ['?lang=pt-pt', 'it-IT', 'en'],
    ['?lang=pt-pt', 'it, fr;q=0.5', 'fr'],
    ['', 'fr-BE,fr;q=0.9', 'fr'],
    ['', 'de', 'en'],
    ['', '', 'en'],
    ['?lang=', 'fr', 'fr'],
    ['?lang=fr&lang=en', 'en', 'en'],
    ['?lang=%00%3Cscript%3E', 'fr', 'fr'],
  ])('%s under %s reads %s', async (query, accepted, lang) => {
    const { id } = await order(shop.test)
    const { text } = await payer.get(pathOf(id, query), { 'accept-language': accepted })
    expect(/<html lang="(\w+)"/.exec(text)?.[1]).toBe(lang)
    expect(text).not.toContain('<script>')
  })
})

describe('hostile input', () => {
  const texts = [
    '\u0000',
    '<script>alert(1)</script>',
    "' or 1=1 --",
    '\ud800',
    '{{constructor}}',
    '$t(paypage:title)',
    'x'.repeat(50_000),
    '4242424242424242\r\nSet-Cookie: a=b',
    '\u202e',
    '９９９９',
    '-1',
    '1e9',
  ]
  it('never breaks, never charges, is never said back unescaped', async () => {
    const { id } = await order(shop.test)
    await house.db.deleteFrom('rate_limits').execute()
    for (const text of texts) {
      for (
        const typed of [{ method: text, number: text, expiry: text, cvc: text, name: text }, {
          method: 'sepa',
          iban: text,
          holder: text,
          mandate: text,
        }] as Record<string, string>[]
      ) {
        const { status, text: page } = await payer.post(pathOf(id), { ticket: pageTicket(id, terms, house.now()), ...typed })
        expect([409, 413, 422], text.slice(0, 20)).toContain(status)
        expect(page).not.toContain('<script>alert')
      }
    }
    const twice = await payer.post(pathOf(id), {
      ticket: [pageTicket(id, terms, house.now()), 'x'],
      number: ['1', '2'],
      method: ['card', 'sepa'],
    })
    expect(twice.status).toBe(409)
    expect([await callsOf(id), (await readOrder(shop.test, id)).method]).toEqual([0, null])
  })

  it('too many tries at one payment wait', async () => {
    const { id } = await order(shop.test)
    const tries = []
    for (let i = 0; i < 32; i++) tries.push(await payer.post(pathOf(id), { ticket: pageTicket(id, terms, house.now()), method: 'card' }))
    const last = tries.at(-1)!
    expect([tries[0]!.status, last.status, Number(last.headers.get('retry-after')) > 0]).toEqual([422, 429, true])
    expect((await payer.get(pathOf(id))).status).toBe(200)
  })

  it.each([
    'test_',
    'test_x',
    'live_00000000-0000-4000-8000-000000000000',
    'test_00000000-0000-4000-8000-000000000000',
    "test_' or 1=1",
    '%00',
  ])('the bank knows no session %s', async (token) => {
    const path = `/v1/redirect/${encodeURIComponent(token)}`
    expect([(await payer.get(path)).status, (await payer.post(path, { step: 'success' })).status]).toEqual([404, 404])
  })

  it('a session of one world does not open under the other’s name, and an answer that is none changes nothing', async () => {
    const { id } = await order(shop.test, { auth: true })
    const bank = leaveIn(await payAt(payer, pathOf(id), typedCard()))
    expect((await payer.get(bank.replace('test_', 'live_'))).status).toBe(404)
    for (const step of ['', 'available', 'constructor', '__proto__']) expect((await payer.post(bank, { step })).status).toBe(200)
    expect((await readOrder(shop.test, id)).auth.status).toBe('available')
  })

  it.each(['https://a;script-src.example/', 'https://*.example/', "https://a'b.example/", 'https://user:pass@shop.example:8443/x'])(
    'a return address %s writes nothing into the policy',
    async (address) => {
      const { status, body } = await shop.test('POST', '/checkout', { amount: 500, currency: 'eur', return_url: address })
      if (status !== 200) return
      const { headers } = await payer.get(pathOf(body['id']))
      expect(headers.get('content-security-policy')).toMatch(/; frame-ancestors 'self'( https:\/\/shop\.example:8443)?; base-uri/)
    },
  )
})
