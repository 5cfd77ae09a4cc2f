import sharp from 'sharp'
import { afterAll, describe, expect, it, test } from 'vitest'
import { closeOcr, readDocument } from '#src/platform/ocr.ts'
import { judgeAlike } from '#src/platform/ocr/spaced/alike.ts'
import { type Grey, greyOf } from '#src/platform/ocr/grey.ts'
import { type Glyph, glyphsIn, levelOf, spacedOut } from '#src/platform/ocr/spaced/glyphs.ts'
import { isCodeWord } from '#src/platform/ocr/spaced/readSpaced.ts'
import { type Ballot, electedOf } from '#src/platform/ocr/spaced/vote.ts'

afterAll(() => closeOcr())

const ballots = (...texts: [string, number, boolean?][]): Ballot[] =>
  texts.map(([text, weight, isSure = true]) => ({ text, weight, isSure }))

describe('several readings of a code', () => {
  it('elect what leads far enough', () =>
    expect(electedOf(ballots(['a9', 1], ['a9', 1], ['a0', 1], ['a9', 1]))).toEqual({ text: 'a9', leads: true, isSure: true, share: 0.75 }))
  it('elect nothing for sure while they differ', () =>
    expect(electedOf(ballots(['a9', 1], ['a0', 1], ['a9', 1], ['a0', 1], ['a9', 1]))).toMatchObject({
      text: 'a9',
      leads: true,
      isSure: false,
    }))
  it('nor while there are few of them', () =>
    expect(electedOf(ballots(['a9', 1], ['a9', 1]))).toMatchObject({ leads: false, isSure: false }))
  it('nor while each left something open', () =>
    expect(electedOf(ballots(['a9', 1, false], ['a9', 1, false], ['a9', 1, false]))).toMatchObject({ leads: true, isSure: false }))
  it('count less where the signs touched', () =>
    expect(electedOf(ballots(['a5', 1], ['a5', 1], ['aS', 0.3], ['aS', 0.3], ['aS', 0.3]))).toMatchObject({ text: 'a5', leads: false }))
  it('of nothing read nothing', () => expect([electedOf([]), electedOf(ballots(['', 1], ['', 1], ['', 1]))]).toEqual([null, null]))
})

/** A sign so wide and high, standing on the line at 100, or as far below it. */
const sign = (width: number, height: number, below = 0): Glyph => ({ ink: [], box: [0, 100 - height + below, width, 100 + below] })
const [capital, small, figure] = [sign(20, 30), sign(18, 23), sign(18, 30)]

describe('what the size of a sign tells', () => {
  it.each(
    [
      ['x beside capitals', 'KX9', [capital, small, figure], 'Kx9', true],
      ['X', 'Kx9', [capital, capital, figure], 'KX9', true],
      ['between the two it is open', 'KX9', [capital, sign(20, 27), figure], 'KX9', false],
      ['a nought is narrow', 'KO9', [capital, figure, figure], 'K09', true],
      ['a letter O wide', 'K09', [capital, sign(28, 30), figure], 'KO9', true],
      ['a small o', 'K09', [capital, small, figure], 'Ko9', true],
      ['between nought and O it is open', 'KO9', [capital, sign(22, 30), figure], 'KO9', false],
      ['an a with a tail', 'KaP', [capital, sign(18, 30, 7), capital], 'KqP', true],
      ['a q without one', 'KqP', [capital, figure, capital], 'K9P', true],
      ['a 9 with a tail is open', 'K9P', [capital, sign(18, 30, 7), capital], 'K9P', false],
      ['signs that touch are open', 'KXY', [capital, sign(40, 30)], 'KXY', false],
      ['nothing to measure by', 'xox', [small, small, small], 'xox', false],
    ] as const,
  )('%s', (_what, read, glyphs, text, isSure) => expect(judgeAlike(read, glyphs)).toEqual({ text, isSure }))
})

describe('which words are codes', () => {
  const word = (text: string, confidence = 40): boolean => isCodeWord({ text, confidence, box: [0, 0, 1, 1] })
  it('letters large and small in the middle of each other', () =>
    expect(['KoTqXz4Wb1', 'k9TqXz4Wb1', 'NaDpYWPePr'].map((text) => word(text))).toEqual([true, true, true]))
  it('not names, numbers, words that are sure, or a whole line', () =>
    expect([
      word('McDonald'),
      word('Lefèbvre'),
      word('FR1420041010'),
      word('12345678'),
      word('k9TqXz4Wb1', 95),
      word('k9TqXz4Wb1k9TqXz4Wb1'),
      word('DUPONT1978'),
    ])
      .toEqual(Array(7).fill(false)))
})

const picture = (svg: string, width: number, height: number): Promise<Grey> =>
  greyOf(
    sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${svg}</svg>`))
      .flatten({
        background: '#fff',
      })
      .grayscale(),
  )
const bar = (x: number, y: number, width: number, height: number): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="#333"/>`

describe('signs set apart', () => {
  test('an i keeps its dot, dust is left out, what touches is parted where it is thinnest', async () => {
    const grey = await picture(
      bar(10, 20, 6, 20) + bar(10, 10, 6, 5) + bar(30, 10, 20, 30) + bar(50, 36, 8, 2) + bar(58, 10, 20, 30) + bar(90, 12, 1, 1),
      100,
      50,
    )
    const glyphs = glyphsIn(grey, levelOf(grey), [5, 8, 95, 44])
    expect(glyphs.map(({ box }) => [box[1], box[3]])).toEqual([[10, 40], [10, 40], [10, 40]])
    const { data, width } = spacedOut(glyphs, grey, 10)
    expect([data.filter((value) => value === 0).length, width]).toEqual([6 * 25 + 2 * 600 + 16, 6 + 48 + 40])
  })

  test('blank and black pictures have none', async () => {
    const [blank, black] = [await picture('', 20, 20), await picture(bar(0, 0, 20, 20), 20, 20)]
    expect([glyphsIn(blank, levelOf(blank), [0, 0, 20, 20]).length, spacedOut([], blank, 5).width, levelOf(black)]).toEqual([0, 5, 127])
  })

  test('a code no dictionary holds is read to the last sign', async () => {
    const line = (text: string, y: number): string => `<text x="120" y="${y}" font-family="DejaVu Sans" font-size="26">${text}</text>`
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="800"><rect width="100%" height="100%" fill="#fff"/>${line('Extrait du registre du commerce et des sociétés', 200)}${line('Code de vérification : k9TqXz4Wb1', 260)}${line('Ce code peut être contrôlé en ligne', 320)}</svg>`
    const { pages } = await readDocument({ bytes: await sharp(Buffer.from(svg)).png().toBuffer(), type: 'png' })
    expect(pages[0]!.text).toContain('k9TqXz4Wb1')
  })
})
