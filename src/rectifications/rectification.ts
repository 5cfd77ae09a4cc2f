import { isCountry } from '#src/dossiers/countries.ts'
import type { Day } from '#src/kernel/calendar.ts'
import { isSayable } from '#src/kernel/names.ts'
import { subjectKindOf } from '#src/personalData/subject.ts'
import { birthProblem } from '#src/rights/birth.ts'

/**
 * What may be put right, by the kind of row. What a card, a mandate, a piece or a contract says is evidence, and stays as it was written
 * (DSR-05).
 */
export const rectifiable = {
  user: ['name'],
  person: ['given_names', 'family_name', 'usage_name', 'birth_date', 'birth_place', 'address'],
  payer: ['name', 'email', 'mobile', 'born_on', 'country'],
} as const
export type RectifiableKind = keyof typeof rectifiable
export type RectifiableField = (typeof rectifiable)[RectifiableKind][number]

export const rectifiableKindOf = (subjectId: string): RectifiableKind | null => {
  const kind = subjectKindOf(subjectId)
  return kind !== null && kind in rectifiable ? (kind as RectifiableKind) : null
}

export const isRectifiable = (subjectId: string, field: string): field is RectifiableField => {
  const kind = rectifiableKindOf(subjectId)
  return kind !== null && (rectifiable[kind] as readonly string[]).includes(field)
}

/** How a value is asked for and said: a day as a day, a country from the list, the rest as text. */
export const valueKindOf = (field: string): 'birth' | 'country' | 'text' =>
  field === 'birth_date' || field === 'born_on' ? 'birth' : field === 'country' ? 'country' : 'text'

export const mayBeEmpty: readonly string[] = ['usage_name', 'address', 'email', 'mobile', 'born_on', 'country']

/** What is wrong with a new value: the key of a sentence; null where it can stand. */
export const valueProblem = (field: RectifiableField, value: string, today: Day): string | null => {
  if (value === '') return mayBeEmpty.includes(field) ? null : 'web:field.missing'
  const kind = valueKindOf(field)
  if (kind === 'birth') return birthProblem(value, today)
  if (kind === 'country') return isCountry(value) ? null : 'web:field.bad_choice'
  if (field === 'email') return /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/.test(value) && value.length <= 64 ? null : 'web:field.bad_email'
  if (field === 'mobile') return /^\+?[\d .()-]{8,16}$/.test(value) ? null : 'web:field.bad_value'
  return isSayable(value) && value.length >= (field === 'name' ? 3 : 1) && value.length <= 200 ? null : 'web:field.bad_value'
}
