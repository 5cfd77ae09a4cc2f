import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fieldOf, type FieldName, type UnderstoodPiece } from '#src/pieces/piece.ts'
import { understandPiece } from '#src/pieces/understand.ts'
import { launchBrowser } from '#test/support/browser.ts'
import { decoySheets } from '#test/support/pieces/decoys.ts'
import { allSheets } from '#test/support/pieces/makeSet.ts'
import { pageOf } from '#test/support/pieces/pages.ts'
import { pageOfSheet } from '#test/support/pieces/sheetPages.ts'
import { compareFields } from '../../../bench/accuracy/compare.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

const receivedOn = '2026-11-22'
const understand = async (id: string): Promise<UnderstoodPiece> => {
  const sheet = allSheets.find((one) => one.id === id)
  if (!sheet) throw new Error(`no sheet ${id}`)
  return understandPiece({ pages: [await pageOfSheet(browser, sheet)] }, { receivedOn })
}
const normals = (piece: UnderstoodPiece, ...names: FieldName[]): (string | null | undefined)[] =>
  names.map((name) => fieldOf(piece, name)?.normal)

describe('every printed field of every paper is read', () => {
  test.each(allSheets.filter((sheet) => !decoySheets.includes(sheet)).map(({ id, fields }) => [id, fields] as const))(
    '%s',
    async (id, fields) => {
      const misses = compareFields(await understand(id), fields).filter(({ isRight }) => !isRight)
      expect(misses.map(({ field, expected, read }) => `${field}: ${expected} ← ${read}`)).toEqual([])
    },
  )
})

describe('a field has the form in which it is compared, where it stands, and how surely it was read', () => {
  test('an extract of a company: numbers closed up, days as days, cents', async () => {
    const piece = await understand('kbis_sas')
    expect(normals(piece, 'siren', 'issued_on', 'registered_on', 'capital')).toEqual(['552100554', '2026-10-20', '2022-04-03', '500000'])
    expect(normals(piece, 'representative_name', 'representative_birth_date')).toEqual(['DELMAS Zoé Inès', '1993-12-24'])
    const siren = fieldOf(piece, 'siren')
    expect(siren).toMatchObject({ confidence: 93, source: 'text', places: [{ page: 1 }] })
    const [x0, y0, x1, y1] = siren!.places[0]!.box
    expect(x1).toBeGreaterThan(x0)
    expect(y1).toBeGreaterThan(y0)
  })

  test('people of a company are told apart', async () => {
    const piece = await understand('kbis_sci')
    expect(piece.fields.filter(({ name }) => name === 'representative_name').map(({ nth, value }) => [nth, value])).toEqual([[
      0,
      'PEYRACHE Jean-Loup Émile',
    ], [1, 'PEYRACHE Odile']])
    expect(fieldOf(piece, 'representative_usage_name', 1)?.value).toBe('CHARROIN')
    expect(fieldOf(piece, 'representative_birth_date', 1)?.normal).toBe('1965-10-30')
  })

  test('owners have their shares in basis points', async () => {
    const piece = await understand('rbe')
    expect(
      [0, 1].map((nth) =>
        (['owner_name', 'owner_birth_date', 'owner_capital', 'owner_votes'] as const).map((name) => fieldOf(piece, name, nth)?.normal)
      ),
    )
      .toEqual([
        ['RIVOIRE Solenn', '1979-06-17', '6000', '6550'],
        ['TOURNIER Bérenger Guy', '1968-02-02', '4000', '3450'],
      ])
  })

  test('an account is proved by its own keys', async () => {
    expect(normals(await understand('rib_boxed'), 'iban', 'bic', 'rib_key')).toEqual(['FR1420041010050500013M02606', 'PSSTFRPPSCE', '06'])
    expect(normals(await understand('rib_foreign'), 'iban', 'bank_code')).toEqual(['BE68539007547034', undefined])
  })

  test('a seat that was wrapped over lines is one value', async () => {
    expect(fieldOf(await understand('association_receipt'), 'seat')?.value).toBe("7 rue de l'Abattoir 29160 Crozon")
  })
})

describe('what cannot be read is not invented', () => {
  const kbis = (...rows: string[]): UnderstoodPiece =>
    understandPiece({
      pages: [
        pageOf([
          'Greffe du Tribunal de Commerce de Lyon',
          '',
          'Extrait Kbis',
          '',
          "EXTRAIT D'IMMATRICULATION PRINCIPALE AU REGISTRE DU COMMERCE ET DES SOCIÉTÉS",
          '',
          ...rows,
        ]),
      ],
    }, { receivedOn })

  test('a label without a value gives no field', () => {
    const piece = kbis('Dénomination', '', 'Forme juridique', '', 'Capital social')
    expect(normals(piece, 'capital', 'siren', 'issued_on')).toEqual([undefined, undefined, undefined])
  })

  test('a number that its own digit denies is told as read, never put right', () => {
    const piece = kbis('Immatriculation au RCS, numéro      732 829 321 R.C.S. Lyon')
    expect(fieldOf(piece, 'siren')?.normal ?? '732829321').toBe('732829321')
  })

  test('a day that no calendar has is no day', () => {
    expect(fieldOf(kbis('à jour au 31/02/2026'), 'issued_on')).toBeUndefined()
  })

  test('an IBAN with two signs wrong is none', () => {
    const piece = understandPiece({
      pages: [
        pageOf([
          "RELEVÉ D'IDENTITÉ BANCAIRE",
          '',
          'Titulaire : SARL DES PINS',
          '',
          'IBAN FR76 3000 6000 0112 3456 7891 198',
          '',
          'BIC : AGRIFRPPXXX',
        ]),
      ],
    }, { receivedOn })
    expect(fieldOf(piece, 'iban')).toBeUndefined()
  })
})

describe('hostile words', () => {
  test('right-to-left letters, tags and SQL stay text', () => {
    const rows = [
      'Extrait Kbis',
      '',
      "Dénomination      <script>alert(1)</script> '; DROP TABLE documents; --",
      '',
      'Enseigne      مطعم النيل',
      '',
      'Sigle      ‮KEA‬',
      '',
      'Immatriculation au RCS, numéro      732 829 320 R.C.S. Lyon',
    ]
    const piece = understandPiece({ pages: [pageOf(rows)] }, { receivedOn })
    expect(normals(piece, 'siren')).toEqual(['732829320'])
    expect(fieldOf(piece, 'company_name')?.value ?? '').not.toContain('\u0000')
  })

  test('a page of nothing but labels comes to an end', () => {
    const rows = Array.from(
      { length: 600 },
      (_, at) => `Dénomination Capital social SIREN ${at} : IBAN Facture n° Titulaire du compte Adresse du siège`,
    )
    expect(understandPiece({ pages: [pageOf(rows)] }, { receivedOn }).fields.every(({ value }) => value.length > 0)).toBe(true)
  }, 30_000)

  test('a number of a hundred thousand digits is no number', () => {
    const piece = understandPiece({
      pages: [pageOf([`Extrait Kbis`, '', `SIREN : ${'7'.repeat(100_000)}`, '', `IBAN : FR${'7'.repeat(100_000)}`])],
    }, { receivedOn })
    expect(normals(piece, 'siren', 'iban')).toEqual([undefined, undefined])
  }, 30_000)
})
