import { type Color, rgb } from 'pdf-lib'
import type { Day } from '#src/kernel/calendar.ts'
import { between, type Dice } from './seed.ts'
import { grey, type Ink, openSheet, put, type Sheet } from './sheet.ts'

/** A card on a sheet: places are points from its own top left corner, as one reads. */
export type Card = {
  width: number
  height: number
  text: (text: string, x: number, y: number, ink?: Ink) => void
  box: (x: number, y: number, width: number, height: number, colour: Color) => void
  disc: (x: number, y: number, radius: number, colour: Color) => void
  /** SVG path from that place. */
  path: (path: string, x: number, y: number, colour: Color) => void
}

const shapes = { card: { width: 374, height: 236 }, passport: { width: 374, height: 262 } }
export type Shape = keyof typeof shapes
const edge = 26

export const openCards = (title: string, day: Day, shape: Shape = 'card'): Promise<Sheet> => {
  const { width, height } = shapes[shape]
  const sides = shape === 'card' ? 2 : 1
  return openSheet({ title, day, size: [width + 2 * edge, sides * (height + edge) + edge + 14], margin: edge })
}

/** Fine waves all over, faint: a shadow of what protects a real card, and enough to trouble a reading a little. */
const waves = ({ page }: Sheet, x: number, top: number, { width, height }: { width: number; height: number }, roll: Dice): void => {
  const tint = rgb(0.8, 0.86, 0.93)
  for (let y = 8; y < height - 4; y += 9) {
    const swing = between(roll, 3, 7)
    const steps = Math.floor((width - 8) / 40)
    const path = Array.from({ length: steps }, (_, at) => `q 10 ${at % 2 ? swing : -swing} 20 0 q 10 ${at % 2 ? -swing : swing} 20 0`).join(
      ' ',
    )
    page.drawSvgPath(`M 0 0 ${path}`, { x: x + 4, y: top - y, borderColor: tint, borderWidth: 0.35 })
  }
}

export const card = (sheet: Sheet, position: number, colour: Color, roll: Dice, shape: Shape = 'card'): Card => {
  const { width, height } = shapes[shape]
  const top = sheet.page.getHeight() - edge - position * (height + edge)
  sheet.page.drawRectangle({ x: edge, y: top - height, width, height, color: colour, borderColor: grey, borderWidth: 0.8 })
  waves(sheet, edge, top, { width, height }, roll)
  return {
    width,
    height,
    text: (text, x, y, ink) => put(sheet, text, edge + x, top - y, ink),
    box: (x, y, w, h, fill) => sheet.page.drawRectangle({ x: edge + x, y: top - y - h, width: w, height: h, color: fill }),
    disc: (x, y, radius, fill) => sheet.page.drawCircle({ x: edge + x, y: top - y, size: radius, color: fill }),
    path: (path, x, y, fill) => sheet.page.drawSvgPath(path, { x: edge + x, y: top - y, color: fill }),
  }
}

/** Small grey label, the value in bold below. */
export const label = (face: Card, name: string, value: string, x: number, y: number): void => {
  face.text(name, x, y, { size: 5.6, colour: grey })
  face.text(value, x, y + 11, { size: 10, face: 'bold' })
}

export const lines = (face: Card, texts: string[], x: number, y: number, step: number): void =>
  texts.forEach((text, at) => face.text(text, x, y + at * step, { size: 9, face: 'bold' }))

/** Twelve stars round the country's letters. */
export const emblem = (face: Card, x: number, y: number): void => {
  face.box(x, y, 44, 28, rgb(0.1, 0.2, 0.55))
  for (let star = 0; star < 12; star++) {
    const angle = (star * Math.PI) / 6
    face.disc(x + 22 + 11 * Math.cos(angle), y + 14 + 11 * Math.sin(angle), 1.1, rgb(0.95, 0.85, 0.2))
  }
  face.text('FR', x + 16, y + 17.5, { size: 9, face: 'bold', colour: rgb(1, 1, 1) })
}

/** Nobody: a head and shoulders in grey. */
export const portrait = (face: Card, x: number, y: number, width: number, height: number): void => {
  face.box(x, y, width, height, rgb(0.82, 0.84, 0.86))
  face.disc(x + width / 2, y + height * 0.4, width * 0.24, rgb(0.55, 0.57, 0.6))
  face.path(`M 0 0 C ${width * 0.06} ${-height * 0.38} ${width * 0.94} ${-height * 0.38} ${width} 0 Z`, x, y + height, rgb(0.48, 0.5, 0.54))
}

/** The machine-readable zone along the lower edge, on a plain strip; Courier for want of OCR-B. */
export const zone = (face: Card, texts: string[], size: number): void => {
  const step = size * 1.45
  const strip = texts.length * step + 8
  face.box(1, face.height - strip - 4, face.width - 2, strip, rgb(0.97, 0.97, 0.97))
  const first = face.height - 12 - (texts.length - 1) * step
  texts.forEach((text, at) => face.text(text, (face.width - text.length * size * 0.6) / 2, first + at * step, { size, face: 'mono' }))
}
