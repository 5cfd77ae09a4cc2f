import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatCents, parseCents } from '#src/kernel/money.ts'

const anyCents = fc.maxSafeInteger()

describe('writing amounts', () => {
  it.each(
    [
      [128_410, 'eur', 'fr', '1\u202f284,10\u00a0€'],
      [128_410, 'EUR', 'en', '€1,284.10'],
      [-128_410, 'eur', 'fr', '−1\u202f284,10\u00a0€'],
      [-128_410, 'eur', 'en', '−€1,284.10'],
      [0, 'eur', 'fr', '0,00\u00a0€'],
      [-5, 'eur', 'fr', '−0,05\u00a0€'],
      [500, 'jpy', 'en', 'JP¥500'],
      [Number.MAX_SAFE_INTEGER, 'eur', 'en', '€90,071,992,547,409.91'],
    ] as const,
  )('%d %s in %s: %s', (cents, currency, language, text) => expect(formatCents(cents, currency, language)).toBe(text))

  it.each([1.5, Number.NaN, 2 ** 53])('refuses %d', (cents) => expect(() => formatCents(cents, 'eur', 'fr')).toThrow(RangeError))
})

describe('reading amounts', () => {
  it.each([
    ['1 284,10', 128_410],
    ['1284.1', 128_410],
    ['1284', 128_400],
    ['1\u202f284,10\u00a0€', 128_410],
    ['€1,284.10', 128_410],
    ['1.284,10', 128_410],
    ['1 284 100', 128_410_000],
    ['-5', -500],
    ['− 5,00 €', -500],
    ['+0,05', 5],
    ['-0', 0],
    ['90071992547409.91', Number.MAX_SAFE_INTEGER],
  ])('« %s » is %d cents', (text, cents) => expect(parseCents(text)).toBe(cents))

  const doubtful = ['1,284', '1.284', '1,284,100', '12 84,10', '1,005']
  const tooMuch = ['90071992547409.92', '1'.repeat(400)]
  it.each([...doubtful, ...tooMuch, '', ' ', 'abc', '1,,2', '1.2.3', '.5', '5.', '1e3', '5 %'])(
    '« %s » is no amount, or a doubtful one',
    (text) => expect(parseCents(text)).toBeNull(),
  )

  it('reads what it writes, in both languages', () =>
    fc.assert(
      fc.property(
        anyCents,
        fc.constantFrom('fr' as const, 'en' as const),
        (cents, language) => parseCents(formatCents(cents, 'eur', language)) === cents,
      ),
    ))
})
