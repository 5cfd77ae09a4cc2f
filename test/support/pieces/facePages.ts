import type { ReadPage, ReadWord } from '#src/platform/ocr.ts'
import type { Face } from './faces.ts'

/** Words of one line set so large from (x, y) on; a letter is some 0.6 of its height wide, as in most prints. */
const wordsOf = (line: string, x: number, y: number, size: number, confidence: number): ReadWord[] => {
  const wide = size * 0.6
  return [...line.matchAll(/\S+/g)].map((found) => ({
    text: found[0],
    confidence,
    box: [x + found.index * wide, y, x + (found.index + found[0].length) * wide, y + size].map(Math.round) as ReadWord['box'],
  }))
}

const linesOf = (text: string, x: number, y: number, size: number, confidence: number): ReadWord[] =>
  text.split('\n').flatMap((line, at) => wordsOf(line, x, y + at * size * 1.2, size, confidence))

const itemWords = ({ label, value, x, y, beside, size = 24 }: Face['items'][number], confidence: number): ReadWord[] =>
  beside
    ? [...wordsOf(label, x, y, 20, confidence), ...linesOf(value, x + label.length * 12 + 14, y, size, confidence)]
    : [...wordsOf(label, x, y, 14, confidence), ...linesOf(value, x, y + 20, size, confidence)]

const rowsOf = (words: ReadWord[]): string => {
  const tops = [...new Set(words.map(({ box }) => box[1]))].sort((a, b) => a - b)
  return tops
    .map((top) => words.filter(({ box }) => box[1] === top).sort((a, b) => a.box[0] - b.box[0]).map(({ text }) => text).join(' '))
    .join('\n')
}

/** A face as reading would leave it, without drawing it: the words where they are printed, the zone line by line. */
export const pageOfFace = ({ width, height, titles, items, zone = [] }: Face, { page = 1, confidence = 92 } = {}): ReadPage => {
  const pitch = (width - 40) / Math.max(1, ...zone.map((line) => line.length))
  const zoneWords = zone.map((line, at): ReadWord => {
    const top = height - 16 - (zone.length - at) * 40
    return { text: line, confidence, box: [20, top, Math.round(20 + line.length * pitch), top + 28] }
  })
  const words = [
    ...titles.flatMap((title, at) => wordsOf(title, 30, 14 + at * 34, at ? 18 : 26, confidence)),
    ...items.flatMap((item) => itemWords(item, confidence)),
    ...zoneWords,
  ]
  return { page, width, height, source: 'ocr', text: rowsOf(words), confidence, words, codes: [], rotationDegrees: 0 }
}

/** Front and back, one page each. */
export const pagesOfFaces = (faces: readonly Face[], confidence = 92): ReadPage[] =>
  faces.map((face, at) => pageOfFace(face, { page: at + 1, confidence }))
