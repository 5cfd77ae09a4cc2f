import type { Grey } from './grey.ts'
import type { Box } from './messages.ts'
import type { Recognised } from './tesseract.ts'
import { dirtIn, sharesOfChecks } from './zoneChecks.ts'
import { type Cut, cutZone, readCut, type Way } from './zoneCut.ts'
import { around, height, type Word, zoneOf } from './zoneWords.ts'

/** Tried in turn until every check digit verifies (ocr.md §4.2); some 0.2 s each, spent on the worst pictures only. */
const ways: Way[] = [
  { pitch: 18 },
  { pitch: 24, local: true, straighten: true },
  { pitch: 14 },
  { pitch: 20, straighten: true },
  { pitch: 20, blur: 1.5 },
  { pitch: 24 },
  { pitch: 30, blur: 1 },
]
/**
 * From then on it is enough that they verify once letters are taken for digits: no other way turned a B into an 8 that three had missed.
 */
const enoughWays = 3

const lengths = [30, 36, 44]
const middle = ({ box }: Word): number => (box[1] + box[3]) / 2

/** Fillers at the end of a line have no number of their own: Tesseract loses or doubles some. */
const wholeOf = (word: Word, length: number): Word => {
  const { text } = word
  if (text.length === length || !text.endsWith('<<')) return word
  const cut = text.slice(0, length)
  return /^<*$/.test(text.slice(length)) ? { ...word, text: cut.padEnd(length, '<') } : word
}

/** What each way made of the zone's first line, of its second… */
const slotsOf = (attempts: Word[][]): Word[][] => {
  const slots: Word[][] = []
  for (const word of attempts.flat()) {
    const slot = slots.find(([first]) => first && Math.abs(middle(first) - middle(word)) < 0.6 * height(first.box))
    if (slot) slot.push(word)
    else slots.push([word])
  }
  return slots.sort((a, b) => middle(a[0]!) - middle(b[0]!))
}

type Zone = { lines: Word[]; read: number; likely: number; dirt: number }
const none: Zone = { lines: [], read: -1, likely: -1, dirt: 0 }

const zoneFrom = (lines: Word[]): Zone => {
  const texts = lines.map(({ text }) => text)
  return { lines, ...sharesOfChecks(texts), dirt: dirtIn(texts) }
}
const isBetter = (a: Zone, b: Zone): boolean => (a.likely - b.likely || a.read - b.read || b.dirt - a.dirt) > 0

/** One line of each slot, every way to choose them (at most 7³). */
const choices = (slots: Word[][]): Word[][] =>
  slots.reduce<Word[][]>((chosen, slot) => chosen.flatMap((lines) => slot.map((line) => [...lines, line])), [[]])

const isZone = (lines: Word[]): boolean => lines.some(({ text }) => text.includes('<<'))

const different = (slot: Word[]): Word[] => slot.filter((word, at) => slot.findIndex(({ text }) => text === word.text) === at)

/** Those that were read at that length before those that had to be made so. */
const wholeLines = (slot: Word[], length: number): Word[] =>
  different([
    ...slot.filter(({ text }) => text.length === length),
    ...slot.map((word) => wholeOf(word, length)).filter(({ text }) => text.length === length),
  ])

/** The best zone of two or three neighbouring lines: the lines of different attempts may be put together, their signs may not. */
const bestOf = (attempts: Word[][]): Zone => {
  const slots = slotsOf(attempts).slice(0, 5)
  let best = none
  for (const length of lengths) {
    const whole = slots.map((slot) => wholeLines(slot, length))
    const count = length === 30 ? 3 : 2
    for (let from = 0; from + count <= whole.length; from++) {
      const chosen = choices(whole.slice(from, from + count)).filter(isZone).map(zoneFrom)
      best = chosen.reduce((first, next) => (isBetter(next, first) ? next : first), best)
    }
  }
  return best
}

/** Where no attempt gave whole lines, the first that gave any. */
const someOf = (attempts: Word[][]): Word[] => attempts.find((lines) => lines.length >= 2 && lines.length <= 3 && isZone(lines)) ?? []

const readLines = async (cut: Cut): Promise<Word[]> => {
  const attempts: Word[][] = []
  for (const way of ways) {
    attempts.push(await readCut(cut, way))
    const { lines, read, likely, dirt } = bestOf(attempts)
    if (dirt === 0 && (read === 1 || (likely === 1 && attempts.length >= enoughWays))) return lines
  }
  const { lines } = bestOf(attempts)
  return lines.length ? lines : someOf(attempts)
}

/** Its middle is in the zone or within half a line of it: what the full page made of the zone, or of its edge. */
const isReplaced = ({ box }: Word, lines: Word[]): boolean => {
  const [x0, y0, x1, y1] = around(lines) as Box
  const [x, y] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]
  const near = 0.5 * Math.min(...lines.map((line) => height(line.box)))
  return x >= x0 - 2 * near && x <= x1 + 4 * near && y >= y0 - near && y <= y1 + near
}

/** Reads the machine-readable zone again by itself, where there is one (ocr.md §4.1); its lines replace what the full page made of it. */
export const readZone = async (picture: Grey, { words, tilt }: Recognised): Promise<Word[]> => {
  const zone = zoneOf(words)
  if (zone.length === 0) return words
  const lines = await readLines(await cutZone(picture, tilt, zone))
  return lines.length ? [...words.filter((word) => !isReplaced(word, lines)), ...lines] : words
}
