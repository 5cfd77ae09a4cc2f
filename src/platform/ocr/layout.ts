import type { Box, ReadWord } from './messages.ts'

/**
 * Words to text in reading order. PSM 11 gives "as much text as possible in no particular order" (and a PDF the order of its
 * drawing), so that a label and its value come apart; geometry puts them back on one row, the same way for both sources.
 */
type Row = ReadWord[]

const height = (box: Box): number => Math.max(1, box[3] - box[1])
const middle = (box: Box): number => (box[1] + box[3]) / 2
const overlap = (a: Box, b: Box): number => Math.min(a[3], b[3]) - Math.max(a[1], b[1])

/** Measured against the nearest word, not the row's mean: a photograph in perspective has rows that climb. */
const nearest = (row: Row, word: ReadWord): ReadWord => {
  const distance = (other: ReadWord): number => Math.max(other.box[0] - word.box[2], word.box[0] - other.box[2])
  return row.reduce((best, other) => (distance(other) < distance(best) ? other : best))
}

/** By overlap and not by middle: a hyphen, or a word without tall letters, sits lower or higher than its neighbours. */
const onRow = (row: Row, word: ReadWord): boolean => {
  const other = nearest(row, word).box
  return overlap(other, word.box) > 0.5 * Math.min(height(other), height(word.box))
}

/** Rows are filled from the top, so only the last few can still take a word. */
const openRows = 8

/** A frame's edge read as a bar spans many rows and would make one of them. */
const isBar = (word: ReadWord, usual: number): boolean => height(word.box) > 3 * usual && word.text.length <= 2

/** A line of a machine-readable zone stands alone: what shows beside it is the table under the card. */
const isZoneLine = ({ text }: ReadWord): boolean => /^[A-Z0-9<]{27,}$/.test(text) && text.includes('<')

const usualHeight = (words: ReadWord[]): number =>
  words.map(({ box }) => height(box)).sort((a, b) => a - b)[Math.floor(words.length / 2)] ?? 1

const rowsOf = (all: ReadWord[]): Row[] => {
  const rows: Row[] = []
  const usual = usualHeight(all)
  const words = all.filter((word) => !isBar(word, usual))
  for (const word of words.sort((a, b) => middle(a.box) - middle(b.box))) {
    const row = isZoneLine(word)
      ? undefined
      : rows.slice(-openRows).findLast((candidate) => !candidate.some(isZoneLine) && onRow(candidate, word))
    if (row) row.push(word)
    else rows.push([word])
  }
  return rows
}

const columnGap = '   '

const lineOf = (row: Row): string => {
  const words = [...row].sort((a, b) => a.box[0] - b.box[0])
  return words.reduce((line, word, index) => {
    const before = words[index - 1]
    if (!before) return word.text
    const gap = word.box[0] - before.box[2]
    return line + (gap > 1.5 * Math.max(height(word.box), height(before.box)) ? columnGap : ' ') + word.text
  }, '')
}

const top = (row: Row): number => row.reduce((sum, word) => sum + middle(word.box), 0) / row.length

export const textOf = (words: ReadWord[]): string => rowsOf(words).sort((a, b) => top(a) - top(b)).map(lineOf).join('\n')
