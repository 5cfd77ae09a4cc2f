import { rgb } from 'pdf-lib'
import { black, blue, gap, grey, type Ink, innerWidth, need, pale, put, putRight, type Sheet, widthOf, wrap } from './sheet.ts'

/** Large letters stand further below the line before them. */
const rise = (sheet: Sheet, size: number): void => {
  sheet.y -= Math.max(0, size - 11) * 0.6
}

/** The things of which letters and extracts are made, each at the pen's place, moving it down. */
export const line = (sheet: Sheet, text: string, ink: Ink = {}): void => {
  const size = ink.size ?? 10
  need(sheet, size * 1.4)
  rise(sheet, size)
  put(sheet, text, sheet.margin, sheet.y, ink)
  sheet.y -= size * 1.4
}

export const centred = (sheet: Sheet, text: string, ink: Ink = {}): void => {
  const size = ink.size ?? 10
  rise(sheet, size)
  put(sheet, text, (sheet.page.getWidth() - widthOf(sheet, text, ink)) / 2, sheet.y, ink)
  sheet.y -= size * 1.5
}

export const paragraph = (sheet: Sheet, text: string, ink: Ink = {}): void => {
  for (const part of wrap(sheet, text, innerWidth(sheet), ink)) line(sheet, part, ink)
  gap(sheet, (ink.size ?? 10) * 0.5)
}

/** A band of grey with its heading, as on register extracts. */
export const section = (sheet: Sheet, text: string): void => {
  need(sheet, 60)
  gap(sheet, 8)
  sheet.page.drawRectangle({ x: sheet.margin, y: sheet.y - 4, width: innerWidth(sheet), height: 15, color: pale })
  put(sheet, text, sheet.margin + 5, sheet.y, { size: 9.5, face: 'bold', colour: blue })
  sheet.y -= 20
}

/** Never alone at the foot of a page. */
export const subheading = (sheet: Sheet, text: string): void => {
  need(sheet, 45)
  gap(sheet, 3)
  line(sheet, text, { size: 10, face: 'bold' })
  gap(sheet, 2)
}

/** Label on the left, value in its own column, both wrapped. Nothing at all for an empty value. */
export const field = (sheet: Sheet, label: string, value: string, column = 200): void => {
  if (!value) return
  const lines = wrap(sheet, value, innerWidth(sheet) - column, { size: 10, face: 'bold' })
  need(sheet, lines.length * 15)
  put(sheet, label, sheet.margin, sheet.y, { size: 9.5, colour: rgb(0.2, 0.2, 0.23) })
  for (const part of lines) {
    put(sheet, part, sheet.margin + column, sheet.y, { size: 10, face: 'bold' })
    sheet.y -= 15
  }
}

type Column = { title: string; width: number; right: boolean }
/** Title and width; 'right' for figures. */
export const columnsOf = (...columns: [title: string, width: number, side?: 'right'][]): Column[] =>
  columns.map(([title, width, side]) => ({ title, width, right: side === 'right' }))

const cell = (sheet: Sheet, text: string, x: number, { width, right }: Column, ink: Ink): void => {
  const shown = wrap(sheet, text, width - 8, ink)[0] ?? ''
  if (right) putRight(sheet, text, x + width - 4, sheet.y, ink)
  else put(sheet, shown === text || widthOf(sheet, text, ink) < width ? text : shown, x + 4, sheet.y, ink)
}

const row = (sheet: Sheet, columns: Column[], texts: string[], ink: Ink, shaded: boolean): void => {
  need(sheet, 18)
  const width = columns.reduce((sum, column) => sum + column.width, 0)
  sheet.page.drawRectangle({
    x: sheet.margin,
    y: sheet.y - 5,
    width,
    height: 17,
    borderColor: grey,
    borderWidth: 0.5,
    ...(shaded ? { color: pale } : {}),
  })
  let x = sheet.margin
  columns.forEach((column, at) => {
    cell(sheet, texts[at] ?? '', x, column, ink)
    x += column.width
  })
  sheet.y -= 17
}

export const table = (sheet: Sheet, columns: Column[], rows: string[][]): void => {
  gap(sheet, 4)
  row(sheet, columns, columns.map((column) => column.title), { size: 8.5, face: 'bold' }, true)
  for (const texts of rows) row(sheet, columns, texts, { size: 9 }, false)
  gap(sheet, 8)
}

export const rule = (sheet: Sheet): void => {
  const { margin, y } = sheet
  sheet.page.drawLine({ start: { x: margin, y }, end: { x: margin + innerWidth(sheet), y }, thickness: 0.8, color: grey })
  sheet.y -= 14
}

/** A flourish above a name. Nobody's signature. */
export const signature = (sheet: Sheet, name: string, x = sheet.margin + 260): void => {
  need(sheet, 70)
  gap(sheet, 20)
  const wave = [...name].slice(0, 9).map((sign, at) => `q 6 ${-10 + (sign.charCodeAt(0) % 18)} 12 ${at % 2 ? 3 : -3}`).join(' ')
  sheet.page.drawSvgPath(`M 0 0 ${wave}`, { x, y: sheet.y, borderColor: rgb(0.1, 0.15, 0.45), borderWidth: 1.1 })
  sheet.y -= 24
  put(sheet, name, x, sheet.y, { size: 9.5, colour: black })
  sheet.y -= 16
}
