import type { FieldName } from './piece.ts'

const compacted: ReadonlySet<FieldName> = new Set([
  'document_number', 'card_access_number', 'siren', 'siret', 'rna', 'naf', 'vat_number', 'lei', 'iban', 'bic', 'bank_code', 'branch_code', 'account_number', 'rib_key',
])

/** What a person typed for a field, as it is compared: the same form the machine's readings have. */
export const normaliseField = (name: FieldName, value: string): string | null => {
  const text = value.trim().replace(/\s+/g, ' ')
  if (text === '') return null
  return compacted.has(name) ? text.replace(/[\s.-]/g, '').toUpperCase() : text
}
