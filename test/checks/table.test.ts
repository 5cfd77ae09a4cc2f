import { describe, expect, it } from 'vitest'
import { checkIds, type CheckId, type Verdict } from '#src/checks/check.ts'
import { overall, refusalOf } from '#src/checks/checkPiece.ts'
import { checks } from '#src/checks/table.ts'
import { refusalReasons } from '#src/documents/document.ts'
import { hasText } from '#src/web/i18n.ts'
import { account, type BaseName, type Change, company, declared, field, make, person, seal, td1, verdictsOf, wrongDigit } from './pieces.ts'
import { wrongPieces } from './wrong.ts'

describe('the table', () => {
  it('has every check once, each with its rule and a reason to refuse', () => {
    expect(checks.map(({ id }) => id).sort()).toEqual([...checkIds].sort())
    for (const { id, rule } of checks) {
      expect(rule, id).toMatch(/rules\.md §|issue 3/)
      expect(refusalReasons).toContain(refusalOf(id))
    }
  })

  it('has its words in both languages', () => {
    for (const lang of ['fr', 'en'] as const)
      for (const id of checkIds)
        for (const group of ['title', 'refuse'])
          expect(hasText(lang, `checks:${group}.${id}`), `${lang} ${group} ${id}`)
            .toBe(true)
  })
})

type Case = [BaseName, Change]
const none: Case = ['bill', { without: ['holder', 'address_line', 'postcode_city', 'issued_on'] }]
const noZone: Change = {
  mrz: null,
  zone: Object.fromEntries(['family_name', 'given_names', 'birth_date', 'document_number', 'expires_on'].map((name) => [name, null])),
}

/** One of each answer for each check; `null` where a check has no such answer. */
const answers: Record<CheckId, Record<Verdict, Case | null>> = {
  legible: {
    pass: ['card', {}],
    fail: ['card', { reading: { confidence: 20, characterCount: 90, pageCount: 1, source: 'ocr' } }],
    unknown: ['card', { reading: { confidence: 48, characterCount: 90, pageCount: 1, source: 'ocr' } }],
  },
  kind: { pass: ['card', {}], fail: ['card', { type: 'rib' }], unknown: ['card', { typeConfidence: 60 }] },
  not_expired: {
    pass: ['card', {}],
    fail: ['card', { values: { expires_on: '2020-01-01' }, zone: { expires_on: '2020-01-01' } }],
    unknown: ['card', { without: ['expires_on'] }],
  },
  age: { pass: ['kbis', {}], fail: ['kbis', { values: { issued_on: '2026-01-31' } }], unknown: ['kbis', { without: ['issued_on'] }] },
  seal: {
    pass: ['bill', { seals: [seal()] }],
    fail: ['bill', { seals: [seal({ signature: 'invalid' }), seal()] }],
    unknown: ['bill', { seals: [seal({ signature: 'unknown_certificate' })] }],
  },
  mrz_check_digits: {
    pass: ['card', {}],
    fail: ['card', { mrz: wrongDigit(td1, 'expires_on') }],
    unknown: ['card', { mrz: { ...wrongDigit(td1, 'expires_on'), isAmbiguous: true } }],
  },
  mrz_agrees: {
    pass: ['card', {}],
    fail: ['card', { values: { document_number: 'X4RTBPF99' } }],
    unknown: ['card', { values: { document_number: 'X4RTBPFW5' } }],
  },
  luhn: {
    pass: ['kbis', {}],
    fail: ['kbis', { values: { siren: '404833047' } }],
    unknown: ['kbis', { values: { siren: '404833047' }, confidence: 70 }],
  },
  name_matches: {
    pass: ['card', {}],
    fail: ['card', { values: { family_name: 'NGUYEN' }, zone: { family_name: 'NGUYEN' } }],
    unknown: ['card', { without: ['family_name'] }],
  },
  birth_matches: {
    pass: ['card', {}],
    fail: ['card', { values: { birth_date: '1980-01-01' }, zone: { birth_date: '1980-01-01' } }],
    unknown: ['card', { without: ['birth_date'] }],
  },
  siren_matches: { pass: ['kbis', {}], fail: ['kbis', { values: { siren: '356000000' } }], unknown: ['kbis', { without: ['siren'] }] },
  company_name_matches: {
    pass: ['kbis', {}],
    fail: ['kbis', { values: { company_name: 'DUPONT ET FILS' } }],
    unknown: ['kbis', { without: ['company_name'] }],
  },
  not_closed: {
    pass: ['kbis', { values: { establishment_state: 'Actif' } }],
    fail: ['kbis', { values: { establishment_state: 'Fermé' } }],
    unknown: ['kbis', { values: { establishment_state: '?' } }],
  },
  legal_form_matches: {
    pass: ['kbis', {}],
    fail: ['kbis', { values: { legal_form: 'Société en nom collectif' } }],
    unknown: ['kbis', { without: ['legal_form'] }],
  },
  seat_matches: {
    pass: ['kbis', {}],
    fail: ['kbis', { values: { seat: '3 rue Haute 29000 Quimper' } }],
    unknown: ['kbis', { without: ['seat'] }],
  },
  representatives_match: {
    pass: ['kbis', {}],
    fail: ['kbis', { values: { representative_name: 'DURAND Paul' } }],
    unknown: ['kbis', { declared: { representatives: [] } }],
  },
  owners_match: {
    pass: ['rbe', {}],
    fail: ['rbe', { values: { owner_name: 'DURAND Paul' } }],
    unknown: ['rbe', { without: ['owner_name'] }],
  },
  address_matches: { pass: ['bill', {}], fail: ['bill', { values: { postcode_city: '29000 QUIMPER' } }], unknown: none },
  rna_matches: {
    pass: ['association', {}],
    fail: ['association', { values: { rna: 'W132000001' } }],
    unknown: ['association', { without: ['rna'] }],
  },
  vat_key: {
    pass: ['kbis', { values: { vat_number: 'FR44 732829320' } }],
    fail: ['kbis', { values: { vat_number: 'FR45 732829320' } }],
    unknown: ['kbis', { values: { vat_number: 'DE811907980' } }],
  },
  lei: {
    pass: ['kbis', { values: { lei: '969500KSV493XWY0PS33' } }],
    fail: ['kbis', { values: { lei: '969500KSV493XWY0PS34' } }],
    unknown: ['kbis', { values: { lei: '969500KSV493XWY0PS34' }, confidence: 70 }],
  },
  iban_valid: {
    pass: ['rib', {}],
    fail: ['rib', { values: { iban: 'FR1420041010050500013M02607' } }],
    unknown: ['rib', { without: ['iban'] }],
  },
  iban_matches: {
    pass: ['rib', {}],
    fail: ['rib', { values: { iban: 'DE89370400440532013000' } }],
    unknown: ['rib', { declared: { account: null } }],
  },
  bic_valid: { pass: ['rib', {}], fail: ['rib', { values: { bic: 'PSSTFRPP1' } }], unknown: ['rib', { values: { bic: 'COBADEFFXXX' } }] },
  holder_matches: { pass: ['rib', {}], fail: ['rib', { values: { holder: 'DUPONT ET FILS' } }], unknown: ['rib', { without: ['holder'] }] },
  sepa_country: {
    pass: ['rib', {}],
    fail: ['rib', { values: { iban: 'TR330006100519786457841326' } }],
    unknown: ['rib', { values: { iban: 'FR1420041010050500013M0260' } }],
  },
  rib_key: { pass: ['rib', {}], fail: ['rib', { values: { iban: 'FR5720041010050500013M02608' } }], unknown: null },
  same_file_elsewhere: { pass: ['card', {}], fail: ['card', { sameFile: [{ documentId: 'd', merchantId: 'm' }] }], unknown: null },
  same_number_elsewhere: { pass: ['card', {}], fail: ['card', { sameNumber: [{ documentId: 'd', merchantId: 'm' }] }], unknown: null },
  scripts_in_file: { pass: ['kbis', {}], fail: ['kbis', { warnings: ['pdf_attachment'] }], unknown: null },
}

const cases = checkIds.flatMap((id) =>
  (['pass', 'fail', 'unknown'] as const).flatMap((verdict) => {
    const one = answers[id][verdict]
    return one ? [{ id, verdict, base: one[0], change: one[1] }] : []
  })
)

describe.each(cases)('$id: $verdict', ({ id, verdict, base, change }) => {
  it('is answered', () => {
    const found = verdictsOf(make(base, change))
    expect(found.of(id), found.why(id) ?? 'absent').toBe(verdict)
  })
})

describe('what a check does not apply to', () => {
  it('is not answered', () => {
    expect(verdictsOf(make('rib')).of('age')).toBeNull()
    expect(verdictsOf(make('card')).of('iban_valid')).toBeNull()
    expect(verdictsOf(make('bill')).of('seal')).toBeNull()
    expect(verdictsOf(make('kbis')).of('vat_key')).toBeNull()
    expect(verdictsOf(make('rib', { without: ['bic'] })).of('bic_valid')).toBeNull()
    expect(verdictsOf(make('rib', { values: { bic: 'PSSTFRPPXXX' } })).why('bic_valid')).toBe('bic_differs')
    expect(
      verdictsOf(make('rib', { values: { bic: 'PSSTFRPP' }, declared: { account: { ...account, bic: 'PSSTFRPPXXX' } } })).of('bic_valid'),
    )
      .toBe('pass')
    expect(verdictsOf(make('card', noZone)).of('mrz_agrees')).toBeNull()
  })
})

describe('why', () => {
  it('every answer has its sentence, with all that it names', () => {
    const facts = [...cases.map(({ base, change }) => make(base, change)), ...wrongPieces.map(([, base, change]) => make(base, change))]
    const seen = new Set(facts.flatMap((one) => verdictsOf(one).results.map(({ why }) => why)))
    for (const why of seen)
      for (const lang of ['fr', 'en'] as const)
        expect(hasText(lang, `checks:why.${why}`) || hasText(lang, `checks:why.${why}_other`), `${lang} ${why}`)
          .toBe(true)
    expect(seen.size).toBeGreaterThan(60)
  })

  it('names nobody: its values are figures, days and countries', () => {
    const values = wrongPieces.flatMap(([, base, change]) =>
      verdictsOf(make(base, change)).results.flatMap((one) => Object.values(one.values))
    )
    for (const value of values) expect(String(value)).toMatch(/^(-?\d+|\d{4}-\d\d-\d\d|[A-Z0-9]{2})$/)
  })
})

describe('all checks together', () => {
  it('pass only where something was proved', () => {
    const formal = (['kind', 'legible'] as const).map((check) => ({
      check,
      verdict: 'pass' as const,
      declared: null,
      read: null,
      why: '',
      values: {},
      fields: [],
    }))
    expect(overall(formal)).toBe('unknown')
    expect(overall([])).toBe('unknown')
  })
})

describe('a company that acts for the client', () => {
  it('shows its own extract, of which the file says less', () => {
    const acting = { ...declared, company: { ...company, legalForm: null, seat: '', siret: null, tradeName: '' } }
    expect(
      verdictsOf(make('kbis', {
        announced: { kind: 'company_registration_of_president', acceptedTypes: ['kbis'], maxAgeMonths: 3 },
        declared: acting,
      }))
        .overall,
    )
      .toBe('pass')
  })
})

describe('a hand’s correction', () => {
  it('is believed, and never against a valid code', () => {
    const byHand = field('holder', 'MME MARTIN MAELYS GAELLE', { source: 'hand', confidence: null })
    expect(verdictsOf(make('bill', { without: ['holder'], more: [byHand] })).of('name_matches')).toBe('pass')
    const pasted = seal({ data: { ...seal().data, 10: 'M/DURAND/PAUL' } })
    expect(verdictsOf(make('bill', { without: ['holder'], more: [byHand], seals: [pasted], declared: { person } })).of('name_matches'))
      .toBe('fail')
  })

  it('may be written as people write dates', () => {
    const made = make('kbis', {
      without: ['issued_on'],
      more: [{ ...field('issued_on', '18/11/2026', { source: 'hand', confidence: null }), normal: '18/11/2026' }],
    })
    expect(verdictsOf(made).of('age')).toBe('pass')
  })
})
