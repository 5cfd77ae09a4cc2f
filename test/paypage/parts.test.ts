import { afterAll, describe, expect, it } from 'vitest'
import { Refusal } from '#src/kernel/errors.ts'
import { useLetterhead } from '#src/platform/letterhead.ts'
import { pageStage } from '#src/payments/pageStage.ts'
import { pageAddress, seenFromBank } from '#src/paypage/address.page.ts'
import { mandateReference, readAccount, readCard } from '#src/paypage/forms.page.ts'
import { messagesOf } from '#src/paypage/messages.ts'
import { framedPolicy, originOf } from '#src/web/frame-policy.ts'

const now = new Date('2026-03-02T09:00:00Z')
const fieldsOf = (read: () => unknown): Record<string, string> => {
  try {
    read()
    return {}
  } catch (error) {
    return (error as Refusal).fields
  }
}
const card = { number: '4242 4242 4242 4242', expiry: '08 / 30', cvc: '123', name: 'Anne Lenoir' }

describe('the card that was typed', () => {
  it.each([
    ['08/30', 8, 2030],
    ['08 / 30', 8, 2030],
    ['0830', 8, 2030],
    ['8/30', 8, 2030],
    ['082030', 8, 2030],
    ['08-2030', 8, 2030],
    ['08 30', 8, 2030],
    ['03/26', 3, 2026],
    ['12/2100', 12, 2100],
  ])(
    'expiry %s',
    (expiry, month, year) => expect(readCard({ ...card, expiry }, now).card).toMatchObject({ exp_month: month, exp_year: year }),
  )

  it.each([
    ['02/26', 'past'],
    ['12/2025', 'past'],
    ['00/30', 'wrong'],
    ['13/30', 'wrong'],
    ['2030', 'wrong'],
    ['8/3', 'wrong'],
    ['12/2101', 'wrong'],
    ['x', 'wrong'],
    ['', 'missing'],
    ['  ', 'missing'],
  ])(
    'expiry %j is %s',
    (expiry, fault) => expect(fieldsOf(() => readCard({ ...card, expiry }, now))).toEqual({ expiry: `paypage:expiry.${fault}` }),
  )

  it('is good to the last second of its month, in Paris', () => {
    expect(fieldsOf(() => readCard({ ...card, expiry: '03/26' }, new Date('2026-03-31T21:59:59Z')))).toEqual({})
    expect(fieldsOf(() => readCard({ ...card, expiry: '03/26' }, new Date('2026-03-31T22:00:00Z')))).toEqual({
      expiry: 'paypage:expiry.past',
    })
  })

  it.each([
    ['4242424242424242', '123', ''],
    ['4242424242424242', '12', 'wrong'],
    ['4242424242424242', '1234', 'wrong'],
    ['378282246310005', '1234', ''],
    ['378282246310005', '123', 'wrong_four'],
    ['4242424242424242', 'abc', 'wrong'],
    ['4242424242424242', '', 'missing'],
  ])(
    '%s with code %j',
    (number, cvc, fault) =>
      expect(fieldsOf(() => readCard({ ...card, number, cvc }, now))).toEqual(fault === '' ? {} : { cvc: `paypage:cvc.${fault}` }),
  )

  it('names every question at once, in their order', () =>
    expect(Object.keys(fieldsOf(() => readCard({}, now)))).toEqual(['number', 'expiry', 'cvc', 'name']))
})

describe('the account that was typed', () => {
  const account = { iban: 'fr14 2004 1010 0505 0001 3m02 606', holder: 'Pierre Martin', mandate: 'on' }
  it('signs a mandate now, under a name that banks know', () => {
    const { sepa } = readAccount(account, now, 'paym_0VChO09Y00OH8hEcugjS6X7a')
    expect(sepa).toMatchObject({
      iban: 'FR1420041010050500013M02606',
      mandate: 'VIGIE-0VChO09Y00OH8hEcugjS6X7a',
      date_mandate: now.getTime() / 1_000,
    })
    expect(mandateReference('paym_0VChO09Y00OH8hEcugjS6X7a')).toMatch(/^[A-Za-z0-9+?/:().,'-]{1,35}$/)
  })
  it('asks for each thing', () => {
    expect(fieldsOf(() => readAccount({}, now, 'paym_x'))).toEqual({
      iban: 'paypage:iban.missing',
      holder: 'paypage:holder.missing',
      mandate: 'paypage:mandate.missing',
    })
    expect(fieldsOf(() => readAccount({ ...account, iban: 'FR1420041010050500013M02607' }, now, 'paym_x'))).toEqual({
      iban: 'paypage:iban.wrong',
    })
  })
})

describe('stages', () => {
  const draft = { state: 'draft', auth_state: null, auth_expires_at: new Date('2026-03-02T10:00:00Z'), auth_return_url: null } as const
  it.each(
    [
      [null, 'form'],
      ['requested', 'form'],
      ['available', 'bank'],
      ['attempted', 'bank'],
      ['success', 'ready'],
      ['declined', 'unauthenticated'],
      ['failed', 'unauthenticated'],
      ['expired', 'unauthenticated'],
      ['unavailable', 'form'],
    ] as const,
  )('a draft whose authentication is %s: %s', (auth_state, stage) => expect(pageStage({ ...draft, auth_state }, now)).toBe(stage))
  it('authenticated on the merchant’s own page, it is his to finish', () =>
    expect(pageStage({ ...draft, auth_state: 'success', auth_return_url: 'https://shop.example/back' }, now)).toBe('handed'))
  it('six hours end on the second', () => {
    const at = (time: string) => pageStage({ ...draft, auth_state: 'attempted' }, new Date(time))
    expect([at('2026-03-02T09:59:59.999Z'), at('2026-03-02T10:00:00Z')]).toEqual(['bank', 'unauthenticated'])
  })
  it.each(
    [
      ['authorizing', 'waiting'],
      ['authorized', 'paid'],
      ['to_capture', 'paid'],
      ['capture_sent', 'paid'],
      ['captured', 'paid'],
      ['disputed', 'paid'],
      ['refused', 'refused'],
      ['failed', 'refused'],
      ['canceled', 'canceled'],
      ['expired', 'expired'],
    ] as const,
  )('%s: %s', (state, stage) => expect(pageStage({ ...draft, state }, now)).toBe(stage))
})

describe('messages follow the documented order', () => {
  it.each(
    [
      ['form', 'outside', 'init pending'],
      ['form', 'page', 'pending'],
      ['bank', 'page', 'secure-auth-start'],
      ['paid', 'bank', 'secure-auth-end finished'],
      ['paid', 'page', 'finished'],
      ['paid', 'outside', 'init finished'],
      ['unauthenticated', 'bank', 'secure-auth-error'],
      ['refused', 'bank', 'secure-auth-end error'],
      ['refused', 'page', 'error'],
      ['waiting', 'bank', 'secure-auth-end'],
      ['waiting', 'page', ''],
      ['handed', 'outside', 'init'],
      ['ready', 'bank', 'secure-auth-end'],
      ['canceled', 'outside', 'init error'],
      ['invalid', 'outside', 'init invalid'],
    ] as const,
  )('%s from %s: %s', (stage, from, said) => expect(messagesOf(stage, from).join(' ')).toBe(said))
})

describe('who may frame', () => {
  it.each([
    ['https://shop.example/a?b', 'https://shop.example'],
    ['https://Shop.Example:443/', 'https://shop.example'],
    ['https://shop.example:8443/', 'https://shop.example:8443'],
    ['https://é.example/', 'https://xn--9ca.example'],
    ['https://127.0.0.1:1/', 'https://127.0.0.1:1'],
    ['http://shop.example/', null],
    ['https://*.example/', null],
    ['https://a;b.example/', null],
    ["https://a'b.example/", null],
    ['https://[::1]/', null],
    ['javascript:alert(1)', null],
    ['', null],
    [null, null],
  ])('%s: %s', (address, origin) => expect(originOf(address)).toBe(origin))
  it('one directive each, whatever is declared', () =>
    expect(framedPolicy({ framedBy: 'https://shop.example' })['Content-Security-Policy'].split('; ')).toHaveLength(8))
})

describe('addresses', () => {
  afterAll(() => useLetterhead({ publicUrl: 'http://127.0.0.1:3000', isTrial: true }))
  it('the bank’s other name leads back to ours', () => {
    const own = pageAddress({ key: 'ptest_a', paymentId: 'paym_b' }, { lang: 'fr', from: 'bank' })
    expect(own).toBe('/pay/ptest_a/paym_b?lang=fr&from=bank')
    useLetterhead({ publicUrl: 'https://pay.vigie.example', isTrial: false })
    expect([seenFromBank(own, '3ds.pay.vigie.example'), seenFromBank(own, 'pay.vigie.example')]).toEqual([
      `https://pay.vigie.example${own}`,
      own,
    ])
  })
})
