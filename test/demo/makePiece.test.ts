import { describe, expect, test, vi } from 'vitest'
import { type PieceFacts, type PieceInput, pieceKinds, pieceQualities } from '#src/demo/pieces/facts.ts'
import { makePiece } from '#src/demo/pieces/makePiece.ts'
import { cardZone, checkDigit, oldCardZone, passportZone } from '#src/demo/pieces/mrz.ts'
import { inspectFile } from '#src/documents/inspectFile.ts'
import { isIban, hasValidRibKey } from '#src/kernel/identifiers/bankNumbers.ts'
import { isSiren } from '#src/kernel/identifiers/companyNumbers.ts'
import { openPdf } from '#src/platform/pdf.ts'

vi.setConfig({ testTimeout: 120_000 })

const person: PieceFacts['person'] = {
  givenNames: 'Éloïse Anne',
  familyName: 'Kœnig',
  birthDate: '1984-02-29',
  birthPlace: 'Brest',
  nationality: 'FR',
  sex: 'F',
}
const facts: PieceFacts = {
  company: {
    name: 'Le Comptoir des Ormes',
    legalForm: 'sarl',
    siren: '404833048',
    siret: '40483304800022',
    rna: 'W751234567',
    address: '3 rue des Ormes',
    postcode: '29200',
    city: 'Brest',
    capitalCents: 800_000,
    activity: 'Épicerie fine',
    naf: '47.29Z',
    registeredOn: '2015-06-01',
  },
  person,
  people: [person, { ...person, givenNames: 'Łukasz', familyName: 'Dąbrowski', sex: 'M', nationality: 'PL', capitalBps: 3_000 }],
  iban: 'FR1420041010050500013M02606',
  bic: 'PSSTFRPPPAR',
}
const input = (kind: PieceInput['kind'], more: Partial<PieceInput> = {}): PieceInput => ({
  kind,
  facts,
  quality: 'text_pdf',
  seed: 11,
  today: '2026-11-22',
  ...more,
})

const textOf = async (made: PieceInput): Promise<string> => {
  const pdf = await openPdf((await makePiece(made)).bytes)
  try {
    return Array.from({ length: pdf.pageCount }, (_, at) => pdf.pageText(at + 1)).join('\n')
  } finally {
    pdf.close()
  }
}

describe('every kind of piece', () => {
  test.each(pieceKinds)('%s is the same file twice, and says that it is a specimen', async (kind) => {
    const [one, two] = [await makePiece(input(kind)), await makePiece(input(kind))]
    expect(one).toEqual(two)
    expect(await textOf(input(kind))).toContain('SPÉCIMEN')
    expect((await makePiece(input(kind, { seed: 12 }))).bytes.equals(one.bytes)).toBe(false)
  })

  test.each(pieceQualities)('as %s is taken in and small', async (quality) => {
    for (const kind of ['kbis', 'passport'] as const) {
      const { bytes, fileName } = await makePiece(input(kind, { quality }))
      const file = await inspectFile(bytes, fileName)
      expect(file).toMatchObject({
        type: quality.endsWith('pdf') ? 'pdf' : 'jpeg',
        warnings: [],
        pageCount: quality === 'damaged_pdf' ? 2 : 1,
        fileName,
      })
      expect(file.byteCount).toBeLessThan(400_000)
      expect((await makePiece(input(kind, { quality }))).bytes.equals(bytes)).toBe(true)
    }
  })

  test('a damaged file opens, and cannot be read to its end', async () => {
    const pdf = await openPdf((await makePiece(input('kbis', { quality: 'damaged_pdf' }))).bytes)
    expect([pdf.pageCount, pdf.pageText(1).includes('R.C.S.')]).toEqual([2, true])
    expect(() => pdf.pageText(2)).toThrow('broken_pdf')
    pdf.close()
  })

  test('statutes have several pages, scanned as well', async () => {
    const { bytes, fileName } = await makePiece(input('statuts', { quality: 'scan_pdf' }))
    expect((await inspectFile(bytes, fileName)).pageCount).toBeGreaterThanOrEqual(2)
  })
})

describe('what is on it', () => {
  test.each(
    [
      ['kbis', ['404 833 048 R.C.S. Brest', 'LE COMPTOIR DES ORMES', '8 000,00 Euros', 'KŒNIG Éloïse Anne', 'Le 29/02/1984 à Brest']],
      ['avis_sirene', ['404 833 048 00022', '47.29Z']],
      ['rib', ['FR14 2004 1010 0505 0001 3M02 606', 'PSSTFRPPPAR', 'Le Comptoir des Ormes', '20041']],
      ['rbe_extract', ['BÉNÉFICIAIRE EFFECTIF N° 1', '30,00 % du capital']],
      ['beneficial_owner_declaration', ['Lukasz DABROWSKI']],
      ['rna_recepisse', ['W751234567']],
    ] as const,
  )('%s', async (kind, expected) => {
    const text = await textOf(input(kind))
    for (const one of expected) expect(text).toContain(one)
  })

  test('characters that the fonts lack are replaced, never thrown at', async () => {
    const odd = { ...facts, person: { ...person, givenNames: 'Кирилл 李 😀', familyName: 'Đorđević\u202e' } }
    for (const kind of pieceKinds) await expect(makePiece(input(kind, { facts: odd }))).resolves.toBeTruthy()
  })
})

describe('the flaws', () => {
  test('an expired document has expired', async () => {
    for (const kind of ['passport', 'fr_cni_old'] as const) {
      const dates = (await textOf(input(kind, { flaw: 'expired' }))).match(/\d\d[ .]\d\d[ .]\d{4}/g) ?? []
      const years = dates.map((date) => Number(date.slice(-4)))
      expect(Math.max(...years)).toBeLessThanOrEqual(2026)
    }
  })

  test('another name, another company, an old one, another account', async () => {
    expect(await textOf(input('kbis', { flaw: 'wrong_name' }))).not.toContain('KŒNIG')
    const other = /numéro\s+(\d{3} \d{3} \d{3})/.exec(await textOf(input('kbis', { flaw: 'wrong_company' })))?.[1]?.replaceAll(' ', '') ??
      ''
    expect(other).not.toBe('404833048')
    expect(isSiren(other)).toBe(true)
    expect(await textOf(input('kbis', { flaw: 'old' }))).toMatch(/à jour au .* 2025/)
    const iban =
      /FR\d\d(?: [0-9A-Z]{4}){5} [0-9A-Z]{3}/.exec(await textOf(input('rib', { flaw: 'wrong_iban' })))?.[0].replaceAll(' ', '') ?? ''
    expect(iban).not.toBe(facts.iban)
    expect([isIban(iban), hasValidRibKey(iban)]).toEqual([true, true])
  })
})

describe('machine-readable zones', () => {
  test('ICAO 9303: the examples of the standard', () => {
    expect(checkDigit('L898902C3')).toBe('6')
    expect(checkDigit('740812')).toBe('2')
    const anna = {
      ...person,
      givenNames: 'Anna Maria',
      familyName: 'Eriksson',
      birthDate: '1974-08-12',
      nationality: 'UTO',
      sex: 'F' as const,
    }
    expect(passportZone(anna, 'L898902C3', '2012-04-15')).toEqual([
      'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
      'L898902C36UTO7408122F1204159<<<<<<<<<<<<<<08',
    ])
  })

  test('the French cards, new and old', () => {
    const maelys = { ...person, givenNames: 'Maëlys-Gaëlle Marie', familyName: 'Martin', birthDate: '1990-07-13' }
    expect(cardZone(maelys, 'X4RTBPFW4', '2030-02-11')).toEqual([
      'IDFRAX4RTBPFW46<<<<<<<<<<<<<<<',
      '9007138F3002119FRA<<<<<<<<<<<6',
      'MARTIN<<MAELYS<GAELLE<MARIE<<<',
    ])
    const zone = oldCardZone({ ...person, givenNames: 'Corinne', familyName: 'Berthier', birthDate: '1965-12-06' }, '880692310285')
    expect(zone[1]?.slice(0, 35)).toBe('8806923102858CORINNE<<<<<<<6512068F')
    expect(zone.map((line) => line.length)).toEqual([36, 36])
  })
})
