import { rgb, StandardFonts, type PDFDocument, type PDFFont, type PDFPage, type RGB } from 'pdf-lib'
import { isPlain, printable } from './printable.ts'
import { embedWide } from './wideFont.ts'

/** A4 in points, the margins, the inks: a quiet page that prints well in black. */
const page = { width: 595.28, height: 841.89, left: 62, right: 62, top: 74, bottom: 76 }
const ink = rgb(0.1, 0.11, 0.13)
const quiet = rgb(0.37, 0.4, 0.46)
const hairline = rgb(0.84, 0.86, 0.89)
const accent = rgb(0.14, 0.27, 0.77)
const textWidth = page.width - page.left - page.right

/** Where the pen stands. One sheet flows over as many pages as it needs. */
export type Sheet = { pdf: PDFDocument; plain: PDFFont; bold: PDFFont; wide: PDFFont | null; at: PDFPage; y: number }
type Style = { size: number; lead: number; font?: PDFFont; color?: RGB; left?: number; width?: number }

/** What a file says of itself to a reader of files. Its dates are those of its facts, so that the same facts make the same bytes. */
export const describePdf = (pdf: PDFDocument, { title: name, lang, at }: { title: string; lang: 'fr' | 'en'; at: Date }): void => {
  pdf.setTitle(name)
  for (const set of [pdf.setAuthor, pdf.setProducer, pdf.setCreator]) set.call(pdf, 'Vigie')
  pdf.setLanguage(lang === 'fr' ? 'fr-FR' : 'en-GB')
  for (const set of [pdf.setCreationDate, pdf.setModificationDate]) set.call(pdf, at)
}

/** `texts`: all that a file says of itself on this sheet; letters beyond the West need a font that comes along. */
export const openSheet = async (pdf: PDFDocument, texts: readonly string[]): Promise<Sheet> => {
  const [plain, bold] = [await pdf.embedFont(StandardFonts.Helvetica), await pdf.embedFont(StandardFonts.HelveticaBold)]
  const wide = texts.every(isPlain) ? null : await embedWide(pdf)
  return { pdf, plain, bold, wide, at: pdf.addPage([page.width, page.height]), y: page.height - page.top }
}

const fontFor = ({ plain, wide }: Sheet, text: string): PDFFont => (wide && !isPlain(text) ? wide : plain)

const turnPage = (sheet: Sheet): void => {
  sheet.at = sheet.pdf.addPage([page.width, page.height])
  sheet.y = page.height - page.top
}

/** Goes to the next page unless so many points are left on this one. */
const keepTogether = (sheet: Sheet, height: number): void => {
  if (sheet.y - height < page.bottom) turnPage(sheet)
}

/** A word longer than the line (an address of the web) is cut where the line ends. */
const pieces = (word: string, font: PDFFont, size: number, width: number): string[] => {
  if (font.widthOfTextAtSize(word, size) <= width) return [word]
  const fits = Math.max(1, [...word].findIndex((_, i) => font.widthOfTextAtSize(word.slice(0, i + 1), size) > width))
  return [word.slice(0, fits), ...pieces(word.slice(fits), font, size, width)]
}

const linesOf = (text: string, font: PDFFont, size: number, width: number): string[] => {
  const lines: string[] = []
  let line = ''
  for (const word of printable(text).split(' ').flatMap((one) => pieces(one, font, size, width))) {
    const longer = line === '' ? word : `${line} ${word}`
    if (font.widthOfTextAtSize(longer, size) <= width) line = longer
    else {
      lines.push(line)
      line = word
    }
  }
  return [...lines, line]
}

/** The clauses are the same in every contract: where their lines end is found once. Only what is nobody's is kept here. */
const fixedLines = new Map<string, string[]>()
const fixedLinesOf = (text: string, font: PDFFont, size: number): string[] => {
  const key = `${font.name} ${size} ${text}`
  const lines = fixedLines.get(key) ?? linesOf(text, font, size, textWidth)
  fixedLines.set(key, lines)
  return lines
}

const drawLine = (sheet: Sheet, text: string, { size, font = sheet.plain, color = ink, left = 0 }: Style): void =>
  sheet.at.drawText(text, { x: page.left + left, y: sheet.y, size, font, color })

const writeLines = (sheet: Sheet, lines: readonly string[], style: Style): void => {
  for (const line of lines) {
    keepTogether(sheet, style.lead)
    sheet.y -= style.lead
    drawLine(sheet, line, style)
  }
}

const skip = (sheet: Sheet, points: number): void => void (sheet.y -= points)

const rule = (sheet: Sheet): void =>
  sheet.at.drawLine({
    start: { x: page.left, y: sheet.y },
    end: { x: page.width - page.right, y: sheet.y },
    thickness: 0.6,
    color: hairline,
  })

const write = (sheet: Sheet, text: string, style: Style): void => {
  const font = style.font ?? fontFor(sheet, text)
  writeLines(sheet, linesOf(text, font, style.size, style.width ?? textWidth - (style.left ?? 0)), { ...style, font })
}

/** A paragraph that every contract has, on the whole width. */
const writeFixed = (sheet: Sheet, text: string, style: Style): void => writeLines(sheet, fixedLinesOf(text, sheet.plain, style.size), style)

export const title = (sheet: Sheet, text: string, under: string): void => {
  sheet.at.drawRectangle({ x: page.left, y: sheet.y + 2, width: 28, height: 3, color: accent })
  skip(sheet, 8)
  write(sheet, text, { size: 20, lead: 24, font: sheet.bold })
  skip(sheet, 4)
  write(sheet, under, { size: 9.5, lead: 13, color: quiet })
  skip(sheet, 14)
}

export const heading = (sheet: Sheet, text: string): void => {
  keepTogether(sheet, 64)
  skip(sheet, 10)
  write(sheet, text, { size: 11, lead: 15, font: sheet.bold })
  skip(sheet, 3)
}

/** What some facts are of; stays with the first of them. */
export const subheading = (sheet: Sheet, text: string): void => {
  keepTogether(sheet, 56)
  write(sheet, text, { size: 9.5, lead: 14, font: fontFor(sheet, text) === sheet.plain ? sheet.bold : fontFor(sheet, text) })
  skip(sheet, 3)
}

export const paragraph = (sheet: Sheet, text: string): void => {
  writeFixed(sheet, text, { size: 9.5, lead: 13.4 })
  skip(sheet, 5)
}

export const small = (sheet: Sheet, text: string): void => {
  writeFixed(sheet, text, { size: 8.5, lead: 12, color: quiet })
  skip(sheet, 4)
}

/** Somebody's own words, in their paragraphs; nothing of them is kept here. */
export const ownWords = (sheet: Sheet, text: string): void => {
  for (const one of text.split(/\r\n|\r|\n/)) write(sheet, one, { size: 9.5, lead: 13.4 })
  skip(sheet, 8)
}

const labelWidth = 168

/** Of a value longer than that many lines, the rest may stand on the next page. */
const keptTogether = 12

/** A list of facts, its labels on the left, hairlines between; a value keeps its own lines. */
export const facts = (sheet: Sheet, rows: readonly { label: string; value: string }[]): void => {
  for (const { label, value } of rows) {
    const font = fontFor(sheet, value)
    const lines = value.split(/\r\n|\r|\n/).flatMap((one) => linesOf(one, font, 9.5, textWidth - labelWidth))
    keepTogether(sheet, Math.min(lines.length, keptTogether) * 13 + 8)
    const [first, top] = [sheet.at, sheet.y]
    write(sheet, label, { size: 9, lead: 13, color: quiet, width: labelWidth - 12 })
    const afterLabel = sheet.y
    sheet.y = top
    for (const line of lines) {
      keepTogether(sheet, 13)
      sheet.y -= 13
      drawLine(sheet, line, { size: 9.5, lead: 13, left: labelWidth, font })
    }
    sheet.y = (sheet.at === first ? Math.min(sheet.y, afterLabel) : sheet.y) - 5
    rule(sheet)
  }
  skip(sheet, 8)
}

export type TableColumn = { label: string; width: number; isRight?: boolean }

const tableCell = (sheet: Sheet, text: string, { width, isRight }: TableColumn, left: number, style: Style): void => {
  const font = style.font ?? fontFor(sheet, text)
  const shown = linesOf(text, font, style.size, width - 6)[0] ?? ''
  drawLine(sheet, shown, { ...style, font, left: isRight ? left + width - font.widthOfTextAtSize(shown, style.size) : left })
}

const tableRow = (sheet: Sheet, columns: readonly TableColumn[], cells: readonly string[], style: Style): void => {
  sheet.y -= style.lead
  columns.reduce((left, column, i) => {
    tableCell(sheet, cells[i] ?? '', column, left, style)
    return left + column.width
  }, 0)
}

/**
 * Rows under headings that come again on every page; figures on the right. Widths in points, all of them together at most 471. A cell is
 * one line.
 */
export const table = (sheet: Sheet, columns: readonly TableColumn[], rows: readonly (readonly string[])[]): void => {
  const headings = (): void => {
    tableRow(sheet, columns, columns.map(({ label }) => label), { size: 8.5, lead: 13, color: quiet })
    skip(sheet, 4)
    rule(sheet)
  }
  keepTogether(sheet, 40)
  headings()
  for (const cells of rows) {
    if (sheet.y - 14 < page.bottom) {
      turnPage(sheet)
      headings()
    }
    tableRow(sheet, columns, cells, { size: 9, lead: 13.5 })
  }
  skip(sheet, 10)
}

/** The reference and the number of the page, at the foot of each; `total`: where more pages are to follow, how many there will be. */
export const foot = (sheet: Pick<Sheet, 'pdf' | 'plain'>, text: string, first = 0, total = sheet.pdf.getPageCount()): void => {
  const all = sheet.pdf.getPages()
  all.forEach((one, i) => {
    if (i < first) return
    const number = `${i + 1} / ${total}`
    one.drawText(printable(text), { x: page.left, y: 40, size: 8, font: sheet.plain, color: quiet })
    one.drawText(number, {
      x: page.width - page.right - sheet.plain.widthOfTextAtSize(number, 8),
      y: 40,
      size: 8,
      font: sheet.plain,
      color: quiet,
    })
  })
}
