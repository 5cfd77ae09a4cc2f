import sharp from 'sharp'
import type { Box } from './messages.ts'
import { recogniseZone, type Recognised } from './tesseract.ts'
import { shareOfChecks } from './zoneChecks.ts'

type Word = Recognised['words'][number]

/** A machine-readable zone has lines of 30, 36 or 44 characters; a few are lost or doubled in reading. */
const shortest = 27
const longest = 47

const height = (box: Box): number => box[3] - box[1]
const compact = (row: Word[]): string => row.map((word) => word.text).join('').replace(/[^A-Za-z0-9<«]/g, '')

const around = (words: Word[]): Box => [
  Math.min(...words.map((word) => word.box[0])), Math.min(...words.map((word) => word.box[1])),
  Math.max(...words.map((word) => word.box[2])), Math.max(...words.map((word) => word.box[3])),
]

const rows = (words: Word[]): Word[][] => {
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

const zoneOf = (words: Word[]): Word[] => {
  const all = rows(words)
  const sure = all.filter(isZoneLine)
  return all.filter((row) => sure.includes(row) || sure.some((line) => isNeighbour(line, row))).flat()
}

const inside = ({ box }: Word, [x0, y0, x1, y1]: Box): boolean => {
  const [x, y] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]
  return x >= x0 && x <= x1 && y >= y0 && y <= y1
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
const pitchOf = (zone: Word[]): number => Math.min(...rows(zone).filter(isZoneLine).map(spacing))

/** Where to look again: the lines that are there, as wide as they ought to be, and a little around. */
const bandOf = (zone: Word[]): Box => {
  const [x0, y0, x1, y1] = around(zone)
  const pad = 0.6 * Math.max(...zone.map((word) => height(word.box)))
  return [x0 - pad, y0 - pad, Math.max(x1, ...rows(zone).filter(isZoneLine).map((row) => around(row)[0] + fullWidth(row))) + pad, y1 + pad]
}

type Crop = { picture: Buffer; left: number; top: number; pitch: number }
const frame = 12

/** Cut from the picture as Tesseract saw it: straightened about its centre. */
const crop = async (picture: Buffer, tilt: number, zone: Word[]): Promise<Crop> => {
  const { width, height: tall } = await sharp(picture).metadata()
  const { data, info } = await sharp(picture).rotate((tilt * 180) / Math.PI, { background: 'white' }).png({ compressionLevel: 1 })
    .toBuffer({ resolveWithObject: true })
  const [dx, dy] = [Math.round((info.width - width) / 2), Math.round((info.height - tall) / 2)]
  const [x0, y0, x1, y1] = bandOf(zone)
  const [left, top] = [Math.max(0, Math.floor(x0)), Math.max(0, Math.floor(y0))]
  const region = { left: left + dx, top: top + dy, width: Math.min(width, Math.ceil(x1)) - left, height: Math.min(tall, Math.ceil(y1)) - top }
  return { picture: await sharp(data).extract(region).png().toBuffer(), left, top, pitch: pitchOf(zone) }
}

const lineOf = (row: Word[], { left, top }: Crop, scale: number): Word => {
  const [x0, y0, x1, y1] = around(row).map((side) => (side - frame) / scale) as Box
  const text = row.map((word) => word.text).join('').replace(/[^A-Z0-9<]/g, '')
  return { text, confidence: Math.min(...row.map((word) => word.confidence)), box: [x0 + left, y0 + top, x1 + left, y1 + top] }
}

/** Reads the cut with its signs at so many pixels from one to the next. */
const readAt = async (cut: Crop, pitch: number): Promise<Word[]> => {
  const { width } = await sharp(cut.picture).metadata()
  const scale = Math.min(3, pitch / cut.pitch)
  const scaled = await sharp(cut.picture).resize({ width: Math.max(1, Math.round(width * scale)) })
    .extend({ top: frame, bottom: frame, left: frame, right: frame, background: 'white' }).png().toBuffer()
  return rows((await recogniseZone(scaled)).words).map((row) => lineOf(row, cut, scale))
    .filter(({ text }) => text.length >= shortest && text.length <= longest)
}

const isZone = (lines: Word[]): boolean => lines.length >= 2 && lines.length <= 3 && lines.some(({ text }) => text.includes('<<'))

const pitches = [18, 24, 14]

/** Several sizes, until the check digits of one verify (ocr.md §4.2); else the one that verifies most, the first of equals. */
const bestOf = async (cut: Crop): Promise<Word[]> => {
  let best: { lines: Word[]; share: number } = { lines: [], share: -1 }
  for (const pitch of pitches) {
    const lines = await readAt(cut, pitch)
    const share = isZone(lines) ? shareOfChecks(lines.map(({ text }) => text)) : -1
    if (share > best.share) best = { lines, share }
    if (share === 1) break
  }
  return best.lines
}

/** Reads the machine-readable zone again by itself, where there is one (ocr.md §4.1); its lines replace what the full page made of it. */
export const readZone = async (picture: Buffer, { words, tilt }: Recognised): Promise<Word[]> => {
  const zone = zoneOf(words)
  if (zone.length === 0) return words
  const lines = await bestOf(await crop(picture, tilt, zone))
  return lines.length ? [...words.filter((word) => !inside(word, around(lines))), ...lines] : words
}
