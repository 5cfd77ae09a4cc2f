import { daysBetween, parisDay } from '#src/kernel/calendar.ts'
import type { Lang } from './i18n.ts'

const locales = { fr: 'fr-FR', en: 'en-GB' } as const
const zone = 'Europe/Paris'
const minute = 60_000
const hour = 60 * minute
const dayLength = 24 * hour

const kept = <T>(make: (key: string) => T) => {
  const made = new Map<string, T>()
  return (key: string): T => made.get(key) ?? (made.set(key, make(key)), made.get(key)!)
}

const numbers = kept((key) => new Intl.NumberFormat(key.slice(0, 5), JSON.parse(key.slice(5)) as Intl.NumberFormatOptions))
const days = kept((key) => new Intl.DateTimeFormat(key.slice(0, 5), JSON.parse(key.slice(5)) as Intl.DateTimeFormatOptions))

const inNumbers = (lang: Lang, options: Intl.NumberFormatOptions = {}) => numbers(locales[lang] + JSON.stringify(options))
const inDays = (lang: Lang, options: Intl.DateTimeFormatOptions) => days(locales[lang] + JSON.stringify(options))

/** A minus as wide as a plus (U+2212), so that columns of figures line up. */
const trueMinus = (text: string): string => text.replace('-', '\u2212')

export const formatNumber = (value: number, lang: Lang, decimals = 0): string =>
  trueMinus(inNumbers(lang, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value))

/** Basis points: 155 → « 1,55 % ». */
export const formatPercent = (bps: number, lang: Lang): string =>
  trueMinus(inNumbers(lang, { style: 'percent', maximumFractionDigits: 2 }).format(bps / 10_000))

export const formatFileSize = (bytes: number, lang: Lang): string => {
  const step = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2
  const unit = { fr: ['o', 'ko', 'Mo'], en: ['B', 'kB', 'MB'] }[lang][step]
  return `${formatNumber(bytes / 1000 ** step, lang, step === 2 ? 1 : 0)}\u00a0${unit}`
}

/** French writes the first of the month as an ordinal. */
const withOrdinal = (text: string, lang: Lang): string => (lang === 'fr' ? text.replace(/^1 /, '1er ') : text)

const shortDay = (date: Date, lang: Lang, timeZone: string): string =>
  withOrdinal(inDays(lang, { day: 'numeric', month: 'short', year: 'numeric', timeZone }).format(date), lang)

/** A legal date `YYYY-MM-DD`: « 3 déc. 2026 ». */
export const formatDay = (day: string, lang: Lang): string => shortDay(new Date(`${day}T12:00:00Z`), lang, 'UTC')

const clockTime = (at: Date): string =>
  inDays('fr', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }).format(at)

/** Without its year, where the year is plain: « 3 déc. ». */
export const formatShortDay = (day: string, lang: Lang): string =>
  withOrdinal(inDays(lang, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(`${day}T12:00:00Z`)), lang)

/** « 3 déc. 2026, 14:05 », Paris time. */
export const formatInstant = (at: Date, lang: Lang): string => `${shortDay(at, lang, zone)}, ${clockTime(at)}`

/** The last instant of a delay: one that ends at midnight is said as the day it closes, « 3 déc. 2026, 24:00 ». */
export const formatDeadline = (at: Date, lang: Lang): string =>
  at.getTime() % minute === 0 && clockTime(at) === '00:00' ? `${shortDay(new Date(at.getTime() - hour), lang, zone)}, 24:00` : formatInstant(at, lang)

type Span = { count: number; unit: Intl.RelativeTimeFormatUnit }

const inUnits = (ms: number): Span => {
  const length = Math.abs(ms)
  const whole = (unit: number) => Math.sign(ms) * Math.floor(length / unit)
  if (length < minute) return { count: 0, unit: 'second' }
  if (length < hour) return { count: whole(minute), unit: 'minute' }
  if (length < dayLength) return { count: whole(hour), unit: 'hour' }
  return inLongUnits(whole(dayLength))
}

const inLongUnits = (count: number): Span => {
  if (Math.abs(count) < 60) return { count, unit: 'day' }
  const months = Math.trunc(count / 30.44)
  return Math.abs(months) < 24 ? { count: months, unit: 'month' } : { count: Math.trunc(months / 12), unit: 'year' }
}

const said = ({ count, unit }: Span, lang: Lang, numeric: 'auto' | 'always'): string => {
  const style = lang === 'fr' && (unit === 'hour' || unit === 'minute') ? 'short' : 'long'
  return new Intl.RelativeTimeFormat(locales[lang], { numeric: count === 0 ? 'auto' : numeric, style }).format(count, unit)
}

/** Whole units only, rounded towards now, so that nobody is promised an hour that is not there: « dans 3 jours », « il y a 2 h ». */
export const formatDistance = (at: Date, now: Date, lang: Lang): string => said(inUnits(at.getTime() - now.getTime()), lang, 'always')

/** Between calendar days: « demain », « il y a 3 jours ». */
export const formatDayDistance = (day: string, now: Date, lang: Lang): string =>
  said(inLongUnits(daysBetween(parisDay(now), day)), lang, 'auto')

/** A length without direction: « 3 jours », « 5 h ». */
export const formatLength = (ms: number, lang: Lang): string => {
  const { count, unit } = inUnits(Math.abs(ms))
  const unitDisplay = lang === 'fr' && (unit === 'hour' || unit === 'minute') ? 'short' : 'long'
  return inNumbers(lang, { style: 'unit', unit: count === 0 ? 'minute' : unit, unitDisplay }).format(count)
}
