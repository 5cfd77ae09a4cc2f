import { describe, expect, test } from 'vitest'
import { fieldOf, type FieldName, type UnderstoodPiece } from '#src/pieces/piece.ts'
import { understandPiece } from '#src/pieces/understand.ts'
import type { ReadPage, ReadWord } from '#src/platform/ocr.ts'
import { textOf } from '#src/platform/ocr/layout.ts'

/**
 * Cards as a poor photograph leaves them: labels lost or tied to their values, zones short of fillers. Only words, nothing is drawn or
 * read.
 */
type Placed = [text: string, x0: number, y0: number, x1: number, y1: number]
const pageOf = (placed: Placed[], zone: string[] = []): ReadPage => {
  const words: ReadWord[] = placed.map(([text, x0, y0, x1, y1]) => ({ text, box: [x0, y0, x1, y1], confidence: 90 }))
  const lines: ReadWord[] = zone.map((text, at) => ({ text, box: [140, 1_100 + 60 * at, 945, 1_137 + 60 * at], confidence: 80 }))
  return {
    page: 1,
    width: 1_131,
    height: 1_407,
    source: 'ocr',
    text: textOf([...words, ...lines]),
    confidence: 88,
    words: [...words, ...lines],
    codes: [],
    rotationDegrees: 0,
  }
}
const understand = (page: ReadPage): UnderstoodPiece => understandPiece({ pages: [page] }, { receivedOn: '2026-11-22' })
const valueOf = (page: ReadPage, name: FieldName): string | undefined => fieldOf(understand(page), name)?.value

const permitTitle: Placed[] = [
  ['TITRE', 148, 172, 217, 191],
  ['DE', 227, 172, 257, 192],
  ['SÉJOUR', 267, 166, 362, 198],
  ['RESIDENCE', 371, 172, 510, 193],
  ['PERMIT', 521, 172, 616, 193],
  ['FRA', 624, 173, 672, 193],
]
const permitZone = ['IRFRA9925K1T0Z6<<<<<<<<<<<<<<<', '8803171M3401192TUN<<<<<<<<<<<0', 'BEN<YOUSSEF<<MOHAMED<AMINE<<<<']

describe('boxes that reached into the label above', () => {
  const grown: Placed[] = [
    ...permitTitle,
    ['BEN', 399, 269, 445, 287],
    ['YOUSSEF', 453, 270, 556, 288],
    ['CARTE', 394, 442, 471, 491],
    ['CATÉG', 398, 445, 436, 455],
    ['RIE', 454, 445, 481, 454],
    ['DE', 479, 445, 508, 482],
    ['DU', 484, 446, 496, 455],
    ['RÉSIDENT', 511, 445, 626, 482],
    ['19', 398, 510, 424, 548],
    ['01', 431, 510, 455, 548],
    ['2034', 465, 507, 528, 558],
  ]
  test('the value is one row again, in its order', () => expect(valueOf(pageOf(grown, permitZone), 'category')).toBe('CARTE DE RÉSIDENT'))
  test('and a day is one day', () => expect(valueOf(pageOf(grown, permitZone), 'expires_on')).toBe('19 01 2034'))
})

describe('values whose labels are lost', () => {
  const back: Placed[] = [
    ...permitTitle,
    ['7503124588', 616, 805, 756, 823],
    ['PRÉFECTURE', 618, 875, 762, 892],
    ['DU', 769, 875, 803, 892],
    ['RHÔNE', 812, 870, 896, 893],
    ['20', 157, 874, 184, 892],
    ['01', 191, 874, 215, 892],
    ['2024', 224, 875, 280, 892],
  ]
  test('ten digits alone are the number of a foreigner', () =>
    expect(valueOf(pageOf(back, permitZone), 'personal_number')).toBe('7503124588'))
  test('a prefecture is the authority', () => expect(valueOf(pageOf(back, permitZone), 'authority')).toBe('PRÉFECTURE DU RHÔNE'))
  test('two numbers of that form are nobody’s', () =>
    expect(valueOf(pageOf([...back, ['7503124599', 616, 705, 756, 723]], permitZone), 'personal_number')).toBeUndefined())

  test('the days of issue and expiry, ten years less a day apart, are no birth', () => {
    const two: Placed[] = [
      ...permitTitle,
      ['20', 157, 874, 184, 892],
      ['01', 191, 874, 215, 892],
      ['2024', 224, 875, 280, 892],
      ['19', 398, 530, 424, 548],
      ['01', 431, 530, 455, 548],
      ['2034', 465, 530, 528, 548],
    ]
    const page = pageOf(two, ['IRFRA2MAB7XOK109<<<<<<<'])
    expect([valueOf(page, 'birth_date'), valueOf(page, 'issued_on'), valueOf(page, 'expires_on')]).toEqual([
      undefined,
      '20 01 2024',
      '19 01 2034',
    ])
  })

  test('of three days the first is the birth', () => {
    const three: Placed[] = [
      ...permitTitle,
      ['17031988', 708, 400, 830, 418],
      ['20', 157, 874, 184, 892],
      ['01', 191, 874, 215, 892],
      ['2024', 224, 875, 280, 892],
      ['19', 398, 530, 424, 548],
      ['01', 431, 530, 455, 548],
      ['2034', 465, 530, 528, 548],
    ]
    const page = pageOf(three, ['IRFRA2MAB7XOK109<<<<<<<'])
    expect(fieldOf(understand(page), 'birth_date')?.normal).toBe('1988-03-17')
  })

  test('a passport’s sex and place of birth stand on one row', () => {
    const page = pageOf([['PASSEPORT', 232, 167, 375, 186], ['/', 383, 167, 392, 186], ['PASSPORT', 403, 167, 531, 186], [
      'M',
      601,
      654,
      621,
      673,
    ], ['SFAX', 759, 652, 818, 672]], ['P<TUNBEN<YOUSSEF<<MOHAMED<AMINE<<<<<<<<<<<<<', 'Z184226B52TUN8803171M3104013<<<<<<<<<<<<<<00'])
    expect([valueOf(page, 'sex'), valueOf(page, 'birth_place')]).toEqual(['M', 'SFAX'])
  })

  test('a name that was read poorly keeps its place in the order: the one above is not taken for it', () => {
    const page = pageOf([
      ...permitTitle,
      ['BEN', 399, 269, 445, 287],
      ['YOUSSEF', 453, 270, 556, 288],
      ['M', 399, 400, 418, 417],
      ['TUN', 507, 400, 557, 417],
      ['17', 708, 400, 734, 418],
      ['03', 741, 400, 768, 418],
      ['1988', 777, 401, 830, 417],
    ], permitZone)
    const poor = { ...page, words: [...page.words, { text: 'Mohnned,', box: [399, 334, 519, 352] as ReadWord['box'], confidence: 5 }] }
    expect(fieldOf(understand(poor), 'family_name')).toMatchObject({ value: 'BEN YOUSSEF', source: 'text' })
    expect(fieldOf(understand(poor), 'given_names')).toMatchObject({ value: 'MOHAMED AMINE', source: 'mrz' })
  })
})

describe('what the zone helps to read', () => {
  const front: Placed[] = [
    ['RÉPUBLIQUE', 112, 40, 250, 60],
    ['FRANÇAISE', 260, 40, 380, 60],
    ['Nom:', 352, 217, 406, 232],
    ['GOFF', 461, 218, 521, 237],
    ['Prénom(s)', 352, 316, 446, 335],
    [':', 452, 320, 455, 331],
    ['Yann', 476, 318, 537, 336],
  ]
  const zone = ['IDFRALE<GOFF<<<<<<<<<<<<<<<<<<130123', '1609132045188YANN<<<<<<<<<<7110014M8']
  const withLe = (text: string): ReadPage => {
    const page = pageOf(front, zone)
    return { ...page, words: [...page.words, { text, box: [428, 219, 453, 236], confidence: 37 }] }
  }
  test('a small word that looked like grain belongs to the name where the whole is what the zone says', () =>
    expect(valueOf(withLe('LE'), 'family_name')).toBe('LE GOFF'))
  test('and is left out where it is not', () => expect(valueOf(withLe('a7'), 'family_name')).toBe('GOFF'))

  test('the fillers lost between name and office are put back where every digit verifies', () => {
    const mrz = understand(pageOf(front, ['IDFRALE<GOFF<<<<<<<<<<<<<130123', zone[1] as string])).mrz
    expect(mrz?.lines).toEqual(zone)
    expect(understand(pageOf(front, ['IDFRALE<GOFF<<<<<<<<<<<<<130124', zone[1] as string])).mrz).toBeNull()
  })

  test('names whose fillers were read as letters, or not at all', () => {
    const mrz = understand(pageOf([], ['P<FRAPETIT<<MAX<<<<<CGGRRNOREE', '21AC456789FRA6605304M3104013<<<<<<<<<<<<<<06'])).mrz
    expect(mrz?.lines[0]).toBe('P<FRAPETIT<<MAX'.padEnd(44, '<'))
    expect(mrz?.checks.every(({ isRight }) => isRight)).toBe(true)
  })

  test('a zone that shows, read or not, bears out a title', () => {
    expect(understand(pageOf(permitTitle, ['IRFRA2MAB7XOK109<<<<<<<'])).type).toBe('titre_sejour')
    expect(understand(pageOf(permitTitle)).type).toBe('other')
  })
})
