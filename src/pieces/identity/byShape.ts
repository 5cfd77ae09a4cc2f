import type { Day } from '#src/kernel/calendar.ts'
import type { FieldName, PieceType } from '#src/pieces/piece.ts'
import { addressBy, isSure, namesBy } from './byPlace.ts'
import type { Found } from './byLabel.ts'
import { documentNumberOf, type Parsed, parsers } from './parsers.ts'
import { type Form, partsOf } from './places.ts'
import { printedDate } from './printedDates.ts'
import type { Token } from './tokens.ts'

/** Told by what they look like and where they stand, the small labels being lost: less sure than any label. */
type Guess = Found & { mostSure: number }
const mostSure = 60

const textOf = (tokens: readonly Token[]): string => tokens.map(({ text }) => text).join(' ')

/** The card of adults of 2014 to 2020 is good for 15 years; nothing that proves an identity is for longer. */
const longestValidity = 15.1
const yearsBetween = (first: string, last: string): number => (Date.parse(last) - Date.parse(first)) / 86_400_000 / 365.25

/** Good for whole years, less a day or not: the day of issue and that of expiry, of which nobody was born. */
const isValidity = (first: string, last: string): boolean => {
  const years = yearsBetween(first, last)
  return years > 0.9 && years < longestValidity && Math.abs(years - Math.round(years)) * 365.25 < 2.5
}

/**
 * A lone day in the past beside a birth date that is known is that of issue; of two, nobody was born on the later; of three the order is
 * that of a life.
 */
const byOrder = (
  days: string[],
  asOf: Day,
  missing: (name: FieldName) => boolean,
  expires: string | null,
): Partial<Record<FieldName, string>> => {
  const sorted = [...new Set(days)].sort()
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (sorted.length === 1 && first && first <= asOf && !missing('birth_date') && !missing('expires_on')) return { issued_on: first }
  if (sorted.length === 1 && first && missing('birth_date') && expires && yearsBetween(first, expires) > longestValidity)
    return { birth_date: first }
  if (sorted.length === 1 && first) return first > asOf ? { expires_on: first } : {}
  const isOpen = missing('birth_date') && missing('expires_on')
  if (sorted.length === 2 && first && last && isValidity(first, last)) return { issued_on: first, expires_on: last }
  if (sorted.length === 2 && isOpen) return { birth_date: first, expires_on: last }
  if (sorted.length === 3 && isOpen && missing('issued_on') && (sorted[1] as string) <= asOf)
    return { birth_date: first, issued_on: sorted[1], expires_on: last }
  return {}
}

const datesOf = (parts: Token[][], known: { name: FieldName; normal: string | null }[], asOf: Day): Found[] => {
  const missing = (name: FieldName): boolean => !known.some((one) => one.name === name)
  const dated = parts
    .flatMap((tokens) => {
      const date = printedDate(textOf(tokens), 'expiry', asOf)
      return date ? [{ value: date.value, normal: date.day, tokens }] : []
    })
    .filter(({ normal }) => !known.some((one) => one.normal === normal))
  const order = byOrder(dated.map(({ normal }) => normal), asOf, missing, known.find(({ name }) => name === 'expires_on')?.normal ?? null)
  return (Object.entries(order) as [FieldName, string][])
    .filter(([name]) => missing(name))
    .map(([name, day]) => ({ name, ...(dated.find(({ normal }) => normal === day) as Parsed) }))
}

/** The only text of its form on the page. */
const only = (name: FieldName, texts: Token[][]): Found[] =>
  texts.length === 1 ? [{ name, value: textOf(texts[0] as Token[]), normal: textOf(texts[0] as Token[]), tokens: texts[0] as Token[] }] : []

/** Where the form of the number is strict, one text of that form is it; the card's access number has six digits and stands alone. */
const numbersOf = (parts: Token[][], type: PieceType): Found[] => {
  const strict = type === 'fr_cni_e'
    ? /^(?=.*[A-Z])(?=.*\d)[A-Z0-9]{9}$/
    : type === 'fr_cni_old'
    ? /^\d{12}$/
    : type === 'titre_sejour'
    ? /^(?=.*[A-Z])(?=(?:.*\d){2})[A-Z0-9]{9}$/
    : null
  const words = strict ? parts.flat().filter(({ text }) => strict.test(text) && documentNumberOf(text, type)) : []
  const access = type === 'fr_cni_e' ? parts.filter(([token, more]) => !more && /^\d{6}$/.test(token?.text ?? '')) : []
  return [...only('document_number', words.map((word) => [word])), ...only('card_access_number', access)]
}

const heightsOf = (parts: Token[][], type: PieceType, asOf: Day): Found[] => {
  const sized = parts.filter((tokens) => /^[0-2][,.]\s?\d{2}\s?m/.test(textOf(tokens)))
  const parsed = sized.length === 1 ? parsers.height?.([sized[0] as Token[]], type, asOf) : null
  return parsed ? [{ name: 'height', ...parsed }] : []
}

/** Who issues papers in France and for it abroad; a card has one. */
const authority = /^(?:SOUS-)?PR[EÉ]F(?:ECTURE|ET)(?: |$)|^(?:MAIRIE|AMBASSADE|CONSULAT)(?: |$)/iu
const authoritiesOf = (parts: Token[][], type: PieceType, asOf: Day): Found[] => {
  const named = parts.filter((tokens) => authority.test(textOf(tokens)))
  const parsed = named.length === 1 ? parsers.authority?.([named[0] as Token[]], type, asOf) : null
  return parsed ? [{ name: 'authority', ...parsed }] : []
}

/**
 * The titles of the code de l'entrée et du séjour des étrangers (L411-1), as permits print them; the number of a foreigner has ten digits.
 */
const permitTitle = /^(?:CARTE DE (?:R[EÉ]SIDENT|S[EÉ]JOUR)|CERTIFICAT DE R[EÉ]SIDENCE|VISA DE LONG S[EÉ]JOUR|TALENT|PASSEPORT TALENT)/iu
const permitFacts = (parts: Token[][], type: PieceType): Found[] => (type !== 'titre_sejour' ? [] : [
  ...only('category', parts.filter((tokens) => permitTitle.test(textOf(tokens)))),
  ...only('personal_number', parts.filter((tokens) => /^\d{10}$/.test(textOf(tokens)))),
])

/** ICAO 9303-4 §2.3: the sex, then the place of birth; French passports print them on one row. */
const sexAndPlace = ({ rows }: Form, parts: Token[][], type: PieceType, asOf: Day): Found[] => {
  if (type !== 'passport') return []
  const found = rows.map((row) => parts.filter(([token]) => token && row.includes(token))).filter(([sex, place, more]) =>
    sex?.length === 1 && place && !more && isSure(sex) && isSure(place) && parsers.sex?.([sex], type, asOf)
  )
  const [sex, place] = found.length === 1 ? (found[0] as Token[][]) : []
  const [first, second] = [sex && parsers.sex?.([sex], type, asOf), place && parsers.birth_place?.([place], type, asOf)]
  return first && second ? [{ name: 'sex', ...first }, { name: 'birth_place', ...second }] : []
}

/** `zone`: what the machine-readable zone says, so that its days are told from the day of issue. */
export const foundByShape = (
  form: Form,
  type: PieceType,
  known: Found[],
  zone: readonly { name: FieldName; normal: string | null }[],
  asOf: Day,
): Guess[] => {
  const own = known.filter(({ tokens }) => tokens.every(({ page }) => page === form.rows[0]?.[0]?.page))
  const used = own.flatMap(({ tokens }) => tokens)
  const parts = partsOf(form, used)
  const dates = datesOf(parts, [...known, ...zone], asOf)
  const found = [
    ...dates,
    ...numbersOf(parts, type),
    ...heightsOf(parts, type, asOf),
    ...authoritiesOf(parts, type, asOf),
    ...permitFacts(parts, type),
    ...sexAndPlace(form, parts, type, asOf),
    ...addressBy(form, used),
    ...namesBy(form, type, [...own, ...dates], asOf),
  ]
  return found.filter(({ name }) => !known.some((one) => one.name === name)).map((one) => ({ ...one, mostSure }))
}
