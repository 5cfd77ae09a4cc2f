import { normaliseName } from '#src/kernel/names.ts'

/**
 * Letters and digits only, without accents, capitals or blanks: OCR glues words together and takes them apart, so labels are compared so.
 */
export const squeeze = (text: string): string => normaliseName(text).replace(/[^a-z0-9]/g, '')

/** As `squeeze`, with one blank between words. */
export const plainWords = (text: string): string => normaliseName(text).replace(/[^a-z0-9]+/g, ' ').trim()

/** Where a comparison begins: at the text's beginning, each sign left out costing one, or anywhere in it for nothing. */
type Start = 'beginning' | 'anywhere'

/**
 * Last row of Levenshtein: the cost of the phrase against each beginning of the text. Null as soon as nothing within the limit can come of
 * it: most labels are given up after two letters, which is what makes it cheap to try them all everywhere.
 */
const lastRow = (phrase: string, text: string, start: Start, limit: number): Uint16Array | null => {
  const row = Uint16Array.from({ length: text.length + 1 }, (_, at) => (start === 'beginning' ? at : 0))
  for (let i = 0; i < phrase.length; i++) {
    const sign = phrase.charCodeAt(i)
    let diagonal = row[0]!
    let least = (row[0] = diagonal + 1)
    for (let at = 1; at <= text.length; at++) {
      const above = row[at]!
      const cost = Math.min(diagonal + (text.charCodeAt(at - 1) === sign ? 0 : 1), above + 1, row[at - 1]! + 1)
      row[at] = cost
      diagonal = above
      if (cost < least) least = cost
    }
    if (least > limit) return null
  }
  return row
}

/** Edits from one to the other; Infinity where they are more than the limit. */
export const distance = (a: string, b: string, limit = 30): number => lastRow(a, b, 'beginning', limit)?.at(-1) ?? Infinity

/** The beginning of the text that is the phrase but for what OCR is forgiven: how many edits away, and how long it is. */
export const nearestBeginning = (phrase: string, text: string): { edits: number; length: number } | null => {
  const limit = tolerance(phrase)
  const row = lastRow(phrase, text.slice(0, phrase.length + limit), 'beginning', limit)
  if (!row) return null
  const edits = Math.min(...row)
  return edits > limit ? null : { edits, length: row.lastIndexOf(edits) }
}

/** Whether the text has the phrase somewhere, but for what OCR is forgiven. */
export const hasInside = (phrase: string, text: string): boolean => {
  if (text.includes(phrase)) return true
  const limit = tolerance(phrase)
  return limit > 0 && (lastRow(phrase, text, 'anywhere', limit)?.some((edits) => edits <= limit) ?? false)
}

/** Edits that OCR is forgiven: none in three letters, one in six, two in ten, then a sixth. */
export const tolerance = (phrase: string): number => Math.floor(phrase.length < 12 ? phrase.length / 5 : phrase.length / 6)
