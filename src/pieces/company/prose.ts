import { textOf, type Row, type Word } from './sheet.ts'
import type { Span } from './span.ts'

/** The page read on as sentences: one string, and which word stands where in it. */
export type Prose = { text: string; words: readonly Word[]; starts: readonly number[] }

export const proseOf = (rows: readonly Row[]): Prose => {
  const words = rows.flatMap(({ cells }) => cells.flatMap((cell) => cell.words))
  let at = 0
  const starts = words.map((word) => {
    const start = at
    at += word.text.length + 1
    return start
  })
  return { text: words.map(({ text }) => text).join(' ').replaceAll('’', "'"), words, starts }
}

/** The first group of a pattern in the running text, with the words it stands in. */
export const capture = ({ text, words, starts }: Prose, pattern: RegExp): Span | null => {
  const found = new RegExp(pattern.source, `${pattern.flags.replace('d', '')}d`).exec(text)
  const place = found?.indices?.[1]
  if (!found?.[1] || !place) return null
  const inside = words.filter((word, at) => (starts[at] ?? 0) < place[1] && (starts[at] ?? 0) + word.text.length > place[0])
  return { text: found[1], words: inside }
}

/** Every match, for people named one after the other. */
export const captures = (prose: Prose, pattern: RegExp): Span[] => {
  const all: Span[] = []
  let from = 0
  for (let round = 0; round < 20; round++) {
    const starts = prose.starts.map((start) => start - from)
    const found = capture({ ...prose, text: prose.text.slice(from), starts }, pattern)
    if (!found) break
    all.push(found)
    const last = found.words.at(-1)
    from = last ? (prose.starts[prose.words.indexOf(last)] ?? 0) + last.text.length : prose.text.length
  }
  return all
}

export const joined = (spans: readonly Span[]): Span => {
  const words = spans.flatMap((span) => [...span.words])
  return { words, text: textOf(words) }
}
