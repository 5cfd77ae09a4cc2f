import type { Box, ReadPage } from '#src/platform/ocr.ts'
import { squeeze } from './fold.ts'

/** A word where it would stand if the page lay straight; `box` is where it stands on the picture, `key` its letters and digits. */
export type Word = {
  text: string
  key: string
  x0: number
  y0: number
  x1: number
  y1: number
  box: Box
  page: number
  confidence: number | null
}
/** Words of one row with no wide gap between them: a label, a value, or both with a colon. */
export type Cell = { words: Word[]; text: string; x0: number; y0: number; x1: number; y1: number; height: number; row: Row }
export type Row = { cells: Cell[]; page: number; pageWidth: number; pageHeight: number }

const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** Sides of the word itself, out of the larger upright box that surrounds it on a tilted picture. */
const sidesOf = ([x0, y0, x1, y1]: Box, tilt: number): [number, number] => {
  const [cos, sin] = [Math.abs(Math.cos(tilt)), Math.abs(Math.sin(tilt))]
  const [wide, tall] = [x1 - x0, y1 - y0]
  const square = cos * cos - sin * sin
  if (square < 0.5) return [wide, tall]
  return [Math.max((wide * cos - tall * sin) / square, wide * 0.4), Math.max((tall * cos - wide * sin) / square, tall * 0.4)]
}

/** The page turned clockwise by `rotationDegrees` about its centre. */
const straighten = (page: ReadPage) => {
  const quarter = Math.round(page.rotationDegrees / 90)
  const angle = radians(page.rotationDegrees)
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const [pageWidth, pageHeight] = quarter % 2 ? [page.height, page.width] : [page.width, page.height]
  const place = (box: Box): Pick<Word, 'x0' | 'y0' | 'x1' | 'y1'> => {
    const [dx, dy] = [(box[0] + box[2]) / 2 - page.width / 2, (box[1] + box[3]) / 2 - page.height / 2]
    const sides = sidesOf(box, radians(page.rotationDegrees - quarter * 90))
    const [wide, tall] = quarter % 2 ? [sides[1], sides[0]] : sides
    const [x, y] = [pageWidth / 2 + dx * cos - dy * sin, pageHeight / 2 + dx * sin + dy * cos]
    return { x0: x - wide / 2, y0: y - tall / 2, x1: x + wide / 2, y1: y + tall / 2 }
  }
  return { place, pageWidth, pageHeight }
}

/** Bars of frames and specks are no words; a colon or a dash between words is printed. */
const isInk = (text: string): boolean => /[\p{L}\p{N}€%]/u.test(text) || /^[:,/&–—-]$/.test(text)

/** « gestion:2019B07421 » is a label and its value. Times and addresses of the web stay whole. */
const parted = (text: string): string[] => {
  const found = /^([\p{L}°.'’()]*\p{L}[\p{L}°.'’()]*:)([^/\s].*)$/u.exec(text)
  return found ? [found[1] ?? '', found[2] ?? ''] : [text]
}

const wordsOf = (page: ReadPage, place: ReturnType<typeof straighten>['place']): Word[] =>
  page.words.filter(({ text }) => isInk(text)).flatMap(({ text, box, confidence }) => {
    const { x0, y0, x1, y1 } = place(box)
    const parts = parted(text.trim())
    const cut = x0 + ((x1 - x0) * (parts[0] ?? '').length) / text.length
    return parts.map((part, at): Word => ({
      text: part,
      key: squeeze(part),
      y0,
      y1,
      box,
      page: page.page,
      confidence: page.source === 'pdf_text' ? null : confidence,
      x0: at ? cut : x0,
      x1: parts.length > 1 && !at ? cut : x1,
    }))
  })

const tall = (word: { y0: number; y1: number }): number => Math.max(1, word.y1 - word.y0)
const middle = (word: { y0: number; y1: number }): number => (word.y0 + word.y1) / 2
const median = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 1

/** By overlap with the nearest word, since a row of a photograph climbs (as platform/ocr/layout.ts). */
const standsOn = (row: Word[], word: Word): boolean => {
  const apart = (other: Word): number => Math.max(other.x0 - word.x1, word.x0 - other.x1)
  const near = row.reduce((best, other) => (apart(other) < apart(best) ? other : best))
  return Math.min(near.y1, word.y1) - Math.max(near.y0, word.y0) > 0.5 * Math.min(tall(near), tall(word))
}

const rowsOf = (words: Word[]): Word[][] => {
  const rows: Word[][] = []
  const usual = median(words.map(tall))
  const flat = words.filter((word) => tall(word) < 3.5 * usual || word.text.length > 2)
  for (const word of flat.sort((a, b) => middle(a) - middle(b))) {
    const row = rows.slice(-8).findLast((candidate) => standsOn(candidate, word))
    if (row) row.push(word)
    else rows.push([word])
  }
  return rows.map((row) => row.sort((a, b) => a.x0 - b.x0)).sort((a, b) => median(a.map(middle)) - median(b.map(middle)))
}

export const textOf = (words: readonly Word[]): string => words.map(({ text }) => text).join(' ').replace(/\s+/g, ' ').trim()

export const cellOf = (words: Word[], row: Row): Cell => ({
  words,
  text: textOf(words),
  row,
  height: median(words.map(tall)),
  x0: Math.min(...words.map((word) => word.x0)),
  y0: Math.min(...words.map((word) => word.y0)),
  x1: Math.max(...words.map((word) => word.x1)),
  y1: Math.max(...words.map((word) => word.y1)),
})

/** One or two unsure letters with nothing near them: grain and shadow, of which a photograph has many. */
const isSpeck = (words: Word[]): boolean =>
  words.every(({ key, confidence }) => confidence !== null && confidence < 60 && key.length <= 3) && words
      .reduce((sum, { key }) => sum + key.length, 0) <= 5
  && !words.some(({ text }) => /\d{2}/.test(text))

/** A gap wider than the letters are tall parts two cells. */
const cellsOf = (words: Word[], row: Row): Cell[] => {
  const height = words.map(tall).sort((a, b) => a - b)[Math.floor(words.length * 0.75)] ?? 1
  const groups: Word[][] = []
  for (const word of words) {
    const last = groups.at(-1)?.at(-1)
    if (last && word.x0 - last.x1 < 1.25 * height) groups.at(-1)?.push(word)
    else groups.push([word])
  }
  return groups.filter((group) => group.some(({ key }) => key) && !isSpeck(group)).map((group) => cellOf(group, row))
}

/** Every page as rows of cells, from top to bottom. */
export const rowsOfPages = (pages: readonly ReadPage[]): Row[] =>
  pages.flatMap((page) => {
    const { place, pageWidth, pageHeight } = straighten(page)
    return rowsOf(wordsOf(page, place))
      .map((words) => {
        const row: Row = { cells: [], page: page.page, pageWidth, pageHeight }
        row.cells = cellsOf(words, row)
        return row
      })
      .filter(({ cells }) => cells.length > 0)
  })
