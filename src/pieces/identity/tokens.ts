import type { Box, ReadPage, ReadWord } from '#src/platform/ocr.ts'
import { withoutGrown } from './grownBoxes.ts'

/** A word as it would stand on the picture set upright: rows are level, whatever way the card lay. */
export type Token = { text: string; plain: string; box: Box; confidence: number | null; page: number; word: ReadWord }
export type Row = Token[]

/** Letters and digits alone, small, without accents: what labels are compared by. */
export const plainOf = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]/g, '')

export const heightOf = ({ box }: Token): number => Math.max(1, box[3] - box[1])
export const middleOf = ({ box }: Token): number => (box[1] + box[3]) / 2

const radians = Math.PI / 180

/** The box of a tilted word is larger than the word; its own sides come back from the two sums that made it. */
const ownSides = (wide: number, tall: number, tilt: number): [number, number] => {
  const [cos, sin] = [Math.cos(tilt), Math.abs(Math.sin(tilt))]
  const scale = cos * cos - sin * sin
  return scale < 0.5 ? [wide, tall] : [Math.max(2, (wide * cos - tall * sin) / scale), Math.max(2, (tall * cos - wide * sin) / scale)]
}

const upright = ([x0, y0, x1, y1]: Box, degrees: number): Box => {
  const quarters = Math.round(degrees / 90)
  const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2]
  const [cos, sin] = [Math.cos(degrees * radians), Math.sin(degrees * radians)]
  const [wide, tall] = quarters % 2 ? [y1 - y0, x1 - x0] : [x1 - x0, y1 - y0]
  const [w, h] = ownSides(wide, tall, (degrees - quarters * 90) * radians)
  const [u, v] = [x * cos - y * sin, x * sin + y * cos]
  return [u - w / 2, v - h / 2, u + w / 2, v + h / 2]
}

/** A page of a book is no card: beyond that nobody looks for labels. */
const mostWords = 600

const tokensOf = (page: ReadPage): Token[] =>
  page.words.slice(0, mostWords).filter(({ text }) => text.length <= 60).map((word) => ({
    text: word.text,
    plain: plainOf(word.text),
    box: upright(word.box, page.rotationDegrees),
    page: page.page,
    word,
    confidence: page.source === 'ocr' ? word.confidence : null,
  }))

const shared = (a: Token, b: Token): number => Math.min(a.box[3], b.box[3]) - Math.max(a.box[1], b.box[1])
const apart = (a: Token, b: Token): number => Math.max(a.box[0] - b.box[2], b.box[0] - a.box[2])

/** Against the nearest word of the row: in perspective rows climb. */
const isOnRow = (row: Row, token: Token): boolean => {
  const near = row.reduce((best, one) => (apart(one, token) < apart(best, token) ? one : best))
  return shared(near, token) > 0.5 * Math.min(heightOf(near), heightOf(token))
}

/** A frame's edge read as a bar would tie rows together. */
const withoutBars = (tokens: Token[]): Token[] => {
  const heights = tokens.map(heightOf).sort((a, b) => a - b)
  const usual = heights[Math.floor(heights.length / 2)] ?? 1
  return tokens.filter((token) => heightOf(token) < 3 * usual || token.text.length > 2)
}

/** From top to bottom, each from left to right. */
export const rowsOf = (page: ReadPage): Row[] => {
  const rows: Row[] = []
  for (const token of withoutGrown(withoutBars(tokensOf(page))).sort((a, b) => middleOf(a) - middleOf(b))) {
    const row = rows.slice(-8).findLast((one) => isOnRow(one, token))
    if (row) row.push(token)
    else rows.push([token])
  }
  return rows.map((row) => row.sort((a, b) => a.box[0] - b.box[0])).sort((a, b) => middleOfRow(a) - middleOfRow(b))
}

export const middleOfRow = (row: Row): number => row.reduce((sum, token) => sum + middleOf(token), 0) / row.length
export const gapBetween = (left: Token, right: Token): number => right.box[0] - left.box[2]
