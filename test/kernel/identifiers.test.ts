import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as identifiers from '#src/kernel/identifiers.ts'

const { isBic, isFrVat, isIban, isLei, isMcc, isNaf, isRna, isSepaCreditorId, isSiren, isSiret, isTolerantRna } = identifiers

/** The IBANs of the API's documentation; those marked fail the national key of their country and are good all the same (§1.8). */
const documented = {
  good: `AT611904300234573201 BE62510007547061 CH2089144321842946678 DE89370400440532013000 EE382200221020145685 ES0700120345030000067890
    FI2112345600000785 FR1420041010050500013M02606 FR9430003000409249176322Z50 GB33BUKB20201555555555 IE29AIBK93115212345678
    IT02A0301926102000000490887 LT121000011101001000 LU280019400644750000 NL39RABO0300065264 NL82RABO0300065266 NO9386011117947
    PT50000201231234567890154 SE3550000000054910000003`
    .split(/\s+/),
  badRibKey: `FR2488294045573706143240475 FR2990665286926539507769811 FR3083648641551044006702169 FR4200838098473368525032012
    FR5533686478441573584650545 FR5720041010050500013M02608 FR7099253427049384102178149 FR7240745948453163519978561
    FR8191676442817818484578833`
    .split(/\s+/),
  badForeignKey: ['BE08510007547063', 'ES5000120345030000067892'],
}

describe('SIREN and SIRET', () => {
  it.each(['732829320', '404833048', '356000000'])('SIREN %s', (text) => expect(isSiren(text)).toBe(true))
  it.each(['404833047', '000000000', '73282932', '7328293200', '73282932A', '', '732 829 320'])(
    'no SIREN: « %s »',
    (text) => expect(isSiren(text)).toBe(false),
  )
  it.each(['73282932000074', '35600000000048', '35600000049837'])('SIRET %s', (text) => expect(isSiret(text)).toBe(true))
  it.each(['73282932000079', '35600000049838', '00000000000000', '00000000000018', '7328293200007'])(
    'no SIRET: « %s »',
    (text) => expect(isSiret(text)).toBe(false),
  )
  it('strips every kind of blank', () => {
    expect(identifiers.normaliseSiren(' 732\u00a0829\u202f320 ')).toBe('732829320')
    expect(identifiers.normaliseSiret('732 829 320 00074')).toBe('73282932000074')
    expect(identifiers.sirenOfSiret('73282932000074')).toBe('732829320')
  })
  it('one wrong digit is always seen', () =>
    fc.assert(fc.property(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 9 }), (at, shift) => {
      const wrong = [...'732829320'].map((digit, i) => (i === at ? String((Number(digit) + shift) % 10) : digit)).join('')
      expect(isSiren(wrong)).toBe(false)
    })))
})

describe('French VAT', () => {
  it.each([
    ['732829320', 'FR44732829320'],
    ['356000000', 'FR39356000000'],
  ])('%s is %s', (siren, vat) => {
    expect(identifiers.frVatOfSiren(siren)).toBe(vat)
    expect(isFrVat(vat)).toBe(true)
  })
  it('accepts keys with letters but I and O, and Monaco without a SIREN', () => {
    expect(isFrVat('FRK7399859412')).toBe(true)
    expect(isFrVat('FR4Z123456782')).toBe(true)
    expect(isFrVat('FRI7399859412')).toBe(false)
    expect(isFrVat('FR53000004605')).toBe(true)
    expect(isFrVat('FR54000004605')).toBe(false)
  })
  it.each(['FR45732829320', 'FR44732829321', 'DE44732829320', 'FR12000000000', 'FR447328293200'])(
    'not %s',
    (text) => expect(isFrVat(text)).toBe(false),
  )
  it('strips blanks', () => expect(identifiers.normaliseFrVat('fr 44 732 829 320')).toBe('FR44732829320'))
})

describe('IBAN', () => {
  const all = [...documented.good, ...documented.badRibKey, ...documented.badForeignKey]
  it('takes all thirty of the documentation, national keys or not', () => {
    expect(all).toHaveLength(30)
    expect(all.filter((iban) => !isIban(iban))).toEqual([])
  })
  it('only warns about the RIB key', () => {
    expect(documented.good.filter((iban) => !identifiers.hasValidRibKey(iban))).toEqual([])
    expect(documented.badRibKey.filter((iban) => identifiers.hasValidRibKey(iban))).toEqual([])
    expect(identifiers.hasValidRibKey('MC5811222000010123456789030')).toBe(true)
    expect(identifiers.hasValidRibKey('FR14')).toBe(false)
  })
  it.each(['FR1420041010050500013M02607', 'FR142004101005050001302606', 'XX1420041010050500013M02606', 'FR14', '', 'constructor', 'CO'])(
    'refuses « %s »',
    (text) => expect(isIban(text)).toBe(false),
  )
  it('judges the stored form', () => {
    expect(isIban('FR14 2004 1010 0505 0001 3M02 606')).toBe(false)
    expect(isIban(identifiers.normaliseIban('fr14 2004 1010 0505 0001 3m02 606'))).toBe(true)
  })
  it('sees one wrong digit', () =>
    fc.assert(fc.property(fc.constantFrom(...all), fc.integer({ min: 4, max: 14 }), fc.integer({ min: 1, max: 9 }), (iban, at, shift) => {
      fc.pre(/\d/.test(iban[at] ?? ''))
      const wrong = `${iban.slice(0, at)}${(Number(iban[at]) + shift) % 10}${iban.slice(at + 1)}`
      expect(isIban(wrong)).toBe(false)
    })))
})

describe('the other numbers', () => {
  it('RNA', () => {
    expect(isRna('W751234567')).toBe(true)
    expect([isRna('W9R1000001'), isTolerantRna('W9R1000001'), isTolerantRna('W751234567')]).toEqual([false, true, true])
    expect([isRna('W75123456'), isRna('751234567'), isTolerantRna('WR91000001')]).toEqual([false, false, false])
    expect(identifiers.normaliseRna('w 751 234 567')).toBe('W751234567')
  })
  it('LEI', () => {
    expect(isLei('213800KUD8LAJWSQ9D15')).toBe(true)
    expect(isLei('969500KSV493XWY0PS33')).toBe(true)
    expect(isLei('969500KSV493XWY0PS34')).toBe(false)
    expect(isLei(identifiers.normaliseLei('9695 00KS V493 XWY0 PS33'))).toBe(true)
  })
  it('BIC', () => {
    expect([isBic('TESTFRPP'), isBic('TESTFRPPXXX')]).toEqual([true, true])
    expect([isBic('TESTFRPPX'), isBic('testfrpp'), isBic('TEST1RPP')]).toEqual([false, false, false])
    expect(identifiers.normaliseBic(' testfrpp ')).toBe('TESTFRPP')
  })
  it('MCC', () => {
    expect([isMcc('5734'), isMcc('0742'), isMcc('573'), isMcc('57345'), isMcc('57a4')]).toEqual([true, true, false, false, false])
    expect(identifiers.normaliseMcc(' 5734')).toBe('5734')
  })
  it('NAF', () => {
    expect([isNaf('62.01Z'), isNaf('6201Z'), isNaf('62.01'), isNaf('62-01Z')]).toEqual([true, true, false, false])
    expect(['6201z', '62.01 Z', 'x'].map(identifiers.normaliseNaf)).toEqual(['62.01Z', '62.01Z', 'X'])
  })
  it('ICS', () => {
    expect(isSepaCreditorId('FR72ZZZ123456')).toBe(true)
    expect(isSepaCreditorId('FR72ABC123456')).toBe(true)
    expect(['FR73ZZZ123456', 'DE72ZZZ123456', 'FR72ZZZ12345'].filter(isSepaCreditorId)).toEqual([])
    expect(identifiers.normaliseSepaCreditorId('fr72 zzz 123456')).toBe('FR72ZZZ123456')
  })
})

describe('in groups, as people read them', () => {
  const { groupsOf, writeInGroups } = identifiers
  it.each([
    ['732829320', '732 829 320'],
    ['73282932000074', '732 829 320 00074'],
    ['FR44732829320', 'FR44 732 829 320'],
    ['FR1420041010050500013M02606', 'FR14 2004 1010 0505 0001 3M02 606'],
    ['NO9386011117947', 'NO93 8601 1117 947'],
    ['FR142004101005050001302606', 'FR14 2004 1010 0505 0001 3026 06'],
  ])('%s', (text, written) => expect(writeInGroups(text, ' ')).toBe(written))
  it.each(['732 829 320', '12AB34567', '130575102345', 'MARTIN', 'FR14 2004', '', '<b>732829320</b>'])(
    '« %s » stays as it is',
    (text) => expect(groupsOf(text)).toEqual([text]),
  )
  it('holds the very text, whatever it is', () => {
    const number = fc.oneof(fc.string(), fc.stringMatching(/^\d{9}$|^\d{14}$/), fc.stringMatching(/^[A-Z]{2}\d{2}[0-9A-Z]{10,32}$/))
    fc.assert(fc.property(number, (text) => groupsOf(text).join('') === text))
  })
})
