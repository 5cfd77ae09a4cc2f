import type { PersonRow } from '#src/dossiers/facts.ts'
import { personName } from '#src/dossiers/person.ts'
import type { DossierFile } from '#src/dossiers/readDossier.sql.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { newTicket } from '#src/platform/submission.ts'
import { isBeforeUs } from '#src/reviews/beforeUs.ts'
import { pieceTitle, staffName, type Case } from '#src/reviews/case.page.ts'
import type { Refused } from '#src/reviews/lostRace.page.ts'
import type { Chip, ErrorLine, Field } from '#src/web/components.ts'
import { namedText } from '#src/web/errorSummary.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { copyOfDocument, identificationMeasures, lackingIdentification, measuresDue, measuresOf,
  peopleToIdentify } from './identification.ts'
import type { MeasureRow } from './identification.sql.ts'

/** The names of those who have fewer than two measures: « Anne Lenoir, Marc Le Goff ». */
export const namesLacking = ({ people, identification }: Pick<DossierFile, 'people' | 'identification'>): string =>
  lackingIdentification(people, identification).map(personName).join(', ')

const pathOf = ({ file }: Case, act: 'record' | 'withdraw'): string => `/console/dossiers/${file.dossier.id}/${act}-identification`

export const measureText = ({ t }: Visit, measure: number): string => `${measure} · ${t(`identification:measure.${measure}`)}`

/** Why nothing can be noted here; empty where it can. */
const missingOf = ({ t }: Visit, one: Case): string => {
  const { file, review } = one
  if (!one.mayWork) return t('identification:missing.reader')
  if (file.dossier.state === 'draft') return t('identification:missing.draft')
  if (!isBeforeUs(file, review)) return t('identification:missing.decided')
  return one.isHeldByAnother ? t('identification:missing.held', { who: staffName(one, review?.owner_id ?? null) }) : ''
}

/** What was refused of a form of this card, for this person or this measure only. */
const refusedFor = (refused: Refused | undefined, name: 'person' | 'identification', id: string): Refused | undefined =>
  refused && refused.values[name] === id && !refused.errors['form'] ? refused : undefined

const typedIn = (refused: Refused | undefined, name: string): string => String(refused?.values[name] ?? '')

const errorIn = (
  { t }: Visit,
  refused: Refused | undefined,
  name: string,
): string | undefined => (refused?.errors[name] ? t(refused.errors[name]) : undefined)

/** A question of one of several like forms: its identifier says whose. */
const question = (visit: Visit, refused: Refused | undefined, id: string, field: Field): Field => ({
  ...field,
  id: `f-${field.name}-${id}`,
  width: 'full',
  value: typedIn(refused, field.name),
  error: errorIn(visit, refused, field.name),
})

const acceptedPieces = ({ file }: Case, personId: string): DossierFile['documents'] =>
  file.documents.filter(({ person_id, state }) => person_id === personId && state === 'accepted')

const isCopyAt = (one: Case, personId: string): boolean => acceptedPieces(one, personId).some(({ kind }) => kind === 'identity_document')

/** What can still be noted: each measure once, and a copy only where there is one. */
const measuresLeft = (one: Case, personId: string) => {
  const noted = measuresOf(personId, one.file.identification)
  return identificationMeasures.filter((measure) => !noted.includes(measure) && (measure !== copyOfDocument || isCopyAt(one, personId)))
}

const recordFields = (visit: Visit, one: Case, { id }: PersonRow, refused: Refused | undefined): Field[] => {
  const { t } = visit
  const measures = measuresLeft(one, id).map((measure) => ({ value: String(measure), label: measureText(visit, measure) }))
  const pieces = acceptedPieces(one, id).map((piece) => ({
    value: piece.id,
    label: `${pieceTitle(visit, one.file, { kind: piece.kind })} · ${piece.file_name}`,
  }))
  const fields: Field[] = [
    {
      name: 'measure',
      label: t('identification:field.measure'),
      hint: t('identification:field.measure_hint'),
      type: 'select',
      isRequired: true,
      options: [{ value: '', label: t('identification:field.choose') }, ...measures],
    },
    {
      name: 'evidence',
      label: t('identification:field.evidence'),
      hint: t('identification:field.evidence_hint'),
      type: 'textarea',
      rows: 2,
      maxlength: 2_000,
      isRequired: true,
    },
    ...(pieces.length > 0
      ? [{
        name: 'document',
        label: t('identification:field.document'),
        type: 'select' as const,
        isOptional: true,
        options: [{ value: '', label: t('identification:field.no_document') }, ...pieces],
      }]
      : []),
  ]
  return fields.map((field) => question(visit, refused, id, field))
}

const recordForm = (visit: Visit, one: Case, person: PersonRow, refused: Refused | undefined) => {
  if (measuresLeft(one, person.id).length === 0) return null
  const fields = recordFields(visit, one, person, refused)
  return { action: pathOf(one, 'record'), person: person.id, ticket: newTicket(), fields, isOpen: refused !== undefined }
}

const withdrawForm = (visit: Visit, one: Case, person: PersonRow, row: MeasureRow, refused: Refused | undefined) => {
  const { t } = visit
  const field = question(visit, refused, row.id, {
    name: 'reason',
    label: t('identification:field.reason'),
    type: 'textarea',
    rows: 2,
    maxlength: 1_000,
    isRequired: true,
  })
  const about = t('identification:of_measure', { measure: t(`identification:measure.${row.measure}`), name: personName(person) })
  return { action: pathOf(one, 'withdraw'), id: row.id, about, field, isOpen: refused !== undefined }
}

const pieceLink = (visit: Visit, { file }: Case, { document_id: id }: MeasureRow) => {
  const piece = file.documents.find((one) => one.id === id)
  return piece
    ? { name: piece.file_name, href: isAllowed(staffOf(visit).roles, 'documents.read') ? `/console/documents/${piece.id}` : '' }
    : null
}

const measureLine = (
  visit: Visit,
  one: Case,
  person: PersonRow,
  row: MeasureRow,
  { may, refused }: { may: boolean; refused?: Refused },
) => ({
  title: measureText(visit, row.measure),
  at: row.verified_at,
  evidence: row.evidence,
  piece: pieceLink(visit, one, row),
  by: visit.t(row.is_automatic ? 'identification:by_verdict' : 'identification:by', { who: staffName(one, row.verified_by) }),
  note: may && row.is_automatic ? visit.t('identification:of_piece') : '',
  withdraw: may && !row.is_automatic ? withdrawForm(visit, one, person, row, refusedFor(refused, 'identification', row.id)) : null,
})

/** « 1 mesure sur 2 »: in amber while one is missing, said with the same words as the refusal to validate. */
const chipOf = ({ t }: Visit, count: number): Chip => ({
  tone: count < measuresDue ? 'warning' : 'good',
  label: t(count > measuresDue ? 'identification:enough' : 'identification:count', { count, due: measuresDue }),
})

const lackingText = ({ t }: Visit, count: number): string => {
  if (count === 0) return t('identification:none')
  return count < measuresDue ? t('identification:lacking', { count: measuresDue - count }) : ''
}

type Drawing = { may: boolean; refused?: Refused }

const personLine = (visit: Visit, one: Case, person: PersonRow, drawing: Drawing) => {
  const rows = one.file.identification.filter(({ person_id }) => person_id === person.id)
  const form = drawing.may ? recordForm(visit, one, person, refusedFor(drawing.refused, 'person', person.id)) : null
  return {
    name: personName(person),
    role: person.role ? visit.t(`dossiers:role.${person.role}`) : '',
    chip: chipOf(visit, rows.length),
    lacking: lackingText(visit, rows.length),
    about: visit.t('identification:for', { name: personName(person) }),
    measures: rows.map((row) => measureLine(visit, one, person, row, drawing)),
    form,
    full: drawing.may && !form ? visit.t('identification:missing.all') : '',
  }
}

/**
 * The card of the dossier: how each person who acts was identified at a distance, what is lacking, and the form to note a measure. Null
 * where nobody acts yet.
 */
export const identificationModel = (visit: Visit, one: Case, refused?: Refused) => {
  const people = peopleToIdentify(one.file.people)
  const missing = missingOf(visit, one)
  if (people.length === 0) return null
  return {
    missing,
    voids: missing === '' && one.file.dossier.state === 'proposed' ? visit.t('identification:voids') : '',
    people: people.map((person) => personLine(visit, one, person, { may: missing === '', refused })),
  }
}

const formFields = ['measure', 'evidence', 'document', 'reason'] as const

/** What is wrong with a form of the card, each line leading to its question; nothing where another form of the page was refused. */
export const identificationErrors = ({ t }: Visit, { file }: Case, { values, errors }: Refused): ErrorLine[] => {
  const row = file.identification.find(({ id }) => id === values['identification'])
  const person = file.people.find(({ id }) => id === (row?.person_id ?? values['person']))
  return formFields.filter((name) => errors[name]).map((name) => {
    const [label, what] = [t(`identification:field.${name}`), t(errors[name]!)]
    // A form that this page never had: nothing to lead to, but it is said.
    if (!person) return { name: 'form', text: namedText(label, what, t) }
    return { name: `${name}-${row?.id ?? person.id}`, text: t('identification:error', { name: personName(person), label, what }) }
  })
}
