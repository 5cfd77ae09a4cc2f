import type { PdfWord } from './chars.ts'
import { withoutTexts } from './objects.ts'
import { type Pixels, pixelsOf } from './page.ts'
import type { Pdfium } from './pdfium.ts'

/** Enough to see whether a word is there; reading it asks for more. */
const look = { dpi: 100 }
/** Levels of 255 between a letter and its ground: the palest grey that is still printed to be read. */
const contrast = 24
/** Of the pixels of a word's box. Thin letters of small print cover some 15 %. */
const leastInk = 0.03

const differs = (a: Pixels, b: Pixels, at: number): boolean =>
  Math.abs(a.data[at]! - b.data[at]!) + Math.abs(a.data[at + 1]! - b.data[at + 1]!) + Math.abs(a.data[at + 2]! - b.data[at + 2]!) >
    3 * contrast

const inkIn = (a: Pixels, b: Pixels, [left, top, right, bottom]: PdfWord['box']): number => {
  const [x0, y0] = [Math.max(0, Math.floor(left)), Math.max(0, Math.floor(top))]
  const [x1, y1] = [Math.min(a.width, Math.max(Math.ceil(right), x0 + 1)), Math.min(a.height, Math.max(Math.ceil(bottom), y0 + 1))]
  let ink = 0
  for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) if (differs(a, b, (y * a.width + x) * 4)) ink++
  return ink / Math.max(1, (x1 - x0) * (y1 - y0))
}

/**
 * Which words the eye sees: the page is drawn with its texts and without them, and a word must make a difference where it stands. One
 * question for every trick: drawn in no ink (render mode 3, what scanners leave under the picture), white on white, under a picture,
 * clipped away.
 */
export const shownWords = (raw: Pdfium, handle: number, words: PdfWord[], size: { width: number }): PdfWord[] => {
  if (words.length === 0) return []
  const whole = pixelsOf(raw, handle, look)
  const bare = withoutTexts(raw, handle, () => pixelsOf(raw, handle, look))
  const scale = whole.width / size.width
  return words.filter(({ box }) => inkIn(whole, bare, box.map((side) => side * scale) as PdfWord['box']) >= leastInk)
}
