import type { Box } from './messages.ts'
import type { Recognised } from './tesseract.ts'

export type Word = Recognised['words'][number]

/** A machine-readable zone has lines of 30, 36 or 44 characters; a few are lost or doubled in reading. */
export const shortest = 27
export const longest = 47

export const height = (box: Box): number => box[3] - box[1]
const compact = (row: Word[]): string => row.map((word) => word.text).join('').replace(/[^A-Za-z0-9<«]/g, '')

export const around = (words: Word[]): Box => [
  Math.min(...words.map((word) => word.box[0])),
  Math.min(...words.map((word) => word.box[1])),
  Math.max(...words.map((word) => word.box[2])),
  Math.max(...words.map((word) => word.box[3])),
]

export const rows = (words: Word[]): Word[][] => {
  const found: Word[][] = []
  for (const word of [...words].sort((a, b) => a.box[1] + a.box[3] - b.box[1] - b.box[3])) {
    const row = found.at(-1)
    const last = row?.at(-1)?.box
    if (row && last && Math.abs(last[1] + last[3] - word.box[1] - word.box[3]) < height(word.box)) row.push(word)
    else found.push([word])
  }
  return found.map((row) => row.sort((a, b) => a.box[0] - b.box[0]))
}

/** Nothing else on a page is one long run of capitals and digits with fillers, or with digits in the middle of letters. */
const isZoneLine = (row: Word[]): boolean => {
  const text = compact(row)
  if (text.length < shortest - 5 || text.length > longest + 5 || row.length > 6) return false
  const fillers = text.replace(/[^<«]/g, '').length
  return fillers >= 4 || (fillers >= 1 && /^[A-Z0-9<«]+$/.test(text) && (text.match(/\d/g) ?? []).length >= 6)
}

/** The next line of the zone: as wide, and no more than a line's distance away. It may have been misread beyond recognition. */
const isNeighbour = (line: Word[], other: Word[]): boolean => {
  const [a, b] = [around(line), around(other)]
  const tall = Math.min(height(a), height(b))
  const apart = Math.max(b[1] - a[3], a[1] - b[3])
  return apart < 2 * tall && Math.abs(a[0] - b[0]) < 3 * tall && (b[2] - b[0]) > 0.6 * (a[2] - a[0]) && compact(other).length >= 15
}

export const zoneOf = (words: Word[]): Word[] => {
  const all = rows(words)
  const sure = all.filter(isZoneLine)
  return all.filter((row) => sure.includes(row) || sure.some((line) => isNeighbour(line, row))).flat()
}

/** Of a line that has so many characters left; a passport's begins with P. */
const usualLength = (text: string): number => (text.startsWith('P') || text.length > 37 ? 44 : text.length > 31 ? 36 : 30)

const spacing = (row: Word[]): number => {
  const [x0, , x1] = around(row)
  return (x1 - x0) / compact(row).length
}

/** The full page loses fillers at the end of a line: the line is as wide as its usual length. */
const fullWidth = (row: Word[]): number => spacing(row) * Math.max(compact(row).length, usualLength(compact(row)))

/** Pixels from one sign to the next: the zone is printed in one pitch. */
export const pitchOf = (zone: Word[]): number => Math.min(...rows(zone).filter(isZoneLine).map(spacing))

/** Where to look again: the lines that are there, as wide as they ought to be, and a little around. */
export const bandOf = (zone: Word[]): Box => {
  const [x0, y0, x1, y1] = around(zone)
  const pad = 0.6 * Math.max(...zone.map((word) => height(word.box)))
  return [x0 - pad, y0 - pad, Math.max(x1, ...rows(zone).filter(isZoneLine).map((row) => around(row)[0] + fullWidth(row))) + pad, y1 + pad]
}
