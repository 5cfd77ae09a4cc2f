import { normaliseName } from '#src/kernel/names.ts'
import { fieldOf, type FieldName, type PieceField, type UnderstoodPiece } from '#src/pieces/piece.ts'
import { centsOf } from '#src/pieces/company/amounts.ts'
import { dayOf } from '#src/pieces/company/dates.ts'
import { type Alias, aliasOf, type Sort } from './aliases.ts'

export type Compared = { field: string; expected: string; read: string | null; isRight: boolean }

const months = ['jan', 'f[eé]v?b?', 'mar', 'a[vp]r', 'ma[iy]', 'jui?n', 'jui?l', 'ao[uû]|aug', 'sep', 'oct', 'nov', 'd[eé]c']
const shortDate = /(\d{1,2})\s+([A-Za-zéû]{3,})\.?(?:\s*\/\s*[A-Za-zéûÉÛ]+\.?)?\s+(\d{2}|\d{4})$/

/** Month, day and the last two digits of the year: passports print no more (« 12 AUG / AOUT 74 »). */
const dateKey = (text: string): string | null => {
  const iso = /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : dayOf(text)
  if (iso) return iso.slice(2)
  const found = shortDate.exec(text.trim())
  const month = months.findIndex((name) => new RegExp(`^(${name})`, 'i').test(found?.[2] ?? '')) + 1
  return found && month ? `${found[3]?.slice(-2)}-${String(month).padStart(2, '0')}-${found[1]?.padStart(2, '0')}` : null
}

const printed = (text: string): string => text.normalize('NFC').replace(/[’‘ʼ]/g, "'").replace(/\s+/g, ' ').trim()
const ascii = (text: string): string => normaliseName(text).replace(/[^a-z0-9]+/g, ' ').trim()

/** The form in which two values of a sort are equal. */
const keyOf = (sort: Sort, text: string, isAscii: boolean): string => {
  if (sort === 'date') return dateKey(text) ?? ascii(text)
  if (sort === 'amount') return String(centsOf(text) ?? ascii(text))
  if (sort === 'share') return String(Number(text.replace(/[^\d.,]/g, '').replace(',', '.')))
  if (sort === 'number') return text.replace(/[\s.-]/g, '').toUpperCase()
  if (isAscii) return ascii(text)
  return sort === 'line' ? printed(text).replace(/,/g, ' ').replace(/\s+/g, ' ') : printed(text)
}

/** A number that the zone's own check digit proves goes before the printed one. */
const proved: Partial<Record<FieldName, string>> = {
  document_number: 'document_number',
  birth_date: 'birth_date',
  expires_on: 'expires_on',
}

const believed = (piece: UnderstoodPiece, name: FieldName, nth: number): PieceField | undefined => {
  const isProved = piece.mrz?.checks.some((check) => check.name === proved[name] && check.isRight)
  const zone = isProved ? piece.fields.find((field) => field.name === name && field.nth === nth && field.source === 'mrz') : undefined
  return zone ?? fieldOf(piece, name, nth)
}

/** The person of that role; where none is named so, the first. */
const nthOf = (piece: UnderstoodPiece, role: RegExp | undefined): number => (role
  ? piece.fields.find(({ name, value }) => name === 'representative_role' && role.test(normaliseName(value)))?.nth ?? 0
  : 0)

type Answer = { text: string; normal: string | null }

const answersOf = (piece: UnderstoodPiece, { fields, role }: Alias): Answer[] => {
  const found = fields.map((name) => believed(piece, name, nthOf(piece, role))).filter((field) => field !== undefined)
  const lines = (['address_line', 'postcode_city'] as const).map((name) => fieldOf(piece, name)?.value)
  const whole = fields.includes('address_line') && fields.includes('seat') && lines.every(Boolean)
    ? [{ text: lines.join(' '), normal: null }]
    : []
  return [...found.map(({ value, normal }) => ({ text: value, normal })), ...whole]
}

const isEqual = (expected: string, answer: Answer, sort: Sort, isAscii: boolean, inPart: boolean): boolean => {
  const key = keyOf(sort, expected, isAscii)
  const isNormal = answer.normal !== null && sort !== 'amount' && sort !== 'share' && keyOf(sort, answer.normal, isAscii) === key
  const own = keyOf(sort, answer.text, isAscii)
  return own === key || isNormal || (inPart && ` ${own} `.includes(` ${key} `))
}

/** An address of an identity card is one field of several lines; the truth may have it line by line. */
const isPart = (name: string, { fields }: Alias, piece: UnderstoodPiece): boolean =>
  /1|2|line|street|town/.test(name) && fields.includes('address') && !fieldOf(piece, 'address_line') &&
  fieldOf(piece, 'address') !== undefined

const textOf = (value: unknown): string => (Array.isArray(value) ? value.join(' ') : String(value)).trim()

const expectedOf = (
  value: unknown,
  sort: Sort,
): string => (sort === 'amount' && typeof value === 'number' ? `${value.toFixed(2)} €` : textOf(value))

const compareUnknown = (piece: UnderstoodPiece, name: string, value: unknown): Compared => {
  const found = piece.fields.find((field) =>
    printed(field.value) === printed(textOf(value)) || keyOf('number', field.value, false) === keyOf('number', textOf(value), false)
  )
  return { field: `${name} (no such name)`, expected: textOf(value), read: found?.value ?? null, isRight: found !== undefined }
}

/** One expected value against what was read. What was not read is wrong. */
const compareField = (piece: UnderstoodPiece, name: string, value: unknown): Compared => {
  const alias = aliasOf(name)
  if (!alias) return compareUnknown(piece, name, value)
  const expected = expectedOf(value, alias.sort)
  const answers = answersOf(piece, alias)
  const isAscii = /_ascii$/.test(name) || Array.isArray(value)
  const right = answers.find((answer) => isEqual(expected, answer, alias.sort, isAscii, isPart(name, alias, piece)))
  return { field: name, expected, read: (right ?? answers[0])?.text ?? null, isRight: right !== undefined }
}

/** The truth is what is printed for people: a signed code beside it may say something else, and what it says was not read in the print. */
const asPrinted = (piece: UnderstoodPiece): UnderstoodPiece => ({
  ...piece,
  fields: piece.fields.filter(({ source }) => source !== 'code'),
})

export const compareFields = (piece: UnderstoodPiece, fields: Record<string, unknown> = {}): Compared[] =>
  Object.entries(fields).filter(([, value]) => value !== null && value !== undefined && textOf(value) !== '').map(([name, value]) =>
    compareField(asPrinted(piece), name, value)
  )

export const compareMrz = (piece: UnderstoodPiece, lines: string[]): Compared[] =>
  lines.map((line, at) => ({
    field: `mrz ${at + 1}`,
    expected: line,
    read: piece.mrz?.lines[at] ?? null,
    isRight: piece.mrz?.lines[at] === line,
  }))

export const hasRightDigits = ({ mrz }: UnderstoodPiece): boolean =>
  mrz !== null && mrz.checks.length > 0 && mrz.checks.every(({ isRight }) => isRight)
