import { dictionary } from '#src/kernel/dictionary.ts'
import type { CardFunding, CardNature, CardNetwork } from '#src/platform/db.types.ts'

/** What a number tells of its card. A null is "could not be determined", as on the wire. */
export type Bin = {
  brand: Brand | null
  funding: CardFunding | null
  nature: CardNature | null
  network: CardNetwork | null
  country: string | null
}
export type Brand = 'amex' | 'dankort' | 'discover' | 'jcb' | 'maestro' | 'mastercard' | 'visa'

const test = (country: string, funding: CardFunding = 'credit', more: Partial<Bin> = {}): Bin => ({
  brand: 'visa',
  funding,
  nature: 'personal',
  network: 'visa',
  country,
  ...more,
})
const mastercard: Partial<Bin> = { brand: 'mastercard', network: 'mastercard' }

/**
 * The test cards of the reference, row by row: country and, where its table has that column, funding; the brand is that of the number.
 * Where it has none they are credit cards: clients' own tests want funding, nature and network of every valid one. …0003 of France runs on
 * the national network (spec/api.md §6), as does …0259, whose dispute has a national code, and the Japanese one, whose brand has no network
 * of its own on this wire.
 */
export const testCards: Readonly<Record<string, Bin>> = dictionary({
  // Americas
  '4242424242424242': test('US'),
  '4444333322221111': test('US', 'debit'),
  '4111111111111111': test('US', 'prepaid'),
  '5555555555554444': test('US', 'credit', mastercard),
  '5200828282828210': test('US', 'debit', mastercard),
  '5105105105105100': test('US', 'prepaid', mastercard),
  '4000000000003220': test('US'),
  '4000000000003055': test('US'),
  '4000000760000002': test('BR'),
  '4000001240000000': test('CA'),
  '4000004840000008': test('MX'),
  // Europe
  '4000000400000008': test('AT'),
  '4000000560000004': test('BE'),
  '4000002080000001': test('DK'),
  '4000002460000001': test('FI'),
  '4000002500000003': test('FR', 'credit', { network: 'national' }),
  '4000002760000016': test('DE'),
  '4000003720000005': test('IE'),
  '4000003800000008': test('IT'),
  '4000004420000006': test('LU'),
  '4000005280000002': test('NL'),
  '4000005780000007': test('NO'),
  '4000006200000007': test('PT'),
  '4000006430000009': test('RU'),
  '4000007240000007': test('ES'),
  '4000007520000008': test('SE'),
  '4000007560000009': test('CH'),
  '4000008260000000': test('GB'),
  // Asia and the Pacific
  '4000000360000006': test('AU'),
  '4000001560000002': test('CN'),
  '4000003440000004': test('HK'),
  '4000003920000003': test('JP'),
  '3530111333300000': test('JP', 'credit', { brand: 'jcb', network: 'national' }),
  '4000007020000003': test('SG'),
  '4000005540000008': test('NZ'),
  // refused, captured at once, disputed
  '4000000000000002': test('FR'),
  '4000000000009995': test('FR'),
  '4000000000009987': test('FR'),
  '4000000000009979': test('FR'),
  '4000000000000077': test('FR'),
  '4000000000000259': test('FR', 'credit', { network: 'national' }),
  '4000000000001976': test('FR'),
  '4000000000005423': test('FR'),
})

type Range = readonly [from: string, to: string, bin: Partial<Bin>]
const visa: Partial<Bin> = { brand: 'visa', network: 'visa' }
const maestro: Partial<Bin> = { brand: 'maestro', funding: 'debit', network: 'mastercard' }
/** Two brands on one card, the national network first. */
const french = (brand: Partial<Bin>, funding: CardFunding): Partial<Bin> => ({
  ...brand,
  funding,
  nature: 'personal',
  network: 'national',
  country: 'FR',
})
const personal = (brand: Partial<Bin>, funding: CardFunding, country: string): Partial<Bin> => ({
  ...brand,
  funding,
  nature: 'personal',
  country,
})

/** First digits, from … to …, of one length. The schemes' own ranges, and a sample of issuers of ours: the longest that fits decides. */
const ranges: readonly Range[] = [
  ['4', '4', visa],
  ['51', '55', mastercard],
  ['2221', '2720', mastercard],
  ['34', '34', { brand: 'amex' }],
  ['37', '37', { brand: 'amex', funding: 'charge' }],
  ['3528', '3589', { brand: 'jcb' }],
  ['3540', '3559', personal({ brand: 'jcb' }, 'credit', 'JP')],
  ['6011', '6011', { brand: 'discover', country: 'US' }],
  ['644', '649', { brand: 'discover', country: 'US' }],
  ['65', '65', { brand: 'discover', country: 'US' }],
  ['5018', '5018', maestro],
  ['5020', '5020', maestro],
  ['5038', '5038', maestro],
  ['5893', '5893', maestro],
  ['6304', '6304', maestro],
  ['6759', '6759', { ...maestro, country: 'GB' }],
  ['6761', '6763', maestro],
  ['5019', '5019', { ...personal({ brand: 'dankort' }, 'debit', 'DK'), network: 'national' }],
  // French issuers
  ['4970', '4979', french(visa, 'debit')],
  ['497490', '497499', french(visa, 'deferred')],
  ['5130', '5136', french(mastercard, 'debit')],
  ['513480', '513489', french(mastercard, 'universal')],
  // issuers of other countries
  ['4147', '4147', personal(visa, 'credit', 'US')],
  ['4715', '4715', { ...visa, funding: 'credit', nature: 'corporate', country: 'US' }],
  ['5424', '5424', personal(mastercard, 'credit', 'US')],
  ['3782', '3782', { brand: 'amex', funding: 'charge', nature: 'corporate', country: 'US' }],
  ['4658', '4659', personal(visa, 'debit', 'GB')],
  ['535310', '535319', personal(mastercard, 'prepaid', 'GB')],
  ['4263', '4263', personal(visa, 'credit', 'IE')],
  ['5232', '5232', personal(mastercard, 'credit', 'DE')],
]

const fits = (pan: string) => ([from, to]: Range): boolean => {
  const head = pan.slice(0, from.length)
  return head >= from && head <= to
}

const unknown: Bin = { brand: null, funding: null, nature: null, network: null, country: null }

/** Brand, funding, nature, network and country of a card number. */
export const binOf = (pan: string): Bin => {
  const fitting = ranges.filter(fits(pan)).sort(([a], [b]) => b.length - a.length)
  return testCards[pan] ?? { ...unknown, ...fitting[0]?.[2] }
}
