import { addDays, type Day, endOfParisDay, parisDay, startOfParisDay } from '#src/kernel/calendar.ts'

/** The languages letters are written in. */
export type LetterLang = 'fr' | 'en'
export const letterLang = (lang: string): LetterLang => (lang === 'en' ? 'en' : 'fr')

const zone = 'Europe/Paris'
const locales = { fr: 'fr-FR', en: 'en-GB' } as const

const format = (lang: LetterLang, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locales[lang], { timeZone: zone, ...options })
const longDay = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const
const longDays = { fr: format('fr', longDay), en: format('en', longDay) }
const times = format('fr', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

/** Put together by us, so that the same day reads the same whatever the version of the locale's data; the first of the month is « 1er ». */
const sayDay = (at: Date, lang: LetterLang): string => {
  const parts = Object.fromEntries(longDays[lang].formatToParts(at).map(({ type, value }) => [type, value]))
  const day = lang === 'fr' && parts['day'] === '1' ? '1er' : parts['day']
  return `${parts['weekday']} ${day} ${parts['month']} ${parts['year']}`
}

const isMidnight = (at: Date): boolean => at.getTime() === endOfParisDay(parisDay(new Date(at.getTime() - 1))).getTime()

const sayAnew = (at: Date, lang: LetterLang): string => {
  const day = sayDay(isMidnight(at) ? new Date(at.getTime() - 1) : at, lang)
  return `${day}${lang === 'fr' ? ' à ' : ', '}${isMidnight(at) ? '24:00' : times.format(at)}`
}

/** Instants said already, by the minute: the letters of one night nearly all state the same. Cleared when full. */
const saidAlready = new Map<string, string>()
const mostSaid = 2_000

/** « mardi 3 mars 2026 à 24:00 » for the end of a day, « mardi 3 mars 2026 à 14:05 » for any other instant; Paris time. */
export const sayInstant = (at: Date, lang: LetterLang): string => {
  const minute = Math.floor(at.getTime() / 60_000)
  const key = `${lang}${minute}`
  const known = saidAlready.get(key)
  if (known !== undefined) return known
  if (saidAlready.size >= mostSaid) saidAlready.clear()
  const said = sayAnew(new Date(minute * 60_000), lang)
  saidAlready.set(key, said)
  return said
}

/** « mardi 3 mars 2026 »: a day, its hours of no account. */
export const sayLegalDay = (day: Day, lang: LetterLang): string => sayDay(startOfParisDay(day), lang)

/**
 * The end of a clock of so many days that starts with the letter: the day it leaves is not counted (CAL-01), the last one ends at 24:00.
 */
export const endAfterLeaving = (leavesAt: Date, days: number): Date => endOfParisDay(addDays(parisDay(leavesAt), days))

/**
 * A letter that waited for its server past midnight states the date it had when it was written. Puts every mention right, so that what
 * is read is what the clock will say.
 */
export const putDateRight = (
  text: string,
  { writtenAt, leavesAt, days, lang }: { writtenAt: Date; leavesAt: Date; days: number; lang: LetterLang },
): string => {
  const written = sayInstant(endAfterLeaving(writtenAt, days), lang)
  return text.replaceAll(written, sayInstant(endAfterLeaving(leavesAt, days), lang))
}

/** « 3 mars 2026 »: a day where there is little room, its year always with it. */
export const sayShortDay = (day: Day, lang: LetterLang): string => sayLegalDay(day, lang).split(' ').slice(1).join(' ')

/** What is left, in whole days and hours: « 22 jours et 15 heures ». Never more than there is. */
export const sayHours = (hours: number, lang: LetterLang): string => {
  const unit = (count: number, name: 'day' | 'hour') =>
    new Intl.NumberFormat(locales[lang], { style: 'unit', unit: name, unitDisplay: 'long' }).format(count)
  const days = Math.floor(hours / 24)
  const rest = hours % 24
  if (days === 0) return unit(rest, 'hour')
  return rest === 0 ? unit(days, 'day') : `${unit(days, 'day')} ${lang === 'fr' ? 'et' : 'and'} ${unit(rest, 'hour')}`
}
