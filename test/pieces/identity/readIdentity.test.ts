import { describe, expect, test } from 'vitest'
import { fieldOf, type FieldName, type UnderstoodPiece } from '#src/pieces/piece.ts'
import { understandPiece } from '#src/pieces/understand.ts'
import type { ReadPage } from '#src/platform/ocr.ts'
import { pageOfFace, pagesOfFaces } from '#test/support/pieces/facePages.ts'
import { newCard, oldCard, passportPage, permit, type Sample } from '#test/support/pieces/faces.ts'
import { pageOf } from '#test/support/pieces/pages.ts'
import { cardPeople, type CardPerson } from '#test/support/pieces/people.ts'

const receivedOn = '2026-11-22'
const understand = (pages: ReadPage[]): UnderstoodPiece => understandPiece({ pages }, { receivedOn })
const person = (at: number): CardPerson => cardPeople[at] as CardPerson
const dates: readonly string[] = ['birth_date', 'issued_on', 'expires_on']

/** As the truth writes it: days as days, nationalities as codes, the rest as printed. */
const readAs = (piece: UnderstoodPiece, name: string): string | null | undefined => {
  const field = fieldOf(piece, name as FieldName)
  return dates.includes(name) || name === 'nationality' || name === 'issuing_country' ? field?.normal : field?.value
}

const samples: [title: string, sample: Sample][] = cardPeople.flatMap((who): [string, Sample][] => [
  [`card of 2021 on, ${who.family}`, newCard(who, 'T7X62TZ79')],
  [`paper card, ${who.family}`, oldCard(who, '160913204518')],
  [`passport, ${who.family}`, passportPage(who, '21AC45678')],
  [`residence permit, ${who.family}`, permit(who, '2M4B7X9K1')],
])

describe('a card is told by what it shows, and its fields are read', () => {
  test.each(samples)('%s', (_title, { faces, type, truth, zone }) => {
    const piece = understand(pagesOfFaces(faces))
    expect([piece.type, piece.typeConfidence >= 90]).toEqual([type, true])
    expect(Object.fromEntries(Object.keys(truth).map((name) => [name, readAs(piece, name)]))).toEqual(truth)
    expect(piece.mrz?.lines).toEqual(zone)
    expect(piece.mrz?.checks.every(({ isRight }) => isRight)).toBe(true)
  })
})

describe('what a field says of itself', () => {
  const sample = newCard(person(0), 'T7X62TZ79')

  test('where it stands, on which page, how surely, by which source', () => {
    const piece = understand(pagesOfFaces(sample.faces, 87))
    const family = fieldOf(piece, 'family_name')
    expect(family).toMatchObject({ value: 'LEFÈVRE', normal: 'LEFÈVRE', confidence: 87, source: 'text', nth: 0, places: [{ page: 1 }] })
    const [x0, y0, x1, y1] = family?.places[0]?.box ?? [0, 0, 0, 0]
    expect([x0, y0]).toEqual([280, 115])
    expect(x1 - x0).toBeGreaterThan(60)
    expect(y1 - y0).toBe(24)
    expect(fieldOf(piece, 'issued_on')?.places.map(({ page }) => page)).toEqual([2])
  })

  test('the zone’s own answer stands beside the printed one', () => {
    const piece = understand(pagesOfFaces(sample.faces))
    const both = piece.fields.filter(({ name }) => name === 'family_name').map(({ value, source }) => [value, source])
    expect(both).toEqual([['LEFÈVRE', 'text'], ['LEFEVRE', 'mrz']])
  })

  test('an address of several lines has one place a line', () => {
    const piece = understand(pagesOfFaces(sample.faces))
    expect(fieldOf(piece, 'address')?.places).toHaveLength(person(0).address.length)
    expect(fieldOf(piece, 'address')?.value).toBe(person(0).address.join(', '))
  })
})

describe('what cannot be read is not invented', () => {
  test('the front alone has no zone, and no day of issue', () => {
    const { faces: [front] } = newCard(person(0), 'T7X62TZ79')
    const piece = understand([pageOfFace(front!)])
    expect([piece.type, piece.mrz, fieldOf(piece, 'issued_on')]).toEqual(['fr_cni_e', null, undefined])
  })

  test('the back alone is the card’s all the same, and has no printed name', () => {
    const { faces: [, back] } = newCard(person(0), 'T7X62TZ79')
    const piece = understand([pageOfFace(back!)])
    expect(piece.type).toBe('fr_cni_e')
    expect(piece.fields.filter(({ name }) => name === 'family_name').map(({ source }) => source)).toEqual(['mrz'])
  })

  test('a printed name that the zone denies stays as it is printed', () => {
    const sample = passportPage(person(7), '21AC45678')
    const [page] = sample.faces
    const forged = { ...page!, items: page!.items.map((item) => (item.value === 'PETIT' ? { ...item, value: 'GRANDET' } : item)) }
    const piece = understand([pageOfFace(forged)])
    expect(piece.fields.filter(({ name }) => name === 'family_name').map(({ value }) => value)).toEqual(['GRANDET', 'PETIT'])
  })

  test('a day that no calendar has is no day', () => {
    const sample = newCard(person(0), 'T7X62TZ79')
    const [front] = sample.faces
    const wrong = {
      ...front!,
      items: front!.items.map((item) => (item.label.startsWith('DATE DE NAISS') ? { ...item, value: '31 02 1984' } : item)),
    }
    expect(fieldOf(understand([pageOfFace(wrong)]), 'birth_date')).toBeUndefined()
  })

  test('a number of the wrong length is no number', () => {
    const sample = oldCard(person(3), '160913204518')
    const [front] = sample.faces
    const short = {
      ...front!,
      zone: [],
      items: front!.items.map((item) => (item.value === '160913204518' ? { ...item, value: '16091320451' } : item)),
    }
    expect(fieldOf(understand([pageOfFace(short)]), 'document_number')).toBeUndefined()
  })

  test.each([[[]], [[pageOf([])]], [[pageOf(['<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<', '!!!! :::: ////', 'NOM', 'Prénoms'])]]])(
    'nothing, a blank page, noise (%#)',
    (pages) => {
      expect(understand(pages as ReadPage[])).toMatchObject({ type: 'other', mrz: null, seals: [] })
    },
  )
})

describe('hostile words', () => {
  test('right-to-left letters are read beside the labels, and nothing breaks', () => {
    const piece = understand([
      pageOf(['TITRE DE SÉJOUR   RESIDENCE PERMIT', 'NOM / Surname', 'محمد بن يوسف', 'Prénoms / Forenames', '‮אברהם‬', 'SEXE / Sex   M']),
    ])
    expect(['titre_sejour', 'other']).toContain(piece.type)
    expect(piece.fields.every(({ value }) => typeof value === 'string' && value.length > 0)).toBe(true)
  })

  test('a zone with signs out of its alphabet does not verify, and is not corrected into one that does', () => {
    const sample = passportPage(person(7), '21AC45678')
    const [first, second] = sample.zone as [string, string]
    const zone = [first.replace('PETIT', 'PÉTÎT'), `${second.slice(0, 3)}ß${second.slice(4, 20)}§${second.slice(21)}`]
    const piece = understand([pageOfFace({ ...sample.faces[0]!, zone })])
    expect(piece.mrz?.checks.every(({ isRight }) => isRight) ?? false).toBe(false)
  })

  test('thousands of labels are gone through, and give no zone', () => {
    const rows = Array.from({ length: 1_000 }, () => 'NOM Prénoms SEXE Nationalité Date de naissance Lieu')
    expect(understand([pageOf(rows)])).toMatchObject({ mrz: null })
  }, 20_000)
})
