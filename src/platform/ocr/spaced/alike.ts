import type { Glyph } from './glyphs.ts'

/** What the shape leaves open and the size of the sign says. */
export type Judged = { text: string; isSure: boolean }

/** Drawn alike, large and small: only their height tells. */
const alike = 'cosvwxz'
/** Of the height of a capital: a small letter has three quarters of it in the usual faces. */
const [mostSmall, leastCapital] = [0.86, 0.93]
/** Width by height: a nought is narrower than the letter O, in every face with figures. */
const [widestNought, narrowestO] = [0.7, 0.78]

const heightOf = ({ box }: Glyph): number => box[3] - box[1]
const widthOf = ({ box }: Glyph): number => box[2] - box[0]

/** Height of a capital or a figure: what most signs that can be nothing else have. Null where there is none of them. */
const capitalIn = (text: string, glyphs: readonly Glyph[]): number | null => {
  const heights = glyphs.filter((_, at) => /[ABDEFGHKLMNPRTY12345679bdhkl]/.test(text[at] ?? '')).map(heightOf).sort((a, b) => a - b)
  return heights[Math.floor(heights.length / 2)] ?? null
}

/** Where capitals and figures stand. */
const footIn = (text: string, glyphs: readonly Glyph[]): number | null => {
  const feet = glyphs.filter((_, at) => /[ABDEFGHKLMNPRTXZ1234568]/.test(text[at] ?? '')).map(({ box }) => box[3]).sort((a, b) => a - b)
  return feet[Math.floor(feet.length / 2)] ?? null
}

type Line = { capital: number; foot: number }

/** Below the line by more than the round of a letter. */
const hasTail = ({ box }: Glyph, { capital, foot }: Line): boolean => box[3] - foot > 0.12 * capital

/** A small a with a tail is a q, a q without one a 9; what else has a tail that should not, or has not, is left open. */
const byTail = (sign: string, glyph: Glyph, line: Line): string | null => {
  if (/[JQfj]/.test(sign)) return sign
  if (hasTail(glyph, line) === /[gpqy]/.test(sign)) return sign
  if (sign === 'a') return 'q'
  return sign === 'q' && heightOf(glyph) >= leastCapital * line.capital ? '9' : null
}

const asNought = (glyph: Glyph): string | null => {
  const share = widthOf(glyph) / heightOf(glyph)
  if (share <= widestNought) return '0'
  return share >= narrowestO ? 'O' : null
}

const judgedSign = (read: string, glyph: Glyph, line: Line): string | null => {
  const sign = byTail(read, glyph, line)
  if (sign === null) return null
  const [share, small] = [heightOf(glyph) / line.capital, sign.toLowerCase()]
  if (sign !== '0' && !alike.includes(small)) return sign
  if (share <= mostSmall) return sign === '0' ? 'o' : small
  if (share < leastCapital) return null
  return small === 'o' || sign === '0' ? asNought(glyph) : sign.toUpperCase()
}

/**
 * A word read sign by sign, each sign's size compared with its neighbours': x or X, o, O or 0, a or q. Not sure where a size lies between
 * the two, where signs touch, so that none has a size of its own, or where nothing says how high a capital is.
 */
export const judgeAlike = (text: string, glyphs: readonly Glyph[]): Judged => {
  const [capital, foot] = [capitalIn(text, glyphs), footIn(text, glyphs)]
  if (glyphs.length !== text.length || capital === null || foot === null) return { text, isSure: false }
  const judged = [...text].map((sign, at) => judgedSign(sign, glyphs[at]!, { capital, foot }))
  return { text: judged.map((sign, at) => sign ?? text[at]).join(''), isSure: judged.every((sign) => sign !== null) }
}
