import { describe, expect, it } from 'vitest'
import { type BaseName, type Change, company, declared, field, make, person, seal, verdictsOf } from './pieces.ts'

const trader: Change['declared'] = {
  company: { ...company, name: 'Martin Maëlys', tradeName: '', legalForm: 'ei' },
  representatives: [person],
}

/** As they come, and as OCR, abbreviations and registers write them: these must not fail. */
const passing: [title: string, base: BaseName, change: Change][] = [
  ['a new card', 'card', {}],
  ['a card that expires today', 'card', {
    values: { expires_on: '2026-11-22', issued_on: '2016-11-23' },
    zone: { expires_on: '2026-11-22' },
  }],
  ['accents lost', 'card', { values: { given_names: 'MAELYS-GAELLE, MARIE' } }],
  ['a passport', 'passport', {}],
  ['a passport whose zone cuts the name', 'passport', {
    declared: { person: { ...person, givenNames: 'Maëlys-Gaëlle Marie Alexandrine' } },
    values: { given_names: 'Maëlys-Gaëlle, Marie, Alexandrine' },
    zone: { given_names: 'MAELYS GAELLE MARIE' },
  }],
  ['only the first given name declared', 'card', { declared: { person: { ...person, givenNames: 'Maëlys-Gaëlle' } } }],
  ['an umlaut, as the zone writes it', 'passport', {
    declared: { person: { ...person, familyName: 'Müller' } },
    values: { family_name: 'MÜLLER' },
    zone: { family_name: 'MUELLER' },
  }],
  ['O and 0 in a name', 'card', {
    declared: { person: { ...person, familyName: 'Ouedraogo' } },
    values: { family_name: '0UEDRAOGO' },
    zone: { family_name: 'OUEDRAOGO' },
  }],
  ['an old card of 2013, extended', 'oldCard', {}],
  ['an old card of 2012 with its printed dates, extended', 'oldCard', {
    values: { issued_on: '2012-05-10', expires_on: '2022-05-09', document_number: '120575102345' },
    zone: { document_number: '120575102345' },
  }],
  ['a usage name on both sides', 'card', { declared: { person: { ...person, usageName: 'Dupont' } }, values: { usage_name: 'DUPONT' } }],
  ['a Kbis', 'kbis', {}],
  ['a Kbis on its last day', 'kbis', { values: { issued_on: '2026-08-23' } }],
  ['a seat with abbreviations', 'kbis', { values: { seat: '12BIS R DE LA ROQUETTE 75011 PARIS 11' } }],
  ['a name with its form and no accents', 'kbis', { values: { company_name: 'SAS ATELIER DES TROIS RIVIERES' } }],
  ['a short name in brackets', 'kbis', { values: { company_name: 'ATELIER DES TROIS RIVIÈRES (ATR)' } }],
  ['« & » and « et »', 'kbis', {
    declared: { company: { ...company, name: 'Fils & Filles' } },
    values: { company_name: 'FILS ET FILLES' },
  }],
  ['a SIRET and a VAT number of the same', 'kbis', { values: { siret: '732 829 320 00074', vat_number: 'FR44732829320' } }],
  ['a RIB', 'rib', {}],
  ['a RIB without its BIC', 'rib', { without: ['bic'] }],
  ['a sole trader’s own account', 'rib', { declared: trader, values: { holder: 'MME MAELYS GAELLE MARTIN' } }],
  ['a RIB whose key is wrong and whose IBAN is right', 'rib', {
    values: { iban: 'FR57 2004 1010 0505 0001 3M02 608' },
    declared: { ...declared, account: { iban: 'FR5720041010050500013M02608', bic: null, holder: '' } },
  }],
  ['a bill', 'bill', {}],
  ['a bill with a signed code', 'bill', { seals: [seal()] }],
  ['a signed code where print was hardly read', 'bill', {
    seals: [seal()],
    without: ['holder', 'address_line', 'postcode_city'],
    more: [
      field('holder', 'M PiK', { confidence: 55 }),
      field('address_line', '3 RUE', { confidence: 55 }),
      field('postcode_city', '7501', { confidence: 55 }),
    ],
  }],
  ['a PDF with a program in it', 'kbis', { warnings: ['pdf_script'] }],
  ['an RBE extract', 'rbe', {}],
  ['a receipt of an association', 'association', {}],
]

const doubtful: [title: string, base: BaseName, change: Change][] = [
  ['one letter misread', 'card', { values: { family_name: 'MARTlM' } }],
  ['two letters misread in a dim photo', 'card', { values: { family_name: 'NARTlM' }, zone: { family_name: 'MARTIN' }, confidence: 66 }],
  ['a digit of the SIREN misread', 'kbis', { values: { siren: '732 829 32O' }, confidence: 71 }],
  ['a digit of the IBAN misread', 'rib', { values: { iban: 'FR14 2004 1010 0505 0001 3M02 6O6' }, confidence: 70 }],
  ['a letter of the company misread', 'kbis', { values: { company_name: 'ATELIER DES TROIS RIVIERFS' } }],
  ['a zone with a wrong digit, badly read', 'card', { confidence: 55, mrz: null }],
  ['the front of a new card alone', 'card', {
    mrz: null,
    zone: { family_name: null, given_names: null, birth_date: null, document_number: null, expires_on: null },
  }],
  ['a SASU that a Kbis calls SAS', 'kbis', { declared: { company: { ...company, legalForm: 'sasu' } } }],
  ['Paris without its district', 'kbis', { values: { seat: '12 rue de la Roquette 75011 Paris' } }],
  ['the old card of somebody whose birth was not read', 'oldCard', { without: ['birth_date'] }],
  ['a bill with a short given name', 'bill', { values: { holder: 'MME MARTIN M' } }],
  ['a date that two readings give differently', 'kbis', { more: [field('issued_on', '2026-11-13', { confidence: 80 })] }],
]

describe('right pieces', () => {
  it.each(passing)('%s passes', (_title, base, change) => {
    const found = verdictsOf(make(base, change))
    expect(
      found.results.filter(({ verdict }) => verdict !== 'pass').filter(({ check }) => check !== 'rib_key' && check !== 'scripts_in_file'),
    )
      .toEqual([])
    expect(found.overall).toBe('pass')
  })

  it.each(doubtful)('%s does not fail', (_title, base, change) => {
    const found = verdictsOf(make(base, change))
    expect(found.results.filter(({ verdict }) => verdict === 'fail')).toEqual([])
    expect(found.overall).toBe('unknown')
  })

  it('a right piece never fails, however badly it was read', () => {
    const failed = passing.flatMap(([title, base, change]) =>
      [99, 80, 65, 50].flatMap((confidence) =>
        verdictsOf(make(base, { ...change, confidence, reading: { confidence: 65, characterCount: 600, pageCount: 1, source: 'ocr' } }))
          .results
          .filter(({ verdict, check }) => verdict === 'fail' && check !== 'rib_key' && check !== 'scripts_in_file')
          .map(({ check }) => `${title} ${confidence} ${check}`)
      )
    )
    expect(failed).toEqual([])
  })

  it('warnings are shown and do not count', () => {
    expect(verdictsOf(make('kbis', { warnings: ['pdf_script'] })).of('scripts_in_file')).toBe('fail')
    expect(verdictsOf(make('rib', { values: { iban: 'FR57 2004 1010 0505 0001 3M02 608' } })).of('rib_key')).toBe('fail')
  })
})
