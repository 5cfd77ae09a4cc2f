import type { Place, PieceField } from '#src/pieces/piece.ts'
import { formatInstant, formatNumber } from '#src/web/formats.ts'
import { isAboutFile, type Refused } from '#src/reviews/lostRace.page.ts'
import type { Visit } from '#src/web/visit.ts'
import type { CorrectionRow } from './checks.sql.ts'
import type { Findings } from './findings.page.ts'

/** The page looked at, and whether its reader may put a reading right. */
export type Desk = { documentId: string; page: number; mayCorrect: boolean; findings: Findings; refused?: Refused | undefined }

/** A field, all its readings together: the zone and the print may both say it. */
export const fieldKey = ({ name, nth }: { name: string; nth: number }): string => `${name}.${nth}`

/** « imprimé, 91 % », « MRZ ». A PDF's own text was not guessed. */
export const sourceOf = ({ t, lang }: Visit, { source, confidence }: Pick<PieceField, 'source' | 'confidence'>): string =>
  source === 'text' && confidence !== null
    ? t('documents:source.printed', { confidence: formatNumber(Math.round(confidence), lang) })
    : t(`documents:source.${source}`)

/** Where else it stands, when it does not stand on the page looked at. */
export const otherPage = (visit: Visit, { documentId, page }: Desk, places: readonly Place[]) => {
  const first = places[0]
  if (!first || places.some((place) => place.page === page)) return null
  return { href: `/console/documents/${documentId}?page=${first.page}`, label: visit.t('documents:field_line.page', { page: first.page }) }
}

export const labelOf = ({ t }: Visit, { name, nth }: { name: string; nth: number }): string => {
  const label = t(`documents:field.${name}`)
  return nth === 0 ? label : t('documents:field_line.nth', { label, number: nth + 1 })
}

const handOf = ({ lang }: Visit, { names }: Findings, correction: CorrectionRow | undefined) =>
  correction
    ? { who: names.get(correction.corrected_by) ?? correction.corrected_by, at: formatInstant(correction.corrected_at, lang) }
    : null

/** What was typed into this field's form, when it came back. */
const cameBack = ({ refused }: Desk, { name, nth }: { name: string; nth: number }):
  | Refused
  | null => (refused && refused.values['field'] === name && refused.values['nth'] === String(nth) && !isAboutFile(refused) ? refused : null)

const editOf = ({ t }: Visit, desk: Desk, field: { name: string; nth: number; value: string; isCorrected: boolean }) => {
  if (!desk.mayCorrect) return null
  const back = cameBack(desk, field)
  const error = back?.errors['value']
  return {
    action: `/console/documents/${desk.documentId}/fields`,
    field: field.name,
    nth: String(field.nth),
    page: String(desk.page),
    value: back ? String(back.values['value'] ?? '') : field.value,
    id: back ? 'f-value' : `correct-${field.name}-${field.nth}`,
    isOpen: back !== null,
    error: error ? t(error) : '',
    takeBack: field.isCorrected ? t('documents:correct.take_back') : '',
    open: t(field.value ? 'documents:correct.open' : 'documents:correct.type'),
  }
}

/** Which people read in groups. A document's number has the shape of none. */
const inGroups: ReadonlySet<string> = new Set(['siren', 'siret', 'vat_number', 'iban'])

const readings = (visit: Visit, desk: Desk, fields: readonly PieceField[]) =>
  fields.map((field) => ({ value: field.value, source: sourceOf(visit, field), other: otherPage(visit, desk, field.places) }))

/** What was read of a field, what a person put in its place, and the form to do so. */
export const fieldLine = (visit: Visit, desk: Desk, one: { name: string; nth: number }) => {
  const { findings } = desk
  const of = (fields: readonly PieceField[] = []): PieceField[] => fields.filter((field) => fieldKey(field) === fieldKey(one))
  const machine = of(findings.machine?.fields)
  const correction = findings.corrections.find((row) => fieldKey({ name: row.field, nth: row.nth }) === fieldKey(one))
  const label = labelOf(visit, one)
  const value = correction?.value ?? machine[0]?.value ?? ''
  return {
    key: fieldKey(one),
    label,
    isNumber: inGroups.has(one.name),
    value: correction?.value ?? '',
    hand: handOf(visit, findings, correction),
    readings: readings(visit, desk, machine),
    edit: editOf(visit, desk, { ...one, value, isCorrected: correction !== undefined }),
  }
}

/** The fields that were read, each once, in the order in which they stand. */
export const readKeys = ({ piece }: Findings): { name: string; nth: number }[] => [
  ...new Map((piece?.fields ?? []).map(({ name, nth }) => [fieldKey({ name, nth }), { name, nth }])).values(),
]
