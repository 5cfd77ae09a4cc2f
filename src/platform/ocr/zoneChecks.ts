import { dictionary } from '#src/kernel/dictionary.ts'

/** A check digit of a machine-readable zone: the spans it covers, [line, from, to), and where it stands. */
type Span = [line: number, from: number, to: number]
type Check = { spans: Span[]; digit: [line: number, at: number] }

const one = (line: number, from: number, to: number): Check => ({ spans: [[line, from, to]], digit: [line, to] })

/** ICAO 9303 parts 5, 6 and 4; the last of each covers the others. Part 4 lets an empty personal number go without its digit. */
const checksOf: Record<string, Check[]> = dictionary({
  '3x30': [one(0, 5, 14), one(1, 0, 6), one(1, 8, 14), { spans: [[0, 5, 30], [1, 0, 7], [1, 8, 15], [1, 18, 29]], digit: [1, 29] }],
  '2x36': [one(1, 0, 9), one(1, 13, 19), one(1, 21, 27), { spans: [[1, 0, 10], [1, 13, 20], [1, 21, 35]], digit: [1, 35] }],
  '2x44': [one(1, 0, 9), one(1, 13, 19), one(1, 21, 27), one(1, 28, 42), { spans: [[1, 0, 10], [1, 13, 20], [1, 21, 43]], digit: [1, 43] }],
})
/** The French card of before 2021: two lines of 36 of its own. */
const frenchChecks: Check[] = [one(1, 0, 12), one(1, 27, 33), { spans: [[0, 0, 36], [1, 0, 35]], digit: [1, 35] }]

const weights = [7, 3, 1]
const valueOf = (sign: string): number => (sign === '<' ? 0 : parseInt(sign, 36))
const digitOf = (text: string): string =>
  String([...text].reduce((sum, sign, at) => sum + valueOf(sign) * (weights[at % 3] as number), 0) % 10)

/**
 * Letters taken for the digits they look like. A check digit is never a letter: what reads them so is no worse than what reads them right.
 */
const looksLike: Record<string, string> = dictionary({ O: '0', Q: '0', D: '0', I: '1', L: '1', Z: '2', S: '5', G: '6', B: '8' })
const asDigit = (sign: string | undefined): string | undefined => (sign === undefined ? sign : (looksLike[sign] ?? sign))

/**
 * With `read`, the digit as it was read; without, as it was probably printed. The spans are as they were read, but for the digits in them.
 */
const holds = (lines: string[], read: boolean) => ({ spans, digit: [line, at] }: Check): boolean => {
  const covered = spans.map(([on, from, to]) => (lines[on] ?? '').slice(from, to)).join('')
  const printed = read ? lines[line]?.[at] : asDigit(lines[line]?.[at])
  return digitOf(covered) === printed || (printed === '<' && /^<+$/.test(covered))
}

/** Where only a digit can stand. */
const withDigits = (lines: string[], checks: Check[]): string[] =>
  checks.reduce(
    (all, { digit: [line, at] }) =>
      all.map((text, on) => (on === line ? text.slice(0, at) + asDigit(text[at]) + text.slice(at + 1) : text)),
    lines,
  )

const checksFor = (lines: string[]): Check[] => {
  const shape = `${lines.length}x${lines.at(-1)?.length ?? 0}`
  if (lines.some((line) => line.length !== lines[0]?.length)) return []
  return (shape === '2x36' && lines[0]?.startsWith('IDFRA') ? frenchChecks : checksOf[shape]) ?? []
}

/**
 * Shares of the check digits that verify, 0..1: on the lines as they were read, and with letters taken for digits where only a digit can
 * stand.
 */
export const sharesOfChecks = (lines: string[]): { read: number; likely: number } => {
  const checks = checksFor(lines)
  if (checks.length === 0) return { read: 0, likely: 0 }
  const share = (all: string[], read: boolean): number => checks.filter(holds(all, read)).length / checks.length
  return { read: share(lines, true), likely: share(withDigits(lines, checks), false) }
}

/**
 * Letters after three fillers: names are over by then, so that these are dirt or misread fillers. The old French card has its office there,
 * in digits.
 */
export const dirtIn = (lines: string[]): number => lines.join(' ').match(/<{3,}[A-Z]/g)?.length ?? 0
