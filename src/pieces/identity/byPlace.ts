import type { Day } from '#src/kernel/calendar.ts'
import type { FieldName, PieceType } from '#src/pieces/piece.ts'
import type { Found } from './byLabel.ts'
import { type Parsed, parsers } from './parsers.ts'
import { type Form, partsOf } from './places.ts'
import { heightOf, middleOf, type Token } from './tokens.ts'

const tallest = (part: Token[]): number => Math.max(...part.map(heightOf))
const left = (part: Token[]): number => (part[0] as Token).box[0]
const middle = (part: Token[]): number => part.reduce((sum, token) => sum + middleOf(token), 0) / part.length
const textOf = (part: Token[]): string => part.map(({ text }) => text).join(' ')
export const isSure = (part: Token[]): boolean => part.every(({ confidence }) => confidence === null || confidence > 40)

const town = /^\d{5} \p{Lu}[\p{Lu}\d '’-]+$/u
const street = /^[\p{Lu}\d][\p{Lu}\d '’.,()/-]{5,}$/u

/** The lines over a postcode and a town, set to the same edge; the country may follow. */
export const addressBy = (form: Form, used: Token[]): Found[] => {
  const parts = partsOf(form, used)
  const last = parts.filter((part) => town.test(textOf(part)))
  if (last.length !== 1) return []
  const base = last[0] as Token[]
  const isNear = (part: Token[]): boolean =>
    Math.abs(left(part) - left(base)) < 1.5 * tallest(base) && Math.abs(middle(part) - middle(base)) < 5 * tallest(base)
  const lines = parts.filter((part) => isNear(part) && isSure(part) && (street.test(textOf(part)) || part === base)).sort((a, b) =>
    middle(a) - middle(b)
  )
  const at = lines.indexOf(base)
  const kept = lines.slice(Math.max(0, at - 2), at + 2)
  const value = kept.map(textOf).join(', ')
  return kept.length > 1 && at > 0 ? [{ name: 'address', value, normal: value, tokens: kept.flat() }] : []
}

/** Of these cards alone the order is always the same: family name, given names, then one row of sex, nationality and birth date. */
const ordered: readonly PieceType[] = ['fr_cni_e', 'titre_sejour']

const parse = (name: FieldName, part: Token[] | undefined, type: PieceType, asOf: Day): Found[] => {
  const parsed: Parsed | null = part && isSure(part) ? (parsers[name]?.([part], type, asOf) ?? null) : null
  return parsed ? [{ name, ...parsed }] : []
}

const besideBirth = (parts: Token[][], type: PieceType, asOf: Day): Found[] => {
  const sex = parts.find((part) => part.length === 1 && /^[FMX][.,]?$/.test(textOf(part)))
  const country = parts.find((part) => part.length === 1 && /^[A-Z]{3}[.,]?$/.test(textOf(part)))
  return [...parse('sex', sex, type, asOf), ...parse('nationality', country, type, asOf)]
}

/**
 * Rows as large as the birth date and left of it: the second above is the family name, the first the given names, the next below the place,
 * then the usage name. What was read poorly keeps its place in that order, and is not taken. */
export const namesBy = (form: Form, type: PieceType, known: Found[], asOf: Day): Found[] => {
  const birth = known.find(({ name }) => name === 'birth_date')?.tokens
  if (!birth || !ordered.includes(type)) return []
  const tall = tallest(birth)
  const titles = form.labels.filter(({ name }) => name === 'none').map(({ row }) => form.rows[row])
  const isTitle = (part: Token[]): boolean => titles.some((row) => row?.includes(part[0] as Token))
  const large = partsOf(form, birth).filter((part) => !isTitle(part) && tallest(part) > 0.75 * tall && tallest(part) < 1.8 * tall)
  const onRow = large.filter((part) => Math.abs(middle(part) - middle(birth)) < 0.8 * tall)
  const edge = Math.min(...onRow.map(left))
  const column = large.filter((part) => !onRow.includes(part) && Math.abs(left(part) - edge) < 2 * tall)
  const above = column.filter((part) => middle(part) < middle(birth)).sort((a, b) => middle(b) - middle(a))
  const under = column.filter((part) => middle(part) > middle(birth)).sort((a, b) => middle(a) - middle(b))
  // a usage name stands between the place and the number, or there is none
  const usage = under[1] && !/\d/.test(textOf(under[1])) ? parse('usage_name', under[1], type, asOf) : []
  const place = type === 'fr_cni_e' ? [...parse('birth_place', under[0], type, asOf), ...usage] : []
  return [
    ...parse('family_name', above[1], type, asOf),
    ...parse('given_names', above[0], type, asOf),
    ...besideBirth(onRow, type, asOf),
    ...place,
  ]
}
