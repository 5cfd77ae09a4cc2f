import { describe, expect, test } from 'vitest'
import { namesOf } from '#src/pieces/mrz/names.ts'
import { readMrz } from '#src/pieces/mrz/readMrz.ts'
import type { FieldName } from '#src/pieces/piece.ts'
import { pageOf } from '#test/support/pieces/pages.ts'
import { td1, td3, type ZoneFacts } from '#test/support/pieces/zones.ts'

const today = '2026-11-22'
const read = (...rows: string[]) => readMrz([pageOf(rows)], today)
const normal = (found: ReturnType<typeof read>, name: FieldName): string | null | undefined =>
  found?.fields.find((field) => field.name === name)?.normal
const isSound = (found: ReturnType<typeof read>): boolean =>
  found !== null && !found.mrz.isAmbiguous && found.mrz.checks.every(({ isRight }) => isRight)

const anna: ZoneFacts = {
  code: 'P',
  issuer: 'UTO',
  nationality: 'UTO',
  family: 'ERIKSSON',
  given: ['ANNA', 'MARIA'],
  number: 'L898902C3',
  birth: '740812',
  expiry: '120415',
  sex: 'F',
}

describe('the four formats, by the examples of ICAO 9303 and of the French cards', () => {
  test('passport: number, dates, personal number, names', () => {
    const found = read('P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10')
    expect(found?.mrz).toMatchObject({ format: 'TD3', isAmbiguous: false })
    expect(found?.mrz.checks.map(({ name, isRight }) => [name, isRight])).toEqual([
      ['document_number', true],
      ['birth_date', true],
      ['expires_on', true],
      ['personal_number', true],
      ['composite', true],
    ])
    expect(Object.fromEntries(found?.fields.map(({ name, normal: value }) => [name, value]) ?? [])).toEqual({
      family_name: 'ERIKSSON',
      given_names: 'ANNA MARIA',
      sex: 'F',
      nationality: 'UTO',
      birth_date: '1974-08-12',
      document_number: 'L898902C3',
      personal_number: 'ZE184226B',
      expires_on: '2012-04-15',
      issuing_country: 'UTO',
    })
  })

  test('card of three lines', () => {
    const found = read('I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F1204159UTO<<<<<<<<<<<6', 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<')
    expect(found?.mrz.format).toBe('TD1')
    expect(isSound(found)).toBe(true)
    expect(normal(found, 'document_number')).toBe('D23145890')
  })

  test('card of two lines', () => {
    const found = read('I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6')
    expect(found?.mrz.format).toBe('TD2')
    expect(isSound(found)).toBe(true)
  })

  test('a number of more than nine signs goes on in the optional data', () => {
    const found = read(...td1({ ...anna, code: 'I', number: 'D23145890734' }))
    expect(isSound(found)).toBe(true)
    expect(normal(found, 'document_number')).toBe('D23145890734')
  })

  test('French card of before 2021', () => {
    const found = read('IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<', '8806923102858CORINNE<<<<<<<6512068F6')
    expect(found?.mrz).toMatchObject({
      format: 'FR2x36',
      checks: [{ name: 'issue', isRight: true }, { name: 'birth_date', isRight: true }, { name: 'composite', isRight: true }],
    })
    expect([normal(found, 'family_name'), normal(found, 'given_names'), normal(found, 'birth_date'), normal(found, 'document_number')])
      .toEqual(['BERTHIER', 'CORINNE', '1965-12-06', '880692310285'])
  })

  test('a personal number that is left blank may have a filler for its digit', () => {
    const [first, second] = td3(anna) as [string, string]
    expect(isSound(read(first, `${second.slice(0, 42)}<${second.slice(43)}`))).toBe(true)
  })

  test('Germany is D', () => expect(normal(read(...td3({ ...anna, issuer: 'D', nationality: 'D' })), 'nationality')).toBe('DEU'))
})

describe('dates of two digits', () => {
  test('nobody is born after the day the piece came in', () => {
    expect(normal(read(...td3({ ...anna, birth: '261122' })), 'birth_date')).toBe('2026-11-22')
    expect(normal(read(...td3({ ...anna, birth: '261123' })), 'birth_date')).toBe('1926-11-23')
  })
  test('an expiry lies at most twenty years ahead', () => {
    expect(normal(read(...td3({ ...anna, expiry: '361121' })), 'expires_on')).toBe('2036-11-21')
    expect(normal(read(...td3({ ...anna, expiry: '991231' })), 'expires_on')).toBe('1999-12-31')
  })
  test('a day that does not exist is none, though its digit verifies', () =>
    expect(normal(read(...td3({ ...anna, birth: '740230' })), 'birth_date')).toBeNull())
})

describe('names', () => {
  const namesIn = (found: ReturnType<typeof read>) => (found ? namesOf(found.mrz) : null)
  test('hyphens and blanks are fillers, two part the family name', () =>
    expect(namesIn(read(...td3({ ...anna, family: 'Van den Broëck', given: ['Anne-Sophie'] })))).toEqual({
      family: 'VAN DEN BROECK',
      given: 'ANNE SOPHIE',
      isTruncated: false,
    }))
  test('what fills its place is cut', () =>
    expect(namesIn(read(...td1({ ...anna, code: 'I', family: 'VASCONCELOS DE ALBUQUERQUE', given: ['JOAO'] })))?.isTruncated).toBe(true))
  test('fillers misread behind the given names are cut off', () =>
    expect(namesIn(read('P<UTOERIKSSON<<ANNA<MARIA<<<<<<CC<CKK<<<<<<', td3(anna)[1] as string))).toEqual({
      family: 'ERIKSSON',
      given: 'ANNA MARIA',
      isTruncated: false,
    }))
})

describe('lines as readers leave them', () => {
  const [first, second] = td3(anna) as [string, string]
  test('fillers lost or doubled, up to three', () => {
    expect(isSound(read(first.slice(0, -3), second.replace('<<<<<<', '<<<<')))).toBe(true)
    expect(isSound(read(`${first}<<`, second.replace('<<<<<<', '<<<<<<<')))).toBe(true)
    expect(read(first, second.replace('<<<<<<', '<<'))).toBeNull()
  })
  test('signs that fillers are taken for', () =>
    expect(isSound(read(first.replace('<<', '«'), second.replace('<<<<<<', '««‹(')))).toBe(true))
  test('a letter where only a digit can stand, a digit where only a letter can', () => {
    const found = read(first.replace('UTO', 'UT0'), second.replace('UTO', 'UT0').replace('7408122', '74O8I2Z'))
    expect(isSound(found)).toBe(true)
    expect(found?.mrz.read[1]).toContain('UT0')
  })
  test('scraps at the end of the optional data of a French card', () => {
    const lines = td1({ ...anna, code: 'ID', issuer: 'FRA', nationality: 'FRA', number: 'X4RTBPFW4' }) as [string, string, string]
    expect(isSound(read(`${lines[0].slice(0, 26)}S55<`, lines[1], lines[2]))).toBe(true)
  })
  test('each field shows where it stands', () => {
    const place = read(first, second)?.fields.find(({ name }) => name === 'birth_date')?.places[0]
    expect(place).toEqual({ page: 1, box: [130, 30, 190, 48] })
  })
})

describe('what is no zone', () => {
  const nothing: [string, string[]][] = [
    ['nothing', []],
    ['empty rows', ['', '  ']],
    ['a bill', ['FACTURE N° 2024-00017', 'Total TTC : 1 250,00 €']],
    ['right to left', ['جواز سفر'.repeat(6), 'דרכון<<ישראל<<<<<<<<<<<<<<<<<<<<<<<<<<<<<']],
    ['letters out of the alphabet', ['P<UTOÉRÎKSSØN<<ÄNNA<<<<<<<<<<<<<<<', '¤'.repeat(44)]],
    ['a line of ten thousand', ['P<UTO'.padEnd(10_000, '<'), 'L898902C36UTO7408122F1204159'.padEnd(10_000, '<')]],
    ['fillers only', ['<'.repeat(44), '<'.repeat(44)]],
    ['code', ["'; DROP TABLE documents; --<<<<<<<<<<<<<<<", '<script>alert(1)</script><<<<<<<<<<<<<<<<<<']],
  ]
  test.each(nothing)('%s', (_, rows) => expect(read(...rows)).toBeNull())
  test('no page at all', () => expect(readMrz([])).toBeNull())
  test('a page without boxes has a zone without places', () => {
    const page = pageOf(td3(anna))
    expect(readMrz([{ ...page, words: [] }])?.fields.every(({ places }) => places.length === 0)).toBe(true)
  })
})
