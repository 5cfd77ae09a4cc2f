import { parisDay } from '#src/kernel/calendar.ts'
import { openSteps } from '#src/kernel/lifecycle.ts'
import { listDocuments } from '#src/documents/documents.sql.ts'
import { findDossierOfMerchant } from '#src/dossiers/dossiers.sql.ts'
import { findMerchant, type MerchantRow } from '#src/merchants/merchants.sql.ts'
import { oppositionCards } from '#src/oppositions/oppositions.page.ts'
import { listOppositions } from '#src/oppositions/oppositions.sql.ts'
import { readPieces } from '#src/packs/openPiece.ts'
import type { Piece } from '#src/packs/piece.ts'
import { namesOfStaff } from '#src/staff/staff.sql.ts'
import { view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Action, type Fact, type Field } from '#src/web/components.ts'
import { formatDay, formatFileSize, formatInstant, formatNumber } from '#src/web/formats.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { clockOf, declarationLifecycle, isCompletable, type DeclarationAction } from './declaration.ts'
import { differencesOf, lackingOf, type Content } from './content.ts'
import { listCriteria, listLine, type DeclarationRow } from './declarations.sql.ts'
import { retakeFields } from './draft.console.ts'
import { readDeclaration } from './enter.ts'
import { keptUntil } from './keptUntil.page.ts'
import { registerOf } from './register.page.ts'
import { openContent } from './sealed.ts'
import { differenceRow, groundLines, operationColumns, operationRow, personColumns, personRow } from './sections.page.ts'
import { takeFile } from './take.ts'
import { declarationChip, here, hoursChip, mayHere, pathOf, type Refused } from './words.page.ts'

export type One = {
  row: DeclarationRow
  content: Content
  merchant: MerchantRow | null
  line: DeclarationRow[]
  steps: DeclarationAction[]
}

export const oneOf = async (visit: Visit, row: DeclarationRow): Promise<One> => ({
  row,
  content: openContent(row),
  merchant: await findMerchant(visit.ctx.db, row.merchant_id),
  line: await listLine(visit.ctx.db, row.amends_id ?? row.id),
  steps: openSteps(declarationLifecycle, row.state, visit.ctx.actor),
})

export const nameOfMerchant = ({ merchant, row }: Pick<One, 'merchant' | 'row'>): string => merchant?.name || row.merchant_id

const signs = async ({ t, ctx }: Visit, row: DeclarationRow): Promise<Fact[]> => {
  const names = await namesOfStaff(ctx.db, [...row.written_by, row.approved_by, row.filed_by].filter((id): id is string => id !== null))
  const by = (
    label: string,
    at: Date | null,
    who: string | null,
  ): Fact[] => (at ? [{ label: t(`declarations:fact.${label}`), at, note: who ? names.get(who) ?? who : '' }] : [])
  return [
    ...by('drafted', row.drafted_at, row.drafted_by),
    { label: t('declarations:fact.writers'), text: row.written_by.map((id) => names.get(id) ?? id).join(', ') },
    ...by('approved', row.approved_at, row.approved_by),
    ...by('filed', row.filed_at, row.filed_by),
    ...(row.reference ? [{ label: t('declarations:fact.reference'), text: row.reference, isMono: true }] : []),
    ...by('acknowledged', row.acknowledged_at, null),
    ...(row.receipt ? [{ label: t('declarations:fact.receipt'), text: row.receipt, isMono: true }] : []),
    ...by(row.state === 'abandoned' ? 'abandoned' : 'closed', row.ended_at, null),
  ]
}

const factsOf = async (visit: Visit, one: One): Promise<Fact[]> => {
  const { t, lang, ctx } = visit
  const { row, line } = one
  const { target } = clockOf(row, ctx.now)
  const [chip, until] = [hoursChip(visit, row), await keptUntil(ctx.db, line, ctx.now)]
  return [
    { label: t('declarations:column.merchant'), text: nameOfMerchant(one), href: `/console/merchants/${row.merchant_id}` },
    { label: t(row.amends_id ? 'declarations:fact.learnt' : 'declarations:fact.suspected'), at: row.suspected_at },
    ...(chip
      ? [{
        label: t('declarations:column.clock'),
        chip,
        note: t('declarations:fact.target', { at: formatInstant(new Date(target.getTime() - 60_000), lang) }),
      }]
      : []),
    ...(row.is_urgent ? [{ label: t('declarations:fact.urgent'), text: t('web:word.yes') }] : []),
    ...(await signs(visit, row)),
    ...(row.hold_id
      ? [{ label: t('declarations:fact.hold'), text: t('declarations:fact.hold_link'), href: `/console/holds/${row.hold_id}` }]
      : []),
    until
      ? { label: t('declarations:fact.kept'), day: until }
      : { label: t('declarations:fact.kept'), text: t('declarations:fact.kept_open') },
  ]
}

const acts: readonly { act: string; step: DeclarationAction; kind: 'primary' | 'plain' }[] = [
  { act: 'abandon', step: 'abandon', kind: 'plain' },
  { act: 'send-back', step: 'send_back', kind: 'plain' },
  { act: 'close', step: 'close', kind: 'plain' },
  { act: 'acknowledge', step: 'acknowledge', kind: 'primary' },
  { act: 'approve', step: 'approve', kind: 'primary' },
  { act: 'file', step: 'file', kind: 'primary' },
]

const mayStep = ({ row, steps }: One, step: DeclarationAction): boolean =>
  steps.includes(step) && (step !== 'acknowledge' || row.receipt === null)

/** What may be done now; of the next step, why it is somebody else's. */
const actionsOf = (visit: Visit, one: One): Action[] => {
  const { t, ctx } = visit
  const { row } = one
  const label = (act: string): string => t(`declarations:act.${act.replace('-', '_')}`)
  const all = acts.filter(({ step }) => mayStep(one, step)).map((
    { act, kind },
  ): Action => (act === 'approve' && row.written_by.includes(ctx.actor.id)
    ? { label: label(act), reason: t('declarations:missing.own') }
    : { label: label(act), href: `${pathOf(row)}/acts/${act}`, kind })
  )
  const lacksFiler = row.state === 'approved' && !one.steps.includes('file')
    ? [{ label: label('file'), reason: t('declarations:missing.declarant') }]
    : []
  const edit = row.state === 'draft' && mayHere(visit, 'declarations.write')
    ? [{ label: t('declarations:act.edit'), href: `${pathOf(row)}/edit`, icon: 'note', kind: 'plain' as const, key: 'e' }]
    : []
  return [
    { label: t('declarations:act.pack'), href: `${pathOf(row)}/pack.zip`, icon: 'download', kind: 'plain' },
    ...edit,
    ...all,
    ...lacksFiler,
  ]
}

/** What can be done beside its life: the money, the opposition, a complementary one. */
const besides = (visit: Visit, { row }: One): Action[] => {
  const may = mayHere(visit, 'declarations.decide')
  const to = (act: string): Action => ({ label: visit.t(`declarations:act.${act}`), href: `${pathOf(row)}/acts/${act}`, kind: 'plain' })
  return [
    ...(may && row.hold_id === null && row.filed_at === null && row.ended_at === null ? [to('suspend')] : []),
    ...(may && row.filed_at !== null && row.state !== 'closed' ? [to('oppose')] : []),
    ...(mayHere(visit, 'declarations.write') && row.amends_id === null && isCompletable(row.state) ? [to('complete')] : []),
  ]
}

const lineRows = (visit: Visit, { row, line }: One) =>
  line.filter(({ id }) => id !== row.id).map((other) => ({
    href: pathOf(other),
    name: visit.t(other.amends_id ? 'declarations:kind.complementary' : 'declarations:kind.first'),
    at: other.filed_at ?? other.drafted_at,
    chip: declarationChip(visit, other),
  }))

const pieceRows = (visit: Visit, { row }: One, pieces: readonly Piece[]) => {
  const isOpen = row.state === 'draft' && mayHere(visit, 'declarations.write')
  return pieces.map((piece) => ({
    href: `${pathOf(row)}/pieces/${piece.id}`,
    name: piece.fileName,
    size: formatFileSize(piece.byteCount, visit.lang),
    source: visit.t(
      piece.kind === 'order' ? 'declarations:piece.order' : piece.sourceId ? 'declarations:piece.of_file' : 'declarations:piece.brought',
    ),
    addedAt: piece.addedAt,
    remove: isOpen && piece.kind === 'piece' ? `${pathOf(row)}/pieces/${piece.id}/remove` : null,
  }))
}

const pieceForms = async ({ t, ctx }: Visit, { row }: One, pieces: readonly Piece[]) => {
  const dossier = await findDossierOfMerchant(ctx.db, row.merchant_id)
  const documents = dossier
    ? (await listDocuments(ctx.db, dossier.id)).filter(({ id }) => !pieces.some(({ sourceId }) => sourceId === id))
    : []
  const upload: Field = {
    name: 'file',
    type: 'file',
    label: t('declarations:piece.upload'),
    hint: t('declarations:piece.upload_hint'),
    isMultiple: true,
    accept: '.pdf,.jpg,.jpeg,.png,.webp',
  }
  const pick: Field = {
    name: 'document_id',
    type: 'select',
    label: t('declarations:piece.take'),
    hint: t('declarations:piece.take_hint'),
    width: 'full',
    options: documents.map(({ id, kind, file_name: name }) => ({ value: id, label: `${t(`requests:piece.${kind}`)} · ${name}` })),
  }
  return {
    upload: { action: `${pathOf(row)}/pieces`, field: upload },
    take: documents.length > 0 ? { action: `${pathOf(row)}/take-document`, field: pick } : null,
  }
}

const mostShown = 200

const tablesOf = (visit: Visit, { content: { taken } }: One) => ({
  persons: taken.persons.map((person) => personRow(visit, person)),
  personColumns: personColumns(visit),
  operations: taken.operations.slice(0, mostShown).map((operation) => operationRow(visit, operation)),
  operationColumns: operationColumns(visit),
  more: taken.operations.length > mostShown
    ? visit.t('declarations:operation.more', {
      count: taken.operations.length - mostShown,
      figure: formatNumber(taken.operations.length - mostShown, visit.lang),
    })
    : '',
  cut: taken.isCut ? visit.t('declarations:operation.cut') : '',
  takenAt: visit.t('declarations:taken', {
    at: formatInstant(new Date(taken.at), visit.lang),
    from: formatDay(taken.from, visit.lang),
    to: formatDay(taken.to, visit.lang),
  }),
})

const lackingNotice = async (visit: Visit, { row, content }: One) => {
  if (row.state !== 'draft') return null
  const lacking = Object.keys(lackingOf(content, (await listCriteria(visit.ctx.db, parisDay(visit.ctx.now))).map(({ code }) => code)))
  return lacking.length === 0
    ? null
    : {
      tone: 'warning',
      title: visit.t('declarations:lacking.title'),
      text: lacking.map((name) => visit.t(`declarations:lacking_name.${name}`)).join(' · '),
    }
}

const noticesOf = async (visit: Visit, one: One) => {
  const { t, ctx } = visit
  const late = clockOf(one.row, ctx.now)
  return [
    ...(late.isFlagged ? [{ tone: 'bad', title: t('declarations:old.one'), text: t('declarations:old.one_text') }] : []),
    await lackingNotice(visit, one),
  ]
    .filter((notice) => notice !== null)
}

/** Draws it; once more as it now is where an act on it was refused. */
export const drawDeclaration = async (visit: Visit, row: DeclarationRow, refused?: Refused): Promise<Answer> => {
  const { t, ctx } = visit
  const one = await oneOf(visit, row)
  const { content } = one
  const pieces = await readPieces(ctx.db, row)
  const isDraft = row.state === 'draft' && mayHere(visit, 'declarations.write')
  return view('declarations/show', {
    title: nameOfMerchant(one),
    back: { href: here, label: t('declarations:title') },
    id: row.id,
    chip: declarationChip(visit, row),
    sentence: t(row.amends_id ? 'declarations:kind.complementary_sentence' : `declarations:stand.${row.state}`),
    errors: errorLines(refused?.errors, t),
    actions: actionsOf(visit, one),
    besides: besides(visit, one),
    notices: await noticesOf(visit, one),
    facts: await factsOf(visit, one),
    ground: groundLines(visit, content),
    words: { declarant: content.declarant, context: content.context, analysis: content.analysis },
    ...tablesOf(visit, one),
    pieces: pieceRows(visit, one, pieces),
    pieceForms: isDraft ? await pieceForms(visit, one, pieces) : null,
    compare: isDraft ? `${pathOf(row)}/compare` : null,
    lines: lineRows(visit, one),
    oppositions: oppositionCards(visit, pathOf(row), await listOppositions(ctx.db, row.id), mayHere(visit, 'declarations.decide')),
    register: await registerOf(ctx.db, visit, row.id, content),
  })
}

/** GET /console/declarations/:id: the whole of it in the order of the ERMES form. Its reading is on its register. */
export const showDeclaration = async (visit: Visit, refused?: Refused): Promise<Answer> =>
  drawDeclaration(visit, await readDeclaration(visit.ctx, param(visit, 'id')), refused)

/** GET /console/declarations/:id/compare: what the file and the payments say today that it does not. */
export const showCompare = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, ctx, lang } = visit
  const row = await readDeclaration(ctx, param(visit, 'id'), 'declaration.compared')
  const content = openContent(row)
  const { from, to, caseId, at } = content.taken
  const differences = differencesOf(content.taken, await takeFile(ctx.db, row.merchant_id, { from, to, caseId }, ctx.now))
  return view('declarations/compare', {
    title: t('declarations:compare.title'),
    back: { href: pathOf(row), label: t('declarations:back') },
    sentence: t('declarations:compare.sentence', { at: formatInstant(new Date(at), lang) }),
    errors: errorLines(refused?.errors, t),
    rows: differences.slice(0, mostShown).map((one) => differenceRow(visit, one)),
    count: differences.length,
    columns: {
      table: { label: t('declarations:compare.table') },
      name: { label: t('declarations:compare.line'), isLead: true },
      kind: { label: t('declarations:compare.kind') },
      fields: { label: t('declarations:compare.fields'), isWide: true },
    },
    empty: { title: t('declarations:compare.none_title'), text: t('declarations:compare.none'), icon: 'check' },
    retake: row.state === 'draft' && mayHere(visit, 'declarations.write')
      ? { action: `${pathOf(row)}/retake`, seen: row.version, fields: retakeFields(visit, content) }
      : null,
  })
}
