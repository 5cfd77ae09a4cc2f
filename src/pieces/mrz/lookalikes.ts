import { dictionary } from '#src/kernel/dictionary.ts'
import type { Layout, Span } from './layouts.ts'

/** Signs that readers take for each other: each letter and its digit. */
const twins = ['O0', 'I1', 'B8', 'S5', 'Z2', 'G6', 'A4'] as const

const toDigit: Record<string, string> = dictionary({
  Q: '0',
  D: '0',
  L: '1',
  ...Object.fromEntries(twins.map(([letter, digit]) => [letter, digit])),
})
const toLetter: Record<string, string> = Object.fromEntries(twins.map(([letter, digit]) => [digit, letter]))
const twinOf: Record<string, string> = Object.fromEntries(twins.flatMap(([letter, digit]) => [[letter, digit], [digit, letter]]))

const within = (line: string, from: number, to: number, table: Record<string, string>): string =>
  line.slice(0, from) + [...line.slice(from, to)].map((sign) => table[sign] ?? sign).join('') + line.slice(to)

const mapped = (lines: string[], spans: Span[], table: Record<string, string>): string[] =>
  lines.map((line, at) => spans.filter(([where]) => where === at).reduce((text, [, from, to]) => within(text, from, to, table), line))

/** The department within the number of an old French card: digits, but for Corsica, 2A and 2B. */
const department = (
  [first = '', second = '']: string[],
): string[] => [first, /^.{4}2[AB]/.test(second) ? second : within(second, 5, 6, toDigit)]

/** Where only a digit, or only a letter, can stand, its twin is that sign misread. */
export const byFormat = (lines: string[], layout: Layout): string[] => {
  const settled = mapped(mapped(lines, layout.digits, toDigit), layout.letters, toLetter)
  return layout.format === 'FR2x36' ? department(settled) : settled
}

/** Signs that one reading takes for each other, the filler at an end among them. */
export const areLookalikes = (one: string, other: string): boolean => twinOf[one] === other || /^(?:<[KC]|[KC]<)$/.test(one + other)

/** More than that is never proved by one digit, and would take long. */
const mostTwins = 12

/**
 * Every text that differs from this one by twins alone, this one included; null where there are too many. All of them, not the nearest
 * ones: with weights 7-3-1 two swaps often cancel out (and G for 6, ten apart, is never seen), so a short list would make a wrong
 * answer look like the only one (ocr.md §4.2).
 */
export const allTwins = (text: string): string[] | null => {
  const places = [...text].flatMap((sign, at) => (twinOf[sign] ? [at] : []))
  if (places.length > mostTwins) return null
  return places.reduce((found, at) => found.flatMap((one) => [one, within(one, at, at + 1, twinOf)]), [text])
}
