import type { Day } from '#src/kernel/calendar.ts'
import { dictionary } from '#src/kernel/dictionary.ts'
import type { FieldName, PieceType } from '#src/pieces/piece.ts'
import { nationalityCode } from './nationalities.ts'
import { type DateKind, printedDate } from './printedDates.ts'
import type { Token } from './tokens.ts'

export type Parsed = { value: string; normal: string | null; tokens: Token[] }
/** Lines of words below or beside a label to a value; null where that cannot be one. */
export type Parser = (lines: Token[][], type: PieceType, asOf: Day) => Parsed | null

const textOf = (tokens: Token[]): string => tokens.map(({ text }) => text).join(' ')

const date = (kind: DateKind): Parser => ([line = []], _, asOf) => {
  const found = printedDate(textOf(line), kind, asOf)
  return found && { value: found.value, normal: found.day, tokens: line.slice(0, 6).filter(({ plain }) => plain !== '') }
}

/** The lone F loses its stem or gains a foot; nothing looks like an M. */
const sexes: Record<string, string> = dictionary({
  F: 'F',
  f: 'F',
  E: 'F',
  Ê: 'F',
  É: 'F',
  È: 'F',
  Ë: 'F',
  '=': 'F',
  M: 'M',
  m: 'M',
  X: 'X',
})
const sex: Parser = ([line = []]) => {
  const [token] = line
  const found = sexes[(token?.text ?? '').replace(/[.,:;'’_-]+$/, '').split('/')[0] ?? '']
  return token && found ? { value: found, normal: found, tokens: [token] } : null
}

const leastLetters = 2
const letters = (text: string): number => text.replace(/[^\p{L}]/gu, '').length
const isNoise = ({ plain, confidence }: Token): boolean =>
  plain.length === 0 || (confidence !== null && confidence < 45 && plain.length <= 2)

/** Scraps of the pattern at the end of a row are no names. */
const trimmed = (tokens: Token[]): Token[] => {
  const first = tokens.findIndex((token) => !isNoise(token))
  const last = tokens.findLastIndex((token) => !isNoise(token))
  return first < 0 ? [] : tokens.slice(first, last + 1)
}
/** In one word of capitals a small letter at its head is a capital as well. */
const tidy = (text: string): string =>
  text
    .replace(/[‘’`´]/g, "'")
    .replace(/\s+([,)])/g, '$1')
    .replace(/^[^\p{L}\d(]+|[^\p{L}\d).]+$/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/^\p{Ll}(?=\p{Lu}{2,}$)/u, (sign) => sign.toUpperCase())

const name: Parser = (lines) => {
  const tokens = lines.flatMap(trimmed)
  const value = tidy(textOf(tokens)).replace(/[.:;]+$/, '')
  return letters(value) >= leastLetters && !/[\d<@=]/.test(value) ? { value, normal: value, tokens } : null
}

/** Cards part given names by commas; a comma without its tail is a full stop. */
const givenNames: Parser = (lines, type, asOf) => {
  const found = name(lines, type, asOf)
  const value = found?.value.replace(/(?<=\p{Ll})[.;,] ?(?=\p{Lu})/gu, ', ') ?? ''
  return found && { ...found, value, normal: value }
}

/** Towns have numbers behind them, and authorities as well. */
const free: Parser = (lines) => {
  const tokens = lines.flatMap(trimmed)
  const value = tidy(textOf(tokens))
  return letters(value) >= leastLetters && !value.includes('<') ? { value, normal: value, tokens } : null
}

const address: Parser = (lines) => {
  const kept = lines.map(trimmed).filter((line) => line.map(({ plain }) => plain).join('').length >= 3)
  const value = kept.map((line) => tidy(textOf(line))).filter(Boolean).join(', ')
  return letters(value) >= 4 ? { value, normal: value, tokens: kept.flat() } : null
}

/** Cards that have only codes or French adjectives: any other word there is something else. A foreign passport has words we do not know. */
const nationality: Parser = ([line = []], type) => {
  const tokens = trimmed(line)
  const value = tidy(textOf(tokens)).replace(/\.$/, '')
  const isKnown = nationalityCode(value) !== null
  return letters(value) >= 3 && !/\d/.test(value) && (isKnown || type === 'passport' || type === 'eu_id')
    ? { value, normal: nationalityCode(value) ?? value, tokens }
    : null
}

const country: Parser = ([line = []]) => {
  const token = line.find(({ text }) => /^[A-Z]{1,3}$/.test(text))
  return token ? { value: token.text, normal: token.text === 'D' ? 'DEU' : token.text, tokens: [token] } : null
}

/** The card of 2021 has nine signs, the one before it twelve, digits but for a letter in the department of Corsica; a reading of another length is none. */
const numberForms: Partial<Record<PieceType, RegExp>> = {
  fr_cni_e: /^(?=.*\d)[A-Z0-9]{9}$/,
  fr_cni_old: /^\d{4}[0-9A-Z]{3}\d{5}$/,
  passport: /^(?=(?:.*\d){3})[A-Z0-9]{6,10}$/,
  titre_sejour: /^(?=(?:.*\d){2})[A-Z0-9]{9,12}$/,
}
const anyNumber = /^(?=(?:.*\d){3})[A-Z0-9]{5,14}$/

export const documentNumberOf = (text: string, type: PieceType): string | null => {
  const number = text.replace(/[^A-Za-z0-9]/g, '')
  return (numberForms[type] ?? anyNumber).test(number) ? number : null
}

/** All of the row, or its first word where something else stands behind. */
const documentNumber: Parser = ([line = []], type) => {
  for (const tokens of [line, ...line.map((_, at) => line.slice(0, line.length - at - 1)), ...line.map((token) => [token])]) {
    const value = tokens.length ? documentNumberOf(textOf(tokens), type) : null
    if (value) return { value, normal: value, tokens }
  }
  return null
}

const personalNumber: Parser = ([line = []]) => {
  const value = textOf(line).replace(/[^A-Za-z0-9 -]/g, '').trim()
  const normal = value.replace(/[^A-Za-z0-9]/g, '')
  return /\d{2}/.test(normal) && normal.length >= 4 && normal.length <= 16 ? { value, normal, tokens: line } : null
}

const accessNumber: Parser = ([line = []]) => {
  const token = line.find(({ text }) => /^\d{6}$/.test(text))
  return token ? { value: token.text, normal: token.text, tokens: [token] } : null
}

/** Nobody is smaller or taller; three digits behind the comma are one too many, and nobody knows which. */
const height: Parser = ([line = []]) => {
  const found = /(?<!\d)([0-2])\s?[,.:]\s?(\d{2})(?!\d)\s*(?:m|rn)?/i.exec(textOf(line)) ??
    /(?<!\d)([12])()(\d{2})\s?cm/i.exec(textOf(line))
  if (!found) return null
  const centimetres = `${Number(found[1])}${found[2] || found[3]}`
  const sized = Number(centimetres) >= 40 && Number(centimetres) <= 250
  return sized
    ? { value: found[2] ? `${found[1]},${found[2]} m` : found[0], normal: String(Number(centimetres)), tokens: line.slice(0, 2) }
    : null
}

export const parsers: Partial<Record<FieldName, Parser>> = {
  family_name: name,
  usage_name: name,
  given_names: givenNames,
  sex,
  nationality,
  birth_date: date('birth'),
  birth_place: free,
  height,
  address,
  document_number: documentNumber,
  card_access_number: accessNumber,
  personal_number: personalNumber,
  issued_on: date('issue'),
  expires_on: date('expiry'),
  issuing_country: country,
  authority: free,
  category: free,
}
