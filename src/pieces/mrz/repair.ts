import { cut, type Layout, type Span } from './layouts.ts'
import { allTwins, areLookalikes, byFormat } from './lookalikes.ts'
import { isRight } from './verify.ts'

export type Repaired = { lines: string[]; isAmbiguous: boolean }
/** What stands elsewhere on the piece, printed for people: is this number there, and which words may be numbers? */
export type Printed = { has: (text: string) => boolean; words: string[] }
type Check = Layout['checks'][number]

const isLong = (lines: string[], { number, optional }: Layout['spans']): boolean => {
  const [line, , end] = number as Span
  return optional !== undefined && lines[line]?.[end] === '<' && /[0-9A-Z]/.test(cut(lines, optional)[0] ?? '')
}

/** What the digit protects and may hold letters as well as digits; dates hold digits alone and were settled by format. */
const freeSpans = (lines: string[], { spans, format }: Layout, { name }: Check): Span[] => {
  if (name === 'document_number' || name === 'issue')
    return [spans.number as Span, ...(isLong(lines, spans) ? [spans.optional as Span] : [])]
  if (name === 'personal_number') return [spans.personal as Span]
  if (name !== 'composite' || format === 'TD3') return []
  return [spans.optional, spans.personal, spans.office].filter((span) => span !== undefined)
}

const put = (lines: string[], spans: Span[], text: string): string[] => {
  let from = 0
  return spans.reduce((all, [line, start, end]) => {
    const part = text.slice(from, from += end - start)
    return all.map((one, at) => (at === line ? one.slice(0, start) + part + one.slice(end) : one))
  }, lines)
}

/** Every French passport's since 2006. */
const frenchPassport = /^\d{2}[A-Z]{2}\d{5}$/
const hasForm = (lines: string[], { format, spans }: Layout, { name }: Check): boolean =>
  name === 'document_number' && format === 'TD3' && cut(lines, spans.issuer as Span) === 'FRA' &&
  frenchPassport.test(cut(lines, spans.number as Span))

/** Most countries number with a letter or two, then digits: no reading puts a letter in the midst of those. */
const regular = /^[A-Z]{0,2}\d{4,}<*$/
const isLikely = (text: string, read: string): boolean => !regular.test(read) || regular.test(text)

type Question = { lines: string[]; layout: Layout; check: Check; spans: Span[]; printed: Printed }
const textIn = (lines: string[], spans: Span[]): string => spans.map((span) => cut(lines, span)).join('')

const differing = (a: string, b: string): number[] => [...a].flatMap((sign, at) => (sign === b[at] ? [] : [at]))

/** Printed words that hardly differ, and verify. At their end a filler may have been read as a letter, or the reverse. */
const printedNear = ({ lines, layout, check, spans, printed }: Question, isNear: (word: string, read: string) => boolean): string[] => {
  const read = textIn(lines, spans)
  const full = [...new Set(printed.words)].filter(({ length }) => length <= read.length).map((word) => word.padEnd(read.length, '<'))
  return full.filter((word) => word !== read && isNear(word, read) && isRight(put(lines, spans, word), layout, check))
}

/** A letter for a digit or the reverse, once or twice: readers do that. Forgers put a digit for a digit, and that is never taken back. */
const isMisread = (word: string, read: string): boolean => {
  const places = differing(word, read)
  return /\d/.test(word) && places.length <= 2 && places.every((at) => /\d/.test(word[at] as string) !== /\d/.test(read[at] as string))
}

/** The texts that differ from the one read by lookalikes, or by what is printed, and verify. Null: too many to look through. */
const answersTo = (question: Question): string[][] | null => {
  const { lines, layout, check, spans } = question
  const read = textIn(lines, spans)
  const stays = (some: string[]): boolean => byFormat(some, layout).every((line, at) => line === some[at])
  const twins = allTwins(read)?.slice(1).filter((text) => isLikely(text, read))
  if (!twins) return null
  return [...new Set([...twins, ...printedNear(question, isMisread)])]
    .map((text) => put(lines, spans, text))
    .filter((some) => isRight(some, layout, check) && stays(some))
}

/** The one of these that something else proves: it is printed on the piece, or alone has the form that such a number always has. */
const proved = (answers: string[][], { layout, check, spans, printed }: Question): string[] | null => {
  const seen = answers.filter((some) => spans.every((span) => printed.has(cut(some, span).replace(/<+$/, ''))))
  const found = seen.length > 0 ? seen : answers.filter((some) => hasForm(some, layout, check))
  return found.length === 1 ? (found[0] as string[]) : null
}

/** Hardly differs, or by nothing but lookalikes, however many. */
const isLookalike = (word: string, read: string): boolean => {
  const places = differing(word, read)
  return places.length * 2 <= read.length + 1 || places.every((at) => areLookalikes(word[at] as string, read[at] as string))
}

/** The zone verifies, and so does another number that is printed and may be the same: swaps that cancelled out, in one of the two. */
const hasRival = (question: Question): boolean => printedNear(question, isLookalike).length > 0

/**
 * One digit of ten proves little by itself: of eight texts that differ by lookalikes, one verifies more often than not, and a digit that
 * a forger altered would be "corrected" into a number that passes. So the answer must also be printed on the piece, or be of the form.
 */
const repairOne = (question: Question): Repaired => {
  const { lines, layout, check, spans, printed } = question
  if (spans.length === 0 || hasForm(lines, layout, check)) return { lines, isAmbiguous: false }
  if (isRight(lines, layout, check)) {
    const read = textIn(lines, spans).replace(/<+$/, '')
    // fillers alone are no number misread: among the words of a card one verifies by chance
    return { lines, isAmbiguous: read !== '' && !printed.has(read) && hasRival(question) }
  }
  const answers = answersTo(question)
  const answer = proved(answers ?? [], question)
  return answer ? { lines: answer, isAmbiguous: false } : { lines, isAmbiguous: answers === null || answers.length > 0 }
}

/** The composite comes last: while a digit it covers is wrong, its own proves nothing. */
export const repair = (lines: string[], layout: Layout, printed: Printed): Repaired => {
  let repaired: Repaired = { lines, isAmbiguous: false }
  for (const check of layout.checks) {
    const others = layout.checks.filter(({ name }) => name !== 'composite')
    if (check.name === 'composite' && !others.every((one) => isRight(repaired.lines, layout, one))) break
    const next = repairOne({ lines: repaired.lines, layout, check, spans: freeSpans(repaired.lines, layout, check), printed })
    repaired = { lines: next.lines, isAmbiguous: repaired.isAmbiguous || next.isAmbiguous }
  }
  return repaired
}
