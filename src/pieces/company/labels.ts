import { nearestBeginning, squeeze, tolerance } from './fold.ts'
import { cellOf, type Cell, type Row, type Word } from './sheet.ts'
import { type Span, spanOf, tidy } from './span.ts'

/** What a label announces; `null` for labels that are known only so that they are not taken for a value. */
export type Label<Name extends string> = { name: Name | null; phrases: readonly string[] }
/** A label found: the words of its cell that come after it are in `rest`. */
export type Hit<Name extends string> = { name: Name | null; cell: Cell; phrase: string; at: number; rest: Word[]; hasColon: boolean }

const endsWithColon = (word: Word | undefined): boolean => word?.text.endsWith(':') ?? false

const folded = new Map<string, string>()
/** The labels are the same few hundred for every page. */
const foldedPhrase = (phrase: string): string => {
  const known = folded.get(phrase) ?? squeeze(phrase)
  folded.set(phrase, known)
  return known
}

/** How many words the squeezed beginning of that length covers, and how long these are. */
const wordsCovered = (words: readonly Word[], length: number): [count: number, letters: number] => {
  let letters = 0
  const last = words.findIndex(({ key }) => (letters += key.length) >= length)
  return [last + 1, letters]
}

type Found = { phrase: string; edits: number; covered: number }

/** The phrase at the beginning of the words; it ends where a word ends, give or take what OCR adds. */
const phraseAt = (words: readonly Word[], text: string, phrase: string): Found | null => {
  const found = nearestBeginning(phrase, text)
  if (!found) return null
  const [covered, letters] = wordsCovered(words, found.length)
  return letters - found.length > 1 + tolerance(phrase) ? null : { phrase, edits: found.edits, covered }
}

const better = (a: Found | null, b: Found | null): Found | null => {
  if (!a || !b) return a ?? b
  return b.phrase.length - 2 * b.edits > a.phrase.length - 2 * a.edits ? b : a
}

const bestAt = <Name extends string>(words: readonly Word[], labels: readonly Label<Name>[]): (Found & { name: Name | null }) | null => {
  let best: (Found & { name: Name | null }) | null = null
  const text = words.slice(0, 14).map(({ key }) => key).join('')
  for (const { name, phrases } of labels) {
    const found = phrases.reduce<Found | null>((so, phrase) => better(so, phraseAt(words, text, foldedPhrase(phrase))), null)
    if (found && better(best, found) === found) best = { ...found, name }
  }
  return best
}

/** In the middle of a cell a label must say so by a colon: « N° client : 12 N° de compte : 34 ». */
const hitsIn = <Name extends string>(cell: Cell, labels: readonly Label<Name>[]): Hit<Name>[] => {
  const hits: Hit<Name>[] = []
  for (let at = 0; at < cell.words.length; at++) {
    const words = cell.words.slice(at)
    if (at > 0 && !words.slice(0, 10).some(endsWithColon)) continue
    const found = bestAt(words, labels)
    if (!found) continue
    const colon = words.findIndex((word, index) => index >= found.covered - 1 && index <= found.covered + 3 && endsWithColon(word))
    if (at > 0 && colon !== found.covered - 1 && colon !== found.covered) continue
    const isParenthesis = colon >= found.covered && /^[(]/.test(words[found.covered]?.text ?? '')
    const from = colon >= 0 && (colon <= found.covered || isParenthesis) ? colon + 1 : found.covered
    hits.push({ name: found.name, cell, phrase: found.phrase, at, rest: words.slice(from), hasColon: colon >= 0 && from === colon + 1 })
    at += from - 1
  }
  return hits.map((hit, index) => {
    const next = hits[index + 1]
    return next ? { ...hit, rest: hit.rest.filter((word) => cell.words.indexOf(word) < next.at) } : hit
  })
}

/** Labels of every row in reading order. */
export const labelsIn = <Name extends string>(rows: readonly Row[], labels: readonly Label<Name>[]): Hit<Name>[] =>
  rows.flatMap(({ cells }) => cells.flatMap((cell) => hitsIn(cell, labels)))

/** « (International Bank Account Number) » after IBAN explains the label. */
const isExplanation = (words: readonly Word[]): boolean => /^[([]/.test(words[0]?.text ?? '') || /^(of|or|\/)$/.test(words[0]?.text ?? '')

const ownRest = ({ rest, cell }: Hit<string>): Cell | null =>
  rest.some(({ text }) => squeeze(text)) && !isExplanation(rest) ? cellOf(rest, cell.row) : null

const rightOf = ({ cell }: Hit<string>, isLabel: (cell: Cell) => boolean): Cell | null => {
  const next = cell.row.cells[cell.row.cells.indexOf(cell) + 1]
  return next && !isLabel(next) ? next : null
}

const sharesColumn = (cell: Cell, other: Cell): boolean =>
  Math.abs(other.x0 - cell.x0) < 2 * cell.height ||
  (other.x0 < cell.x1 && other.x1 > cell.x0 && Math.abs(other.x0 - cell.x0) < 6 * cell.height)

const belowOf = ({ cell }: Hit<string>, rows: readonly Row[], isLabel: (cell: Cell) => boolean): Cell | null => {
  const from = rows.indexOf(cell.row)
  const near = rows
    .slice(from + 1, from + 4)
    .filter(({ page }) => page === cell.row.page)
    .flatMap(({ cells }) => cells)
    .filter((other) => other.y0 - cell.y1 < 3 * Math.max(cell.height, other.height) && sharesColumn(cell, other))
  return near[0] && !isLabel(near[0]) ? near[0] : null
}

/** Where the value of a label may stand, the likeliest first: behind it, right of it, below it. */
export const candidates = (hit: Hit<string>, rows: readonly Row[], isLabel: (cell: Cell) => boolean): Cell[] => {
  const [own, right, below] = [ownRest(hit), rightOf(hit, isLabel), belowOf(hit, rows, isLabel)]
  return [own, right, below].filter((cell): cell is Cell => cell !== null)
}

const town = /^\d{5} +\p{L}/u
/** Where a label and its street stand on one line of running text, the town begins at the edge of that line. */
const isItsTown = (next: Cell, { row, text }: Cell): boolean =>
  row.cells.length === 1 && town.test(next.text) && !/(?<!\d)\d{5}(?!\d)/.test(text) &&
  Math.abs(next.x0 - (row.cells[0]?.x0 ?? 0)) < 1.2 * next.height

/** A value that was wrapped: the lines below that begin where it begins, with nothing but air left of them. */
export const wrapped = (cell: Cell, rows: readonly Row[], isLabel: (cell: Cell) => boolean, most = 2): Span => {
  const words = [...cell.words]
  let last = cell
  for (const row of rows.slice(rows.indexOf(cell.row) + 1).slice(0, most)) {
    const next = row.cells.find((one) => Math.abs(one.x0 - cell.x0) < 1.2 * cell.height || (last === cell && isItsTown(one, cell)))
    const isClose = next && row.page === last.row.page && next.y0 - last.y1 < 0.95 * last.height && next.height < 1.4 * last.height
    if (!next || !isClose || isLabel(next) || row.cells[0] !== next && row.cells.some((other) => other.x1 < next.x0 && isLabel(other)))
      break
    words.push(...next.words)
    last = next
  }
  return { ...spanOf(words), text: tidy(spanOf(words).text) }
}
