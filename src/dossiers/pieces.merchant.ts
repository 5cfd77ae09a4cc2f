import { z } from 'zod'
import { invalid, notFound } from '#src/kernel/errors.ts'
import { withdrawDocument } from '#src/documents/withdrawDocument.ts'
import type { Refused } from '#src/merchants/forms.page.ts'
import { isShut } from '#src/merchants/merchant.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Chip, type Field } from '#src/web/components.ts'
import { line, parse } from '#src/web/fields.ts'
import { countKnock } from '#src/web/limits.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { isLacking, type ChecklistLine, type LineState } from './checklist.ts'
import type { DocumentRow, PersonRow } from './facts.ts'
import { fileOf, isClosedOff, isEditable, stepsOf } from './file.page.ts'
import { personName } from './person.ts'
import type { DossierFile } from './readDossier.sql.ts'
import { missingBeforeSubmit } from './progress.ts'
import { sendPieces } from './sendPieces.ts'
import { situationOf } from './situation.ts'
import { expiringChip, sayExpiry } from './renewals.page.ts'
import { openLines, renewalsOf, wantedItems, wantedRenewals } from './wantedPieces.ts'

/** What an input for a piece takes; the bytes will say what it is. */
const accepted = '.pdf,.jpg,.jpeg,.png,.webp,application/pdf,image/jpeg,image/png,image/webp'
/** At once, for one line: both sides of a card, or a scan page by page. */
export const filesAtOnce = 6

const toneOf: Record<LineState, Chip['tone']> = {
  missing: 'neutral',
  received: 'waiting',
  accepted: 'good',
  refused: 'warning',
  overridden: 'good',
}

const chipOf = ({ t }: Visit, { state, requirement }: ChecklistLine<DocumentRow>, isWanted: boolean): Chip => {
  if (isWanted) return { tone: 'warning', label: t(`dossiers:pieces.state.${state === 'refused' ? 'refused' : 'missing'}`) }
  if (state === 'missing' && requirement.level === 'conditional') return { tone: 'neutral', label: t('dossiers:pieces.state.if_needed') }
  return { tone: toneOf[state], label: t(`dossiers:pieces.state.${state}`) }
}

/** `said`: the reason that stands above the files already. */
const sentOf = ({ t }: Visit, piece: DocumentRow, mayTakeBack: boolean, submittedAt: Date | null, said = '') => ({
  name: piece.file_name,
  at: piece.uploaded_at,
  bytes: piece.byte_count,
  isRefused: piece.state === 'refused',
  why: piece.state === 'refused' && piece.refusal_reason !== said ? t(`requests:reason.${piece.refusal_reason ?? 'other'}`) : '',
  takeBack: mayTakeBack && piece.state === 'received' && !(submittedAt && piece.uploaded_at <= submittedAt)
    ? `/merchant/documents/${piece.id}/withdraw`
    : '',
})

const personOf = (people: readonly PersonRow[], id: string | undefined): string => {
  const person = people.find((one) => one.id === id)
  return person ? personName(person) : ''
}

export const titleOfPiece = ({ t }: Visit, line: ChecklistLine<DocumentRow>['requirement'], people: readonly PersonRow[]): string => {
  const piece = t(`requests:piece.${line.kind}`)
  const person = personOf(people, line.personId)
  return person ? t('requests:piece_of', { piece, person }) : piece
}

/** Accepted kinds and age, in one sentence each. */
const rulesOf = ({ t }: Visit, { acceptedTypes, maxAgeMonths }: ChecklistLine<DocumentRow>['requirement']): string[] => [
  ...(acceptedTypes
    ? [
      t('dossiers:pieces.accepts', {
        count: acceptedTypes.length,
        kinds: acceptedTypes.map((type) => t(`dossiers:type.${type}`)).join(', '),
      }),
    ]
    : []),
  ...(maxAgeMonths ? [t('dossiers:pieces.age', { count: maxAgeMonths })] : []),
]

const uploadField = (visit: Visit, index: number, title: string, error: string | undefined): Field => ({
  name: 'file',
  id: error ? 'f-file' : `f-file-${index}`,
  type: 'file',
  label: visit.t('dossiers:pieces.send_for', { piece: title }),
  isLabelHidden: true,
  accept: accepted,
  isMultiple: true,
  error,
  width: 'full',
})

type Drawing = {
  file: DossierFile
  /** Keys of the lines that take files, and of those a request waits for. */
  open: Set<string>
  wanted: Set<string>
  /** Lines whose piece expires soon; the new one may be sent. */
  renewals: Map<string, DossierFile['renewals'][number]>
  refused?: Refused
}

const lineModel = (visit: Visit, line: ChecklistLine<DocumentRow>, index: number, { file, open, wanted, renewals, refused }: Drawing) => {
  const { requirement, documents, state } = line
  const title = titleOfPiece(visit, requirement, file.people)
  const isWanted = wanted.has(requirement.key)
  const item = isWanted ? file.request?.items.find(({ requirement_key }) => requirement_key === requirement.key) : undefined
  const renewal = renewals.get(requirement.key)
  const isOpen = open.has(requirement.key)
  const wrong = refused?.values['requirement'] === requirement.key ? refused.errors['file'] : undefined
  return {
    key: requirement.key,
    title,
    why: visit.t(requirement.reason),
    chip: renewal ? expiringChip(visit, renewal) : chipOf(visit, line, isWanted),
    rules: rulesOf(visit, requirement),
    asked: renewal ? sayExpiry(visit, renewal) : item ? visit.t(`requests:reason.${item.reason}`) : '',
    note: item?.note ?? '',
    files: documents.map((piece) => sentOf(visit, piece, isOpen && isEditable(file), file.dossier.submitted_at, item?.reason)),
    field: isOpen && (isWanted || renewal || (state !== 'accepted' && state !== 'overridden'))
      ? uploadField(visit, index, title, wrong && visit.t(wrong))
      : null,
    // Where a line holds a file already another is the exception: one press further away.
    submit: visit.t('dossiers:pieces.send_more'),
    isFolded: !isWanted && !renewal && !isLacking(line) && documents.length > 0 && !wrong,
  }
}

type Model = ReturnType<typeof lineModel>
type Group = { name: string; isFolded: boolean; lines: Model[] }

/** While the file is filled in: what is due, then what may be. Afterwards: what is asked, and the rest out of the way. */
const groupsOf = (visit: Visit, drawing: Drawing) => {
  const { file, wanted, renewals } = drawing
  const isDraft = file.dossier.state === 'draft'
  const isOnlyAsked = isClosedOff(file) || file.dossier.state === 'validated'
  const asked = new Set([
    ...(file.request?.items ?? []).map((item) => item.requirement_key),
    ...renewalsOf(file).map((one) => one.requirementKey),
  ])
  // what he sent stays under his eyes once he is validated
  const isSent = ({ documents }: ChecklistLine<DocumentRow>): boolean => file.dossier.state === 'validated' && documents.length > 0
  const shown = isOnlyAsked ? file.checklist.filter((line) => asked.has(line.requirement.key) || isSent(line)) : file.checklist
  const models = shown.map((line, i) => ({
    model: lineModel(visit, line, i, drawing),
    isWanted: wanted.has(line.requirement.key),
    isDue: line.requirement.level === 'required',
    isExpiring: renewals.has(line.requirement.key),
  }))
  const pick = (name: string, isFolded: boolean, is: (one: (typeof models)[number]) => boolean): Group => ({
    name,
    isFolded,
    lines: models.filter(is).map(({ model }) => model),
  })
  const groups = isDraft
    ? [pick('due', false, ({ isDue }) => isDue), pick('conditional', true, ({ isDue }) => !isDue)]
    : [
      pick('asked', false, ({ isWanted }) => isWanted),
      pick('expiring', false, ({ isExpiring }) => isExpiring),
      pick('kept', wanted.size + renewals.size > 0, ({ isWanted, isExpiring }) => !isWanted && !isExpiring),
    ]
  return groups.filter(({ lines }) => lines.length > 0).map(({ name, ...group }) => ({
    ...group,
    isOpen: group.lines.some(({ field }) => field?.error),
    title: visit.t(`dossiers:pieces.group.${name}`),
    text: visit.t(`dossiers:pieces.group_text.${name}`),
  }))
}

/** GET /merchant/documents */
export const showPieces = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const file = await fileOf(visit)
  const { merchant, company } = file
  if (isShut(merchant.state)) return seeOther('/merchant')
  if (!company) return seeOther('/merchant/company', { tone: 'neutral', key: 'dossiers:flash.company_first' })
  const open = new Set(openLines(file).map(({ requirement }) => requirement.key))
  const lacking = file.checklist.filter(isLacking).length
  const wanted = new Set(wantedItems(file).map(({ requirement_key }) => requirement_key))
  const situation = situationOf(file, wanted.size === 0)
  const renewals = new Map(wantedRenewals(file).map((one) => [one.requirementKey, one]))
  const isDraft = file.dossier.state === 'draft'
  const isNextReady = isDraft && !missingBeforeSubmit(stepsOf(visit, file)).some(({ step }) => step === 'documents')
  const groups = groupsOf(visit, { file, open, wanted, renewals, refused })
  return view('dossiers/pieces', {
    title: visit.t('dossiers:pieces.title'),
    sentence: isDraft
      ? visit.t('dossiers:pieces.sentence_draft', { count: lacking })
      : visit.t(situation === 'validated' && renewals.size > 0 ? 'renewals:pieces.sentence' : `dossiers:pieces.sentence_${situation}`),
    errors: errorLines(refused?.errors, visit.t),
    groups,
    takesFiles: groups.some(({ lines }) => lines.some(({ field }) => field !== null)),
    message: file.request && isOpenRequest(file) ? file.request.message : '',
    next: isNextReady ? '/merchant/contract' : '',
  })
}

const isOpenRequest = ({ request }: DossierFile): boolean => request !== null && request.state !== 'answered'

const sendForm = z.object({ requirement: line(120) })

/** POST /merchant/documents: one line of the list, one or more files. */
export const postPieces = async (visit: Visit): Promise<Answer> => {
  const { requirement } = parse(sendForm, visit.body)
  const files = visit.files.filter(({ field, bytes, fileName }) => field === 'file' && (bytes.length > 0 || fileName !== ''))
  if (files.length === 0) throw invalid({ file: 'dossiers:pieces.problem.no_file' })
  await countKnock('merchant.upload', visit.session?.merchantId ?? '')
  const { count } = await sendPieces(visit.ctx, { requirementKey: requirement, files })
  return seeOther('/merchant/documents', good(count > 1 ? 'dossiers:flash.pieces_sent' : 'dossiers:flash.piece_sent'))
}

/** POST /merchant/documents/:id/withdraw */
export const postWithdrawPiece = async (visit: Visit): Promise<Answer> => {
  const file = await fileOf(visit)
  const id = param(visit, 'id')
  if (!file.documents.some((piece) => piece.id === id)) throw notFound()
  await withdrawDocument(visit.ctx, id)
  return seeOther('/merchant/documents', good('dossiers:flash.piece_withdrawn'))
}
