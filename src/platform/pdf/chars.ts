import { invisibleText, lend, memory, type Pdfium } from './pdfium.ts'

export type Char = { text: string; visible: boolean; means: boolean; index: number }
/** Box in pixels: left, top, right, bottom. */
export type PdfWord = { text: string; box: [number, number, number, number] }

/** More than any page a merchant sends; a page that claims more is cut, so that reading it stays bounded. */
const charCap = 50_000

const charAt = (raw: Pdfium, textPage: number, index: number): Char => {
  const code = raw._FPDFText_GetUnicode(textPage, index)
  const object = raw._FPDFText_GetTextObject(textPage, index)
  const text = code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '�'
  return {
    text,
    index,
    visible: object === 0 || raw._FPDFTextObj_GetTextRenderMode(object) !== invisibleText,
    means: raw._FPDFText_HasUnicodeMapError(textPage, index) !== 1 && !/[\p{Cc}\p{Co}\p{Cn}\p{Cs}�]/u.test(text.trim()),
  }
}

const withText = <T>(raw: Pdfium, handle: number, use: (textPage: number, count: number) => T): T => {
  const textPage = raw._FPDFText_LoadPage(handle)
  if (!textPage) return use(0, 0)
  try {
    return use(textPage, Math.max(0, Math.min(charCap, raw._FPDFText_CountChars(textPage))))
  } finally {
    raw._FPDFText_ClosePage(textPage)
  }
}

export const readChars = (raw: Pdfium, handle: number): Char[] =>
  withText(raw, handle, (textPage, count) => Array.from({ length: count }, (_, index) => charAt(raw, textPage, index)))

export const visibleText = (chars: Char[]): string =>
  chars.filter((char) => char.visible).map((char) => char.text).join('').replace(/\r\n?/g, '\n')

/** Page coordinates (points, from the bottom left, before the page is turned) to pixels of its picture. */
const pixelBox = (raw: Pdfium, handle: number, textPage: number, index: number, size: { width: number; height: number }) =>
  lend(raw, 48, (at): PdfWord['box'] | null => {
    if (!raw._FPDFText_GetCharBox(textPage, index, at, at + 8, at + 16, at + 24)) return null
    const point = (x: number, y: number): [number, number] => {
      const view = memory(raw)
      const [pageX, pageY] = [view.getFloat64(at + x, true), view.getFloat64(at + y, true)]
      raw._FPDF_PageToDevice(handle, 0, 0, size.width, size.height, 0, pageX, pageY, at + 32, at + 36)
      return [memory(raw).getInt32(at + 32, true), memory(raw).getInt32(at + 36, true)]
    }
    const [[x0, y0], [x1, y1]] = [point(0, 24), point(8, 16)]
    return [Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1)]
  })

const joined = (
  a: PdfWord['box'],
  b: PdfWord['box'],
): PdfWord['box'] => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])]

/** Two cells of a table may follow one another without a space between them. */
const touches = (word: PdfWord['box'], next: PdfWord['box']): boolean =>
  next[0] - word[2] < Math.max(word[3] - word[1], next[3] - next[1]) * 1.5 && next[1] < word[3] && next[3] > word[1]

export const wordsOf = (raw: Pdfium, handle: number, chars: Char[], size: { width: number; height: number }): PdfWord[] =>
  withText(raw, handle, (textPage) => {
    const words: PdfWord[] = []
    let current: PdfWord | null = null
    for (const char of chars) {
      const box: PdfWord['box'] | null = char.visible && char.text.trim() ? pixelBox(raw, handle, textPage, char.index, size) : null
      if (!box) current = null
      else if (current && touches(current.box, box))
        Object.assign(current, { text: current.text + char.text, box: joined(current.box, box) })
      else words.push(current = { text: char.text, box })
    }
    return words
  })

const printed = (chars: Char[]): Char[] => chars.filter((char) => char.text.trim())
const share = (part: number, whole: number): number => (whole ? part / whole : 0)

/** Share of the visible characters that mean nothing: fonts without a character map. */
export const garbageOf = (chars: Char[]): number => {
  const seen = printed(chars).filter((char) => char.visible)
  return share(seen.filter((char) => !char.means).length, seen.length)
}

/** Share of the page's characters that are in none of the words that show. */
export const hiddenOf = (chars: Char[], shown: PdfWord[]): number => {
  const all = printed(chars).length
  return share(Math.max(0, all - shown.reduce((sum, { text }) => sum + text.length, 0)), all)
}
