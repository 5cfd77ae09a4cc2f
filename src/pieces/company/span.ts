import type { Box } from '#src/platform/ocr.ts'
import type { FieldName, PieceField, Place } from '#src/pieces/piece.ts'
import { textOf, type Word } from './sheet.ts'

/** A printed value and the words it stands in. */
export type Span = { text: string; words: readonly Word[] }

export const spanOf = (words: readonly Word[]): Span => ({ words, text: textOf(words) })

/** The part of the words that a pattern finds, with whole words for its place. */
export const spanIn = (words: readonly Word[], pattern: RegExp): Span | null => {
  const found = pattern.exec(textOf(words))
  if (!found || found[0] === '') return null
  let at = 0
  const covered = words.filter(({ text }) => {
    const [from, to] = [at, at + text.length]
    at = to + 1
    return to > found.index && from < found.index + found[0].length
  })
  return { text: found[0].trim(), words: covered }
}

/** OCR ends a value with the rest of a frame or a colon; none of these belong to it. */
export const tidy = (text: string): string =>
  text.replace(/\s+/g, ' ').replace(/ ([,;)])/g, '$1').replace(/^[\s:;,.•·*–—-]+|[\s:;,•·–—-]+$/g, '').replace(/’/g, "'").trim()

const around = (boxes: Box[]): Box => [
  Math.min(...boxes.map((box) => box[0])),
  Math.min(...boxes.map((box) => box[1])),
  Math.max(...boxes.map((box) => box[2])),
  Math.max(...boxes.map((box) => box[3])),
]

const followsOn = (last: Word, word: Word): boolean =>
  word.page === last.page && word.x0 > last.x0 && Math.min(last.y1, word.y1) - Math.max(last.y0, word.y0) > 0

/** One box for each line on which the value stands. */
export const placesOf = (words: readonly Word[]): Place[] => {
  const lines: Word[][] = []
  for (const word of words) {
    const last = lines.at(-1)?.at(-1)
    if (last && followsOn(last, word)) lines.at(-1)?.push(word)
    else lines.push([word])
  }
  return lines.map((line) => ({ page: line[0]?.page ?? 1, box: around(line.map(({ box }) => box)) }))
}

/** The least certain of the words; null where one was not guessed at all. */
export const confidenceOf = (words: readonly Word[]): number | null => {
  const known = words.map(({ confidence }) => confidence)
  return known.length === 0 || known.includes(null) ? null : Math.min(...(known as number[]))
}

/** The last line of defence of every reader: an empty value is no field. */
export const fieldFrom = (name: FieldName, { text, words }: Span, normal: string | null, nth = 0): PieceField[] => {
  const value = tidy(text)
  if (!value) return []
  return [{ name, nth, value, normal, confidence: confidenceOf(words), places: placesOf(words), source: 'text' }]
}
