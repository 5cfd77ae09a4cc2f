import type { Mrz } from '#src/pieces/piece.ts'
import { cut, layouts, type Layout, type Span } from './layouts.ts'

export type MrzNames = { family: string; given: string; isTruncated: boolean }

const words = (text: string): string => text.replace(/<+/g, ' ').trim()

/** `FAMILY<<GIVEN<GIVEN<<<`; what follows the given names is fillers, whatever was read there (ocr.md §4.2). */
const inOne = (text: string): MrzNames => {
  const [family = '', given = ''] = text.split('<<')
  return { family: words(family), given: words(given), isTruncated: !text.endsWith('<') }
}

/** On the French card of before 2021: 25 signs for the family name, 14 for the given names, which two fillers part. */
const inTwo = (family: string, given: string): MrzNames => ({
  family: words(family),
  given: words(given),
  isTruncated: !family.endsWith('<') || !given.endsWith('<'),
})

const layoutOf = ({ format }: Pick<Mrz, 'format'>): Layout => layouts.find((one) => one.format === format) as Layout

/** Names of a zone hold neither accents nor hyphens, and no digit protects them; `isTruncated` where they fill their place to its end. */
export const namesOf = (mrz: Pick<Mrz, 'format' | 'lines'>): MrzNames => {
  const { names, given } = layoutOf(mrz).spans
  return given ? inTwo(cut(mrz.lines, names as Span), cut(mrz.lines, given)) : inOne(cut(mrz.lines, names as Span))
}

/** Fillers read as K, C or E behind the given names: cut at the second `<<`, filled up again. */
export const tidyNames = (lines: string[], { spans, width }: Layout): string[] => {
  if (spans.given) return lines
  const [at, from] = spans.names as Span
  const line = lines[at] as string
  const found = /^[^<]+(?:<[^<]+)*<<[^<]+(?:<[^<]+)*(?=<<)/.exec(line.slice(from))
  return found ? lines.map((one, i) => (i === at ? (line.slice(0, from) + found[0]).padEnd(width, '<') : one)) : lines
}
