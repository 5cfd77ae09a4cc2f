import { daysBetween, parisDay } from '#src/kernel/calendar.ts'
import type { Lang } from './i18n.ts'

const zone = 'Europe/Paris'
const minute = 60_000
const hour = 60 * minute
const dayLength = 24 * hour

/** A formatter of each language, made once: making one costs more than a hundred uses. */
const both = <T>(make: (locale: string) => T): Record<Lang, T> => ({ fr: make('fr-FR'), en: make('en-GB') })

const inDigits = [0, 1, 2, 3].map((digits) =>
  both((locale) => new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }))
)
const inPercent = both((locale) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }))
const asDay = (timeZone: string) =>
  both((locale) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone }))
const legalDay = asDay('UTC')
const dayInParis = asDay(zone)
const dayAndMonth = both((locale) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }))
const timeInParis = new Intl.DateTimeFormat('fr-FR', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone })

/** French shortens hours and minutes (« il y a 2 h »), English does not. */
const styleOf = (locale: string) => (locale === 'fr-FR' ? 'short' : 'long')
const relative = (numeric: 'auto' | 'always') => ({
  short: both((locale) => new Intl.RelativeTimeFormat(locale, { numeric, style: styleOf(locale) })),
  long: both((locale) => new Intl.RelativeTimeFormat(locale, { numeric, style: 'long' })),
})
const relatives = { auto: relative('auto'), always: relative('always') }

const units = ['minute', 'hour', 'day', 'month', 'year'] as const
type Unit = (typeof units)[number]
const isShort = (unit: Unit) => unit === 'hour' || unit === 'minute'
const asLength = both((locale) =>
  Object.fromEntries(
    units.map((
      unit,
    ) => [unit, new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: isShort(unit) ? styleOf(locale) : 'long' })]),
  ) as Record<Unit, Intl.NumberFormat>
)

/** A minus as wide as a plus (U+2212), so that columns of figures line up. */
const trueMinus = (text: string): string => text.replace('-', '\u2212')

export const formatNumber = (value: number, lang: Lang, decimals = 0): string => trueMinus(inDigits[decimals]![lang].format(value))

/** Basis points: 155 → « 1,55 % ». */
export const formatPercent = (bps: number, lang: Lang): string => trueMinus(inPercent[lang].format(bps / 10_000))

export const formatFileSize = (bytes: number, lang: Lang): string => {
  const step = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2
  const unit = { fr: ['o', 'ko', 'Mo'], en: ['B', 'kB', 'MB'] }[lang][step]
  return `${formatNumber(bytes / 1000 ** step, lang, step === 2 ? 1 : 0)}\u00a0${unit}`
}

/** French writes the first of the month as an ordinal. */
const withOrdinal = (text: string, lang: Lang): string => (lang === 'fr' ? text.replace(/^1 /, '1er ') : text)

const noon = (day: string): Date => new Date(`${day}T12:00:00Z`)

/** A legal date `YYYY-MM-DD`: « 3 déc. 2026 ». */
export const formatDay = (day: string, lang: Lang): string => withOrdinal(legalDay[lang].format(noon(day)), lang)

/** Without its year, where the year is plain: « 3 déc. ». */
export const formatShortDay = (day: string, lang: Lang): string => withOrdinal(dayAndMonth[lang].format(noon(day)), lang)

const parisDate = (at: Date, lang: Lang): string => withOrdinal(dayInParis[lang].format(at), lang)

/** « 3 déc. 2026, 14:05 », Paris time. */
export const formatInstant = (at: Date, lang: Lang): string => `${parisDate(at, lang)}, ${timeInParis.format(at)}`
/** Beside its day: 14:05, in Paris. */
export const formatTime = (at: Date): string => timeInParis.format(at)

const isMidnight = (at: Date): boolean => at.getTime() % minute === 0 && timeInParis.format(at) === '00:00'

/** The last instant of a delay: one that ends at midnight is said as the day it closes, « 3 déc. 2026, 24:00 ». */
export const formatDeadline = (at: Date, lang: Lang): string =>
  isMidnight(at) ? `${parisDate(new Date(at.getTime() - hour), lang)}, 24:00` : formatInstant(at, lang)

type Span = { count: number; unit: Unit }

const inUnits = (ms: number): Span => {
  const length = Math.abs(ms)
  const whole = (unit: number) => Math.sign(ms) * Math.floor(length / unit)
  if (length < minute) return { count: 0, unit: 'minute' }
  if (length < hour) return { count: whole(minute), unit: 'minute' }
  if (length < dayLength) return { count: whole(hour), unit: 'hour' }
  return inLongUnits(whole(dayLength))
}

const inLongUnits = (count: number): Span => {
  if (Math.abs(count) < 60) return { count, unit: 'day' }
  const months = Math.trunc(count / 30.44)
  return Math.abs(months) < 24 ? { count: months, unit: 'month' } : { count: Math.trunc(months / 12), unit: 'year' }
}

const said = ({ count, unit }: Span, lang: Lang, numeric: 'auto' | 'always'): string =>
  count === 0 && isShort(unit)
    ? relatives.auto.long[lang].format(0, 'second')
    : relatives[numeric][isShort(unit) ? 'short' : 'long'][lang].format(count, unit)

/** Whole units only, rounded towards now, so that nobody is promised an hour that is not there: « dans 3 jours », « il y a 2 h ». */
export const formatDistance = (at: Date, now: Date, lang: Lang): string => said(inUnits(at.getTime() - now.getTime()), lang, 'always')

/** Between calendar days: « demain », « il y a 3 jours ». */
export const formatDayDistance = (day: string, now: Date, lang: Lang): string =>
  said(inLongUnits(daysBetween(parisDay(now), day)), lang, 'auto')

/** A length without direction: « 3 jours », « 5 h ». */
export const formatLength = (ms: number, lang: Lang): string => {
  const { count, unit } = inUnits(Math.abs(ms))
  return asLength[lang][unit].format(count)
}
