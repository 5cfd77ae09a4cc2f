import { isDay, type Day } from '#src/kernel/calendar.ts'
import type { Birth } from '../watchlist.ts'

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const two = (n: number): string => String(n).padStart(2, '0')
const isYear = (year: number): boolean => Number.isInteger(year) && year >= 1800 && year <= 2200

const lastDay = (year: number, month: number): Day => `${year}-${two(month)}-${two(new Date(Date.UTC(year, month, 0)).getUTCDate())}`

export type DateParts = { day?: number | null; month?: number | null; year: number; isCirca?: boolean }

/** A day, a month or a year, as far as it is said; null for what no calendar has. */
export const birthOf = ({ day, month, year, isCirca = false }: DateParts): Birth | null => {
  if (!isYear(year)) return null
  if (!month) return { from: `${year}-01-01`, to: `${year}-12-31`, isCirca }
  if (month > 12) return null
  if (!day) return { from: `${year}-${two(month)}-01`, to: lastDay(year, month), isCirca }
  const on = `${year}-${two(month)}-${two(day)}`
  return isDay(on) ? { from: on, to: on, isCirca } : null
}

/** From one to the other, whatever each is. */
export const birthBetween = (first: Birth | null, last: Birth | null): Birth | null =>
  first && last && first.from <= last.to ? { from: first.from, to: last.to, isCirca: first.isCirca || last.isCirca } : null

export const yearsBetween = (from: number, to: number): Birth | null => birthBetween(birthOf({ year: from }), birthOf({ year: to }))

/** `1978-04-28`, `1978-04`, `1978`. */
const iso = (text: string): Birth | null => {
  const [, year, month, day] = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:T.*)?$/.exec(text) ?? []
  return year ? birthOf({ year: Number(year), month: Number(month ?? 0), day: Number(day ?? 0) }) : null
}

/** `28/04/1978`, `00/04/1978`, `dd/mm/1978`: what is not known is zero or letters. */
const slashed = (text: string): Birth | null => {
  const [, day, month, year] = /^(\d{1,2}|dd)[/.](\d{1,2}|mm)[/.](\d{4})$/i.exec(text) ?? []
  return year ? birthOf({ year: Number(year), month: Number(month) || 0, day: Number(day) || 0 }) : null
}

/** `17 Apr 1993`, `Nov 1970`. */
const worded = (text: string): Birth | null => {
  const [, day, word = '', year] = /^(?:(\d{1,2})\s+)?([a-z]{3})[a-z]*\.?\s+(\d{4})$/i.exec(text) ?? []
  const month = months.indexOf(word.toLowerCase()) + 1
  return year && month > 0 ? birthOf({ year: Number(year), month, day: Number(day ?? 0) }) : null
}

const single = (text: string): Birth | null => iso(text) ?? slashed(text) ?? worded(text)

/** A date of birth as publishers write one: a day, a month, a year, from one to another, about. Null where it says none of these. */
export const readBirth = (said: string): Birth | null => {
  const text = said.trim().replace(/\s+/g, ' ')
  const [, circa, rest = text] = /^(circa|approximately|about|vers|c\.)\s*(.*)$/i.exec(text) ?? []
  const [, first, last] = /^(.+?)\s+(?:to|and|-|–|à)\s+(.+)$/i.exec(rest) ?? /^(\d{4})\s*[-–]\s*(\d{4})$/.exec(rest) ?? []
  const birth = first && last ? birthBetween(single(first), single(last.replace(/^circa /i, ''))) : single(rest)
  return birth && circa ? { ...birth, isCirca: true } : birth
}

/** Who writes the first of January means the year, more often than not: so do the French register and the United Kingdom's list. */
export const withoutNewYear = (birth: Birth): Birth =>
  birth.from === birth.to && birth.from.endsWith('-01-01') ? { ...birth, to: `${birth.from.slice(0, 4)}-12-31` } : birth

/** A day that is no birth: `27/05/2025`, `2025-05-27`, `17 Apr 1993`. */
export const readDay = (said: string | null | undefined): Day | null => {
  const found = said ? single(said.trim().slice(0, 30)) : null
  return found && found.from === found.to ? found.from : null
}
