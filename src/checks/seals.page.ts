import { isDay } from '#src/kernel/calendar.ts'
import { dictionary } from '#src/kernel/dictionary.ts'
import type { FieldName, PieceField, Seal } from '#src/pieces/piece.ts'
import { sealFields } from '#src/pieces/seals/sealFields.ts'
import type { Chip } from '#src/web/components.ts'
import { formatDay } from '#src/web/formats.ts'
import { hasText } from '#src/web/i18n.ts'
import type { Visit } from '#src/web/visit.ts'
import { fieldKey, labelOf, otherPage, type Desk } from './fieldLines.page.ts'

/** A code of thousands of signs is legal; nobody reads them all here. */
const longest = 240
const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text)

const looks: Record<Seal['signature'], Pick<Chip, 'tone' | 'icon'>> = {
  valid: { tone: 'good', icon: 'shield-check' },
  invalid: { tone: 'bad', icon: 'alert' },
  unknown_certificate: { tone: 'neutral', icon: 'eye' },
  certificate_expired: { tone: 'warning', icon: 'info' },
}
const chipOf = ({ t }: Visit, { signature }: Seal): Chip => ({ ...looks[signature], label: t(`checks:seal.signature.${signature}`) })

const typeOf = ({ t, lang }: Visit, { documentType }: Seal): string => {
  const key = `checks:seal.type.t${documentType.toLowerCase()}`
  return hasText(lang, key) ? t(key) : t('checks:seal.other_type', { type: documentType })
}

/** Who signed: by name where the certificate is one we trust, else only by the two marks that the code claims. */
const issuerOf = ({ t }: Visit, { findings }: Desk, { issuerId, certificateId, signature }: Seal): string => {
  const marks = `${issuerId} ${certificateId}`
  const name = findings.issuers.get(marks)
  return name && signature !== 'unknown_certificate' ? t('checks:seal.issuer_named', { name, marks }) : marks
}

/** Which datum (ANTS 3.1.3) is told by which field of ours: it need not be told twice. */
const toldBy: Record<string, FieldName> = dictionary({
  10: 'holder',
  11: 'holder',
  12: 'holder',
  13: 'holder',
  18: 'bill_number',
  20: 'address_line',
  21: 'address_line',
  22: 'address_line',
  23: 'address_line',
  24: 'postcode_city',
  25: 'postcode_city',
  30: 'holder',
  31: 'iban',
  32: 'bic',
  46: 'holder',
  '4N': 'holder',
  '4O': 'address_line',
  '4P': 'postcode_city',
  '4Q': 'postcode_city',
  60: 'given_names',
  61: 'given_names',
  62: 'family_name',
  63: 'usage_name',
  66: 'document_number',
  68: 'sex',
  69: 'birth_date',
  '6A': 'birth_place',
})

/** Names and addresses: their blanks are written as slashes. */
const slashed: readonly string[] = [...Object.keys(toldBy), '48', '4Y', '6U']

/** As a person writes it; a day comes as eight digits. */
const tidy = (id: string, value: string, lang: Visit['lang']): string => {
  const day = value.replace(/^(\d{2})(\d{2})(\d{4})$/, '$3-$2-$1')
  if (day !== value && isDay(day)) return formatDay(day, lang)
  return (slashed.includes(id) ? value.replace(/\//g, ' ') : value).replace(/\s+/g, ' ').trim()
}

const isTold = (fields: readonly PieceField[], id: string, value: string): boolean =>
  fields.some((field) => field.name === toldBy[id] && (field.value.includes(value) || id === '69'))

/** A field that the code and the print both may say. */
const bothRow = (visit: Visit, { findings }: Desk, field: PieceField) => {
  const printed = (findings.piece?.fields ?? []).filter((one) =>
    fieldKey(one) === fieldKey(field) && (one.source === 'text' || one.source === 'hand')
  )
  return {
    key: printed.length > 0 ? `seal ${fieldKey(field)}` : 'seal',
    label: labelOf(visit, field),
    signed: cut(field.value),
    printed: [...new Set(printed.map(({ value }) => cut(value)))].join(' / '),
  }
}

/** What only the code says; of a datum that we do not know, its two signs. */
const codeRow = ({ t, lang }: Visit, id: string, value: string) => {
  const key = `checks:seal.data.d${id.toLowerCase()}`
  return {
    key: 'seal',
    label: hasText(lang, key) ? t(key) : t('checks:seal.other_data', { id }),
    signed: cut(tidy(id, value, lang)),
    printed: '',
  }
}

const rowsOf = (visit: Visit, desk: Desk, seal: Seal) => {
  const fields = sealFields(seal).filter(({ name }) => name !== 'issued_on')
  const rest = Object.entries(seal.data).filter(([id, value]) => value.trim() !== '' && !isTold(fields, id, tidy(id, value, visit.lang)))
  return [...fields.map((field) => bothRow(visit, desk, field)), ...rest.map(([id, value]) => codeRow(visit, id, value))]
}

/** What each signed code of the piece says, beside what was read in print; a stranger's words, whatever its signature is worth. */
export const sealsModel = (visit: Visit, desk: Desk) =>
  (desk.findings.piece?.seals ?? []).map((seal) => ({
    type: typeOf(visit, seal),
    chip: chipOf(visit, seal),
    why: visit.t(`checks:seal.said.${seal.signature}`),
    issuer: issuerOf(visit, desk, seal),
    signedOn: seal.signedOn ? formatDay(seal.signedOn, visit.lang) : '',
    issuedOn: seal.issuedOn ? formatDay(seal.issuedOn, visit.lang) : '',
    other: seal.place ? otherPage(visit, desk, [seal.place]) : null,
    rows: rowsOf(visit, desk, seal),
  }))
