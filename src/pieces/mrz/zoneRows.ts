import type { Box, ReadPage, ReadWord } from '#src/platform/ocr.ts'

/** A row of a page that may be a line of a zone. */
export type ZoneRow = { page: ReadPage; read: string; confidence: number | null; words: ReadWord[] }

const shortest = 27
const longest = 47
/** With blanks between its parts a line is a little longer; beyond that nobody looks. */
const mostRead = 120

/** A zone has no small letters: these few are fillers misread, any other says that the row is no zone's. */
const smallFillers = (text: string): string => (/[bdfghijlmnopqrtvwy]/.test(text) ? text : text.replace(/[aceu]/g, '<'))

/** Signs that fillers are taken for, and that no zone holds. */
const cleaned = (text: string): string =>
  smallFillers(text).replace(/\s+/g, '').replace(/[«»]/g, '<<').replace(/[‹›({[]/g, '<').toUpperCase().replace(/[^A-Z0-9<]/g, '')

/** A filler, or digits among capitals; of the second line of a card hardly anything else is left. */
const looksLikeZone = (text: string): boolean => text.length >= shortest && text.length <= longest && (text.match(/</g) ?? []).length >= 1

/** The words a row of the text is made of, in its order; each is used once. */
const wordsOf = (row: string, left: ReadWord[]): ReadWord[] =>
  row.split(/\s+/).flatMap((text) => {
    const at = left.findIndex((word) => word.text === text)
    return at < 0 ? [] : left.splice(at, 1)
  })

const leastConfident = (words: ReadWord[]): number | null => (words.length ? Math.min(...words.map((word) => word.confidence)) : null)

/** Rows from top to bottom. The OCR's own second look leaves a line as one word; where it found no zone, the parts are joined. */
export const zoneRowsOf = (page: ReadPage): ZoneRow[] =>
  page.text.split('\n').flatMap((row) => {
    const read = row.length <= mostRead ? cleaned(row) : ''
    const lone = row.split(/\s{3,}/).map(cleaned).find(looksLikeZone) ?? row.split(/\s+/).map(cleaned).find(looksLikeZone)
    if (!looksLikeZone(read) && !lone) return []
    const words = wordsOf(row, page.words.filter(({ text }) => row.includes(text)))
    const ofZone = lone ? words.filter(({ text }) => cleaned(text) === lone) : words
    return [{
      page,
      read: lone ?? read,
      words: ofZone.length ? ofZone : words,
      confidence: page.source === 'ocr' ? leastConfident(words) : null,
    }]
  })

export const boxAround = (words: ReadWord[]): Box => [
  Math.min(...words.map(({ box }) => box[0])),
  Math.min(...words.map(({ box }) => box[1])),
  Math.max(...words.map(({ box }) => box[2])),
  Math.max(...words.map(({ box }) => box[3])),
]

/** Beyond that a line lies so askew that a part of its box says nothing. */
const mostTilt = 12

/** The part of the row where these signs stand: the zone is printed in one pitch. */
export const boxOf = ({ page, read, words }: ZoneRow, from: number, to: number): Box | null => {
  if (words.length === 0) return null
  const [x0, y0, x1, y1] = boxAround(words)
  if (Math.abs(page.rotationDegrees) > mostTilt) return [x0, y0, x1, y1]
  const pitch = (x1 - x0) / Math.max(1, read.length)
  return [Math.round(x0 + from * pitch), y0, Math.round(Math.min(x1, x0 + to * pitch)), y1]
}
