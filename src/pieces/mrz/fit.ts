import { cut, type Layout, type Span } from './layouts.ts'
import { byFormat } from './lookalikes.ts'
import { checksOf } from './verify.ts'

/** A reading loses or doubles a sign or two, most often among fillers. */
export const mostOff = 3
/**
 * Of the long run between name and office of the French card before 2021 a poor picture loses more; its last digit covers both sides of it.
 */
const mostLost = 8

/** Every way to bring a line to its length by fillers alone: each run of them made longer or shorter, or the end filled up. */
const fits = (line: string, width: number, lost = mostOff): string[] => {
  const off = width - line.length
  if (off === 0) return [line]
  if (off < -mostOff || off > lost) return []
  const runs = [...line.matchAll(/<+/g)].filter(([run]) => (off > mostOff ? run.length > mostOff : off > 0 || run.length > -off))
  const stretched = runs.map((run) => line.slice(0, run.index) + '<'.repeat(run[0].length + off) + line.slice(run.index + run[0].length))
  const filled = off > 0 && off <= mostOff && !line.endsWith('<') ? [line + '<'.repeat(off)] : []
  return [...new Set([...stretched, ...filled])]
}

/** Both names, then three fillers: whatever is read behind them, and however little of it, is fillers. */
const wholeNames = /^[A-Z][A-Z<]*?[A-Z]<<[A-Z]+(?:<[A-Z]+)*(?=<<<)/

/** Names end in fillers, and nothing stands behind them: only their end is ever wrong. */
const fitNames = (line: string, width: number): string[] => {
  const names = wholeNames.exec(line)?.[0]
  if (names && names.length < width) return [names.padEnd(width, '<')]
  return Math.abs(line.length - width) > mostOff ? [] : [line.padEnd(width, '<').slice(0, width)]
}

/** On the French card of before 2021 an office stands behind the name. */
const isNameLine = ({ format, spans }: Layout, at: number): boolean => format !== 'FR2x36' && spans.names?.[0] === at

const ways = (lines: string[], layout: Layout): string[][] =>
  lines.reduce<string[][]>((found, line, at) => {
    const fitted = isNameLine(layout, at)
      ? fitNames(line, layout.width)
      : fits(line, layout.width, layout.format === 'FR2x36' && at === 0 ? mostLost : mostOff)
    return found.flatMap((before) => fitted.map((one) => [...before, one]))
  }, [[]])

/** Nothing else begins like it: nor do three lines of a bill. */
const isOfKind = (lines: string[], layout: Layout): boolean => {
  const [first = ''] = lines
  if (!layout.begins.test(first) || (layout.format === 'TD2' && first.startsWith('IDFRA'))) return false
  const { birth, issuer } = layout.spans
  return birth !== undefined && /^[A-Z]/.test(cut(lines, issuer as Span)) && /^[\d<]{6}$/.test(cut(lines, birth)) &&
    lines.some((line) => line.includes('<'))
}

/**
 * France leaves the optional data of its cards blank: what was read there is the pattern behind (ocr.md §4.2), if the last digit says so.
 */
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
