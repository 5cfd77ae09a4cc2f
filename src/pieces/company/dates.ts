import { type Day, isDay } from '#src/kernel/calendar.ts'
import { distance, squeeze } from './fold.ts'
import { type Span, spanIn } from './span.ts'
import type { Word } from './sheet.ts'

const months = ['janvier', 'fevrier', 'mars', 'avril', 'mai', 'juin', 'juillet', 'aout', 'septembre', 'octobre', 'novembre', 'decembre']
const shortMonths = ['janv', 'fev', 'mars', 'avr', 'mai', 'juin', 'juil', 'aout', 'sept', 'oct', 'nov', 'dec']

/** 1 to 12 for a French month, one letter misread allowed in long names; 0 for none. */
const monthOf = (text: string): number => {
  const name = squeeze(text)
  const exact = months.indexOf(name) + 1 || shortMonths.indexOf(name) + 1 || shortMonths.indexOf(name.slice(0, 3)) + 1
  if (exact) return exact
  return name.length < 4 ? 0 : months.findIndex((month) => month.length > 4 && distance(month, name, 2) < (month.length > 7 ? 3 : 2)) + 1
}

/** Letters that OCR takes digits for. */
const digitsOf = (text: string): string => text.replace(/[OoQ]/g, '0').replace(/[lI|]/g, '1').replace(/[Ss]/g, '5').replace(/B/g, '8')

const dayFrom = (date: string, month: number | string, year: string): Day | null => {
  const day = `${digitsOf(year)}-${String(month).padStart(2, '0')}-${digitsOf(date).padStart(2, '0')}`
  return isDay(day) && day > '1850' && day < '2200' ? day : null
}

const figures = String.raw`(?<![\d/.])([\dOlI]{1,2}) ?([/.-]) ?([\dOlI]{1,2}) ?\2 ?([\dOlI]{4})(?!\d)`
const spaced = String.raw`(?<!\d )(?<!\d)(\d{2}) (\d{2}) (\d{4})(?! ?\d)`
const written = String.raw`(?<!\d)(\d{1,2}|[lI]er|1 ?er|premier)\.? ([A-Za-zÀ-ÿ]{3,9})\.? ((?:19|20)[\dOlI]{2})(?!\d)`
export const datePattern = new RegExp(`${figures}|${written}|${spaced}`, 'u')

/** « 14/03/2019 », « 14.03.2019 », « 14 03 2019 », « 18 novembre 2026 », « 1er juin 2026 » → the day; null for what is no real date. */
export const dayOf = (text: string): Day | null => {
  const found = datePattern.exec(text)
  if (!found) return null
  const [, date, , month, year, longDate, name, longYear, spacedDate, spacedMonth, spacedYear] = found
  if (date && month && year) return dayFrom(date, digitsOf(month), year)
  if (spacedDate && spacedMonth && spacedYear) return dayFrom(spacedDate, spacedMonth, spacedYear)
  const number = monthOf(name ?? '')
  return number ? dayFrom(/er$|premier/i.test(longDate ?? '') ? '1' : (longDate ?? ''), number, longYear ?? '') : null
}

export type DateSpan = Span & { day: Day }

/** The first real date among the words. */
export const dateIn = (words: readonly Word[]): DateSpan | null => {
  const span = spanIn(words, datePattern)
  if (!span) return null
  const day = dayOf(span.text)
  if (day) return { ...span, day }
  const last = span.words.at(-1)
  return last ? dateIn(words.slice(words.indexOf(last) + 1)) : null
}
