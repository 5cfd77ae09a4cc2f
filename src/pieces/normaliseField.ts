import { isDay } from '#src/kernel/calendar.ts'
import { dayOf } from './company/dates.ts'
import type { FieldName } from './piece.ts'

const compacted: ReadonlySet<FieldName> = new Set([
  'document_number',
  'card_access_number',
  'siren',
  'siret',
  'rna',
  'naf',
  'vat_number',
  'lei',
  'iban',
  'bic',
  'bank_code',
  'branch_code',
  'account_number',
  'rib_key',
])

const dates: ReadonlySet<FieldName> = new Set([
  'birth_date',
  'issued_on',
  'expires_on',
  'registered_on',
  'closed_on',
  'representative_birth_date',
  'owner_birth_date',
])
/** Registers may give month and year of a birth and no more. */
const mayBeMonth: ReadonlySet<FieldName> = new Set(['representative_birth_date', 'owner_birth_date'])

const whole = /^(?:\d{1,2}[ ./-]\d{1,2}[ ./-]\d{4}|\d{4}-\d{2}-\d{2}|(?:\d{1,2}|1 ?er|premier) \p{L}{3,9}\.? \d{4})$/u

/** A date alone, as pieces print it: nothing before it or after it is overlooked. */
const typedDay = (text: string): string | null => (!whole.test(text) ? null : isDay(text) ? text : dayOf(text))

/** Whether it can be what the field holds: a date that is none would be passed over by every check. */
export const isSensible = (name: FieldName, value: string): boolean =>
  !dates.has(name) || typedDay(value.trim()) !== null || (mayBeMonth.has(name) && /^(?:0?[1-9]|1[0-2])[ /.-]\d{4}$/.test(value.trim()))

/** What a person typed for a field, as it is compared: the same form the machine's readings have. */
export const normaliseField = (name: FieldName, value: string): string | null => {
  const text = value.trim().replace(/\s+/g, ' ')
  if (text === '') return null
  if (dates.has(name)) return typedDay(text) ?? (mayBeMonth.has(name) ? text : null)
  return compacted.has(name) ? text.replace(/[\s.-]/g, '').toUpperCase() : text
}
