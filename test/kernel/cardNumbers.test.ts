import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cardNumbersIn, misplacedCardNumber, withoutCardNumbers } from '#src/kernel/identifiers.ts'
import { testCards } from '#src/cards/bins.ts'
import { testAccounts } from '#src/mandates/testAccounts.ts'

const visa = '4242424242424242'
const inFours = (digits: string, gap: string): string => digits.match(/.{1,4}/g)!.join(gap)

describe('a card number in a text', () => {
  it.each(Object.keys(testCards))('%s is seen, however it is written', (pan) => {
    const written = [
      pan,
      inFours(pan, ' '),
      inFours(pan, '-'),
      inFours(pan, '\u00a0'),
      `n° ${pan}.`,
      `(${inFours(pan, '.')})`,
      `${inFours(pan, ' ')} 12/30 123`,
      `12/30-${pan}`,
      `${pan}\n${pan}`,
      pan.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
    ]
    for (const text of written) expect(cardNumbersIn(text)[0], text).toBe(pan)
  })

  it('of American Express, and of nineteen digits', () => {
    for (const text of ['378282246310005', '3782 822463 10005', '3782-822463-10005', '3782 8224 6310 005'])
      expect(cardNumbersIn(text)).toEqual(['378282246310005'])
    for (const text of ['4000000000000000006', '4000 0000 0000 0000 006']) expect(cardNumbersIn(text)).toEqual(['4000000000000000006'])
  })

  it.each([
    '4242424242424241',
    '1772449200000',
    '1772449200000123',
    '44229377500031',
    '2603021234567890',
    '0142424242424242424242',
    'a4242424242424242',
    '4242424242424242b',
    '4242-4242-4242',
    '42424242-4242-4242-8242-424242424242',
    '+33 6 39 98 01 02',
    '12 rue du Port 29000 Quimper',
    '2026-03-02T09:00:00.000Z',
    '',
    '4242 4242',
    '9999999999999995',
  ])('%s is none', (text) => expect(cardNumbersIn(text)).toEqual([]))

  it('no IBAN is one, in fours or without a gap', () => {
    for (
      const iban of [
        ...Object.keys(testAccounts),
        'FR7630006000011234567890189',
        'GB82WEST12345698765432',
        'MT84MALT011000012345MTLCAST001S',
      ]
    ) for (const text of [iban, inFours(iban, ' ')]) expect(cardNumbersIn(text), text).toEqual([])
  })

  it('no identifier that machines draw is one', () => {
    fc.assert(fc.property(fc.uuid(), (uuid) => cardNumbersIn(uuid).length === 0 && cardNumbersIn(uuid.toUpperCase()).length === 0), {
      numRuns: 2_000,
    })
    fc.assert(
      fc.property(fc.date({ min: new Date('2022-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }), fc.nat(9_999), (day, n) => {
        const stamp = day.toISOString().replace(/\D/g, '')
        return [
          String(day.getTime()),
          `${day.getTime()}000`,
          `${stamp.slice(2, 14)}${String(n).padStart(4, '0')}`,
          `${stamp.slice(0, 14)}${n % 10}${n % 7}`,
        ]
          .every((text) => cardNumbersIn(text).length === 0)
      }),
      { numRuns: 2_000 },
    )
  })

  it('names the field, wherever it is', () => {
    expect(misplacedCardNumber({ order_id: visa })).toBe('order_id')
    expect(misplacedCardNumber({ card: { number: visa, name: 'Anne' }, customer: { name: inFours(visa, ' ') } })).toBe('customer.name')
    expect(misplacedCardNumber({ metadata: { number: 4242424242424242 } })).toBe('metadata.number')
    expect(misplacedCardNumber({ metadata: { list: ['a', { [visa]: 1 }] } })).toBe('metadata.list.1')
    for (
      const right of [
        { number: visa },
        { card: { number: visa } },
        { iban: 'FR1420041010050500013M02606' },
        { amount: 100, name: null, list: [] },
        'text',
        null,
        undefined,
      ]
    ) expect(misplacedCardNumber(right)).toBeNull()
  })

  it('is taken out of what is said back', () =>
    expect([withoutCardNumbers(visa), withoutCardNumbers('card_1')]).toEqual(['x'.repeat(16), 'card_1']))
})
