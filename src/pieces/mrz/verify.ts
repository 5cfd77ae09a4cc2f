import type { MrzCheckName } from '#src/pieces/piece.ts'
import { checkDigit } from './checkDigit.ts'
import { cut, type Layout, type Span } from './layouts.ts'

type Check = Layout['checks'][number]

/**
 * ICAO 9303-5 §4.2.2.2 and -6: a number of more than nine signs puts a filler for its digit and goes on in the optional data, the digit
 * last.
 */
const longNumberOf = (lines: readonly string[], layout: Layout): { text: string; digit: string } | null => {
  const { number, optional } = layout.spans
  if (!number || !optional || layout.format === 'TD3') return null
  const [line, , end] = number
  // it goes on only where its nine places are full
  const more = lines[line]?.[end] === '<' && !cut(lines, number).includes('<')
    ? /^([0-9A-Z]+)[0-9]<|^([0-9A-Z]+)[0-9]$/.exec(cut(lines, optional))
    : null
  if (!more) return null
  const rest = cut(lines, optional).split('<')[0] as string
  return { text: cut(lines, number) + rest.slice(0, -1), digit: rest.slice(-1) }
}

/** As it is printed, the fillers at its end left out. */
export const documentNumber = (lines: readonly string[], layout: Layout): string =>
  (longNumberOf(lines, layout)?.text ?? cut(lines, layout.spans.number as Span)).replace(/<+$/, '')

/** An empty personal number may have a filler for its digit. */
const isBlank = (text: string, digit: string): boolean => digit === '<' && /^<+$/.test(text)

export const isRight = (lines: readonly string[], layout: Layout, { name, of, digit: [line, at] }: Check): boolean => {
  const long = name === 'document_number' ? longNumberOf(lines, layout) : null
  if (long) return checkDigit(long.text) === long.digit
  const text = of.map((span) => cut(lines, span)).join('')
  const digit = lines[line]?.[at] ?? ''
  if (name === 'document_number' && /^<+$/.test(text)) return false
  return checkDigit(text) === digit || (name === 'personal_number' && isBlank(text, digit))
}

export const checksOf = (lines: readonly string[], layout: Layout): { name: MrzCheckName; isRight: boolean }[] =>
  layout.checks.map((check) => ({ name: check.name, isRight: isRight(lines, layout, check) }))
