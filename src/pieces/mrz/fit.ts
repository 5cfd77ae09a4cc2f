import { cut, type Layout, type Span } from './layouts.ts'
import { byFormat } from './lookalikes.ts'
import { checksOf } from './verify.ts'

/** A reading loses or doubles a sign or two, most often among fillers. */
export const mostOff = 3

/** Every way to bring a line to its length by fillers alone: each run of them made longer or shorter, or the end filled up. */
const fits = (line: string, width: number): string[] => {
  const off = width - line.length
  if (off === 0) return [line]
  if (Math.abs(off) > mostOff) return []
  const runs = [...line.matchAll(/<+/g)].filter(([run]) => off > 0 || run.length > -off)
  const stretched = runs.map((run) => line.slice(0, run.index) + '<'.repeat(run[0].length + off) + line.slice(run.index + run[0].length))
  const filled = off > 0 && !line.endsWith('<') ? [line + '<'.repeat(off)] : []
  return [...new Set([...stretched, ...filled])]
}

/** Names end in fillers, and nothing stands behind them: only their end is ever wrong. */
const fitNames = (line: string, width: number): string[] => (Math.abs(line.length - width) > mostOff ? [] : [line.padEnd(width, '<').slice(0, width)])

/** On the French card of before 2021 an office stands behind the name. */
const isNameLine = ({ format, spans }: Layout, at: number): boolean => format !== 'FR2x36' && spans.names?.[0] === at

const ways = (lines: string[], layout: Layout): string[][] =>
  lines.reduce<string[][]>((found, line, at) => {
    const fitted = isNameLine(layout, at) ? fitNames(line, layout.width) : fits(line, layout.width)
    return found.flatMap((before) => fitted.map((one) => [...before, one]))
  }, [[]])

/** Nothing else begins like it: nor do three lines of a bill. */
const isOfKind = (lines: string[], layout: Layout): boolean => {
  const [first = ''] = lines
  if (!layout.begins.test(first) || (layout.format === 'TD2' && first.startsWith('IDFRA'))) return false
  const { birth, issuer } = layout.spans
  return birth !== undefined && /^[A-Z]/.test(cut(lines, issuer as Span)) && /^[\d<]{6}$/.test(cut(lines, birth)) && lines.some((line) => line.includes('<'))
}

/** France leaves the optional data of its cards blank: what was read there is the pattern behind (ocr.md §4.2), if the last digit says so. */
const withoutScraps = (lines: string[], layout: Layout): string[] => {
  const [first = ''] = lines
  if (layout.format !== 'TD1' || !/^I[A-Z<]FRA.{9}\d/.test(first) || checksOf(lines, layout).at(-1)?.isRight) return lines
  const blank = [first.slice(0, 15).padEnd(layout.width, '<'), ...lines.slice(1)]
  return checksOf(blank, layout).at(-1)?.isRight ? blank : lines
}

/** Signs at their places, lookalikes settled where the format leaves no choice; null where the lines are not of this layout. */
export const fit = (read: string[], layout: Layout): { lines: string[]; right: number } | null => {
  if (read.length !== layout.height) return null
  const isExact = read.every((line, at) => line.length === layout.width || isNameLine(layout, at))
  const found = ways(read, layout).map((lines) => withoutScraps(byFormat(lines, layout), layout)).filter((lines) => isOfKind(lines, layout))
  const judged = found.map((lines) => ({ lines, right: checksOf(lines, layout).filter(({ isRight }) => isRight).length }))
  // moved signs need every digit to prove where they belong, and one way only; none was moved into the number
  const isWhole = (lines: string[]): boolean => !/<[0-9A-Z]/.test(cut(lines, layout.spans.number as Span))
  const sure = isExact ? judged : judged.filter(({ lines, right }) => right === layout.checks.length && isWhole(lines))
  return sure.length === 1 ? (sure[0] as { lines: string[]; right: number }) : null
}
