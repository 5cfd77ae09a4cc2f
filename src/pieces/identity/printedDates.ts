import { type Day, isDay } from '#src/kernel/calendar.ts'
import { dictionary } from '#src/kernel/dictionary.ts'
import { birthDay, expiryDay } from '#src/pieces/mrz/dates.ts'

export type DateKind = 'birth' | 'issue' | 'expiry'

/** The first three letters tell months apart in French and English, but for juin and juillet. */
const months: Record<string, number> = dictionary({
  jan: 1,
  fev: 2,
  feb: 2,
  mar: 3,
  avr: 4,
  apr: 4,
  mai: 5,
  may: 5,
  juin: 6,
  jun: 6,
  juil: 7,
  jul: 7,
  jui: 7,
  aou: 8,
  aug: 8,
  sep: 9,
  oct: 10,
  nov: 11,
  dec: 12,
})
const digits: Record<string, string> = dictionary({
  O: '0',
  o: '0',
  Q: '0',
  D: '0',
  I: '1',
  l: '1',
  '|': '1',
  Z: '2',
  S: '5',
  B: '8',
  G: '6',
})

const bare = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
const asDigits = (text: string): string => text.replace(/[OoQDIl|ZSBG]/g, (sign) => digits[sign] as string)
const two = (number: string | number): string => String(number).padStart(2, '0')

const monthOf = (word: string): number | undefined => months[bare(word).slice(0, 4)] ?? months[bare(word).slice(0, 3)]

const full = (year: string, month: string | number, day: string): Day | null => {
  const found = `${year}-${two(month)}-${two(day)}`
  return isDay(found) ? found : null
}

/** Years of two digits: nobody was born, and nothing was issued, after the piece came in. */
const short = (year: string, month: string | number, day: string, kind: DateKind, asOf: Day): Day | null => {
  const text = `${year}${two(month)}${two(day)}`
  return kind === 'expiry' ? expiryDay(text, asOf) : birthDay(text, asOf)
}

const year = (
  text: string,
  month: string | number,
  day: string,
  kind: DateKind,
  asOf: Day,
): Day | null => (text.length === 4 ? full(text, month, day) : short(text, month, day, kind, asOf))

const inWords = /(\d{1,2})\s*\.?\s*([A-Za-zÀ-ÿ]{3,9})\.?(?:\s*[/|]\s*[A-Za-zÀ-ÿ]{3,9}\.?)?\s*(\d{4}|\d{2})(?!\d)/
const inNumbers = /(?<!\d)(\d{2})\s*[ .\/,:-]?\s*(\d{2})\s*[ .\/,:-]?\s*(\d{4})(?!\d)/
const international = /(?<!\d)(\d{4})[-./](\d{2})[-./](\d{2})(?!\d)/
const shortNumbers = /(?<!\d)(\d{1,2})[ ./-](\d{1,2})[ ./-](\d{4}|\d{2})(?!\d)/

/** Eight digits and nothing else, parted anywhere: « 160520 23 ». */
const eightDigits = (text: string): string => (/^\d[\d ]{6,10}\d$/.test(text) && text.replace(/ /g, '').length === 8
  ? text.replace(/ /g, '').replace(/^(\d\d)(\d\d)/, '$1 $2 ')
  : text)

type Found = { value: string; day: Day }
const found = (value: string, day: Day | null): Found | null => (day ? { value, day } : null)

const wordsDate = (text: string, kind: DateKind, asOf: Day): Found | null => {
  const at = inWords.exec(text)
  const month = at ? monthOf(at[2] as string) : undefined
  return at && month ? found(at[0], year(at[3] as string, month, at[1] as string, kind, asOf)) : null
}

/** French cards print blanks between day, month and year; readers lose them. */
const spacedOut = (
  text: string,
): string => (/[./-]/.test(text) ? text.replace(/\s+/g, '') : text.replace(/^(\d\d)\D*(\d\d)\D*(\d{4})$/, '$1 $2 $3'))

const numbersDate = (text: string, kind: DateKind, asOf: Day): Found | null => {
  const at = inNumbers.exec(eightDigits(text.trim()))
  if (at) return found(spacedOut(at[0]), full(at[3] as string, at[2] as string, at[1] as string))
  const iso = international.exec(text)
  if (iso) return found(iso[0], full(iso[1] as string, iso[2] as string, iso[3] as string))
  const small = shortNumbers.exec(text)
  return small ? found(small[0], year(small[3] as string, small[2] as string, small[1] as string, kind, asOf)) : null
}

/** A word that is nearly all digits: letters in it are digits misread. */
const mended = (text: string): string =>
  text
    .split(' ')
    .map((word) => ((word.match(/\d/g) ?? []).length * 2 >= word.length || /^[OoIl|]\d$|^\d[OoIl|]$/.test(word) ? asDigits(word) : word))
    .join(' ')

/**
 * `13 07 1990`, `06.12.1965`, `02/11/1978`, `12 AUG / AOUT 74`, `3 mars 2021`, glued or with a misread digit. Null where there is no real
 * day.
 */
export const printedDate = (
  text: string,
  kind: DateKind,
  asOf: Day,
): Found | null => (text.length > 80 ? null : (wordsDate(mended(text), kind, asOf) ?? numbersDate(mended(text), kind, asOf)))
