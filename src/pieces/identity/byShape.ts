import type { Day } from '#src/kernel/calendar.ts'
import type { FieldName, PieceType } from '#src/pieces/piece.ts'
import { addressBy, namesBy } from './byPlace.ts'
import type { Found } from './byLabel.ts'
import { documentNumberOf, type Parsed, parsers } from './parsers.ts'
import { type Form, partsOf } from './places.ts'
import { printedDate } from './printedDates.ts'
import type { Token } from './tokens.ts'

/** Told by what they look like and where they stand, the small labels being lost: less sure than any label. */
type Guess = Found & { mostSure: number }
const mostSure = 60

const textOf = (tokens: Token[]): string => tokens.map(({ text }) => text).join(' ')

/** A lone day in the past beside a birth date that is known is that of issue; of two, nobody was born on the later. */
const byOrder = (days: string[], asOf: Day, missing: (name: FieldName) => boolean): Partial<Record<FieldName, string>> => {
  const sorted = [...new Set(days)].sort()
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (sorted.length === 1 && first && first <= asOf && !missing('birth_date') && !missing('expires_on')) return { issued_on: first }
  if (sorted.length === 1 && first) return first > asOf ? { expires_on: first } : {}
  if (sorted.length === 2 && missing('birth_date') && missing('expires_on')) return { birth_date: first, expires_on: last }
  return {}
}

const datesOf = (parts: Token[][], known: { name: FieldName; normal: string | null }[], asOf: Day): Found[] => {
  const missing = (name: FieldName): boolean => !known.some((one) => one.name === name)
  const dated = parts.flatMap((tokens) => {
    const date = printedDate(textOf(tokens), 'expiry', asOf)
    return date ? [{ value: date.value, normal: date.day, tokens }] : []
  }).filter(({ normal }) => !known.some((one) => one.normal === normal))
  const order = byOrder(dated.map(({ normal }) => normal), asOf, missing)
  return (Object.entries(order) as [FieldName, string][]).filter(([name]) => missing(name))
    .map(([name, day]) => ({ name, ...(dated.find(({ normal }) => normal === day) as Parsed) }))
}

/** The only text of its form on the page. */
const only = (name: FieldName, texts: Token[][]): Found[] =>
  texts.length === 1 ? [{ name, value: textOf(texts[0] as Token[]), normal: textOf(texts[0] as Token[]), tokens: texts[0] as Token[] }] : []

/** Where the form of the number is strict, one text of that form is it; the card's access number has six digits and stands alone. */
const numbersOf = (parts: Token[][], type: PieceType): Found[] => {
  const strict = type === 'fr_cni_e' ? /^(?=.*[A-Z])(?=.*\d)[A-Z0-9]{9}$/ : type === 'fr_cni_old' ? /^\d{12}$/ : null
  const words = strict ? parts.flat().filter(({ text }) => strict.test(text) && documentNumberOf(text, type)) : []
  const access = type === 'fr_cni_e' ? parts.filter(([token, more]) => !more && /^\d{6}$/.test(token?.text ?? '')) : []
  return [...only('document_number', words.map((word) => [word])), ...only('card_access_number', access)]
}

const heightsOf = (parts: Token[][], type: PieceType, asOf: Day): Found[] => {
  const sized = parts.filter((tokens) => /^[0-2][,.]\s?\d{2}\s?m/.test(textOf(tokens)))
  const parsed = sized.length === 1 ? parsers.height?.([sized[0] as Token[]], type, asOf) : null
  return parsed ? [{ name: 'height', ...parsed }] : []
}

/** `zone`: what the machine-readable zone says, so that its days are told from the day of issue. */
export const foundByShape = (form: Form, type: PieceType, known: Found[], zone: readonly { name: FieldName; normal: string | null }[], asOf: Day): Guess[] => {
  const own = known.filter(({ tokens }) => tokens.every(({ page }) => page === form.rows[0]?.[0]?.page))
  const used = own.flatMap(({ tokens }) => tokens)
  const parts = partsOf(form, used)
  const dates = datesOf(parts, [...known, ...zone], asOf)
  const found = [...dates, ...numbersOf(parts, type), ...heightsOf(parts, type, asOf), ...addressBy(form, used), ...namesBy(form, type, [...own, ...dates], asOf)]
  return found.filter(({ name }) => !known.some((one) => one.name === name)).map((one) => ({ ...one, mostSure }))
}
