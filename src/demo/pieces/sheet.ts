import { type Color, PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from 'pdf-lib'
import { type Day, startOfParisDay } from '#src/kernel/calendar.ts'
import { printable } from './french.ts'

/** A document being written: where the pen stands, and what each of its pages carries at the foot. Lengths in points. */
export type Sheet = {
  doc: PDFDocument
  page: PDFPage
  fonts: Record<'plain' | 'bold' | 'serif' | 'serifBold' | 'italic' | 'mono', PDFFont>
  /** Baseline of the next line, from the bottom. */
  y: number
  margin: number
  footer: string
}
export type Face = keyof Sheet['fonts']
export type Ink = { size?: number; face?: Face; colour?: Color }

export const a4: [number, number] = [595.28, 841.89]
export const black = rgb(0.1, 0.1, 0.12)
export const grey = rgb(0.34, 0.34, 0.38)
export const pale = rgb(0.92, 0.93, 0.95)
export const blue = rgb(0.05, 0.2, 0.5)
export const red = rgb(0.75, 0.1, 0.15)

const note = 'SPÉCIMEN - document fictif établi pour une démonstration, sans valeur'

/** The clock is not asked: the same facts make the same bytes (pdf-lib seeds the rest by itself). */
const stamped = (doc: PDFDocument, day: Day, title: string): void => {
  const at = startOfParisDay(day)
  doc.setCreationDate(at)
  doc.setModificationDate(at)
  doc.setTitle(printable(title))
  doc.setProducer('Vigie')
  doc.setCreator('Vigie')
}

const embedFonts = async (doc: PDFDocument): Promise<Sheet['fonts']> => ({
  plain: await doc.embedFont(StandardFonts.Helvetica),
  bold: await doc.embedFont(StandardFonts.HelveticaBold),
  serif: await doc.embedFont(StandardFonts.TimesRoman),
  serifBold: await doc.embedFont(StandardFonts.TimesRomanBold),
  italic: await doc.embedFont(StandardFonts.TimesRomanItalic),
  mono: await doc.embedFont(StandardFonts.CourierBold),
})

type SheetOptions = { title: string; day: Day; size?: [number, number]; margin?: number; footer?: string }

export const openSheet = async ({ title, day, size = a4, margin = 56, footer = '' }: SheetOptions): Promise<Sheet> => {
  const doc = await PDFDocument.create({ updateMetadata: false })
  stamped(doc, day, title)
  const fonts = await embedFonts(doc)
  const page = doc.addPage(size)
  const sheet: Sheet = { doc, page, fonts, y: size[1] - margin, margin, footer }
  foot(sheet)
  return sheet
}

const foot = (sheet: Sheet): void => {
  put(sheet, note, sheet.margin, 20, { size: 6, colour: grey })
  put(sheet, sheet.footer, sheet.margin, 30, { size: 7, colour: grey })
}

export const turnPage = (sheet: Sheet): void => {
  const { width, height } = sheet.page.getSize()
  sheet.page = sheet.doc.addPage([width, height])
  sheet.y = height - sheet.margin
  foot(sheet)
}

export const widthOf = ({ fonts }: Sheet, text: string, { size = 10, face = 'plain' }: Ink = {}): number =>
  fonts[face].widthOfTextAtSize(printable(text), size)

/** At a place of the page, without moving the pen. */
export const put = (sheet: Sheet, text: string, x: number, y: number, { size = 10, face = 'plain', colour = black }: Ink = {}): void => {
  if (text) sheet.page.drawText(printable(text), { x, y, size, font: sheet.fonts[face], color: colour })
}

export const putRight = (sheet: Sheet, text: string, right: number, y: number, ink: Ink = {}): void =>
  put(sheet, text, right - widthOf(sheet, text, ink), y, ink)

export const innerWidth = ({ page, margin }: Sheet): number => page.getWidth() - 2 * margin

/** Makes sure that so much is left on the page. */
export const need = (sheet: Sheet, height: number): void => {
  if (sheet.y - height < 50) turnPage(sheet)
}

export const gap = (sheet: Sheet, height = 10): void => {
  sheet.y -= height
}

export const wrap = (sheet: Sheet, text: string, width: number, ink: Ink): string[] => {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1)
    if (line !== undefined && widthOf(sheet, `${line} ${word}`, ink) <= width) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines
}

export const save = async ({ doc }: Sheet): Promise<Buffer> => Buffer.from(await doc.save({ addDefaultPage: false }))
