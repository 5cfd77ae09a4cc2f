import { zipSync } from 'fflate'
import { declarationChip } from '#src/declarations/words.page.ts'
import type { Content, Person } from '#src/declarations/content.ts'
import type { DeclarationRow } from '#src/declarations/declarations.sql.ts'
import { groundLines, operationRow, personRow } from '#src/declarations/sections.page.ts'
import { formatCents } from '#src/kernel/money.ts'
import type { Answer } from '#src/web/answer.ts'
import { csvLine } from '#src/web/csv.ts'
import { formatDay, formatInstant } from '#src/web/formats.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { packPdf, type PackText } from './packPdf.ts'
import { takePack, type PackMatter } from './takePack.ts'

const sections = ['declarant', 'context', 'persons', 'operations', 'analysis', 'pieces'] as const

const about = (visit: Visit, { row, first }: PackMatter): PackText['about'] => {
  const { t, lang } = visit
  const at = (
    label: string,
    instant: Date | null,
  ) => (instant ? [{ label: t(`declarations:fact.${label}`), value: formatInstant(instant, lang) }] : [])
  return [
    { label: t('web:word.state'), value: declarationChip(visit, row).label },
    ...(row.amends_id
      ? [{ label: t('declarations:fact.completes'), value: `${first.id}${first.reference ? ` · ${first.reference}` : ''}` }]
      : []),
    ...at(row.amends_id ? 'learnt' : 'suspected', row.suspected_at),
    ...(row.is_urgent ? [{ label: t('declarations:fact.urgent'), value: t('web:word.yes') }] : []),
    ...at('filed', row.filed_at),
    ...(row.reference ? [{ label: t('declarations:fact.reference'), value: row.reference }] : []),
    ...(row.receipt ? [{ label: t('declarations:fact.receipt'), value: row.receipt }] : []),
  ]
}

const personLines = (visit: Visit, person: Person): { label: string; value: string }[] => {
  const said = personRow(visit, person)
  return (['name', 'role', 'born', 'nationality', 'address', 'identifier'] as const).filter((name) => said[name] !== '').map((name) => ({
    label: visit.t(`declarations:person.${name}`),
    value: said[name],
  }))
}

const operationLines = (visit: Visit, { taken }: Content): PackText['operations'] => ({
  columns: (['at', 'kind', 'amount', 'means', 'counterpart'] as const).map((name) => visit.t(`declarations:operation.${name}`)),
  rows: taken.operations.map((operation) => {
    const said = operationRow(visit, operation)
    return [
      formatInstant(said.at, visit.lang),
      said.kind,
      formatCents(operation.amountCents, operation.currency, visit.lang),
      operation.means,
      said.counterpart,
    ]
  }),
})

const textOf = (visit: Visit, matter: PackMatter): PackText => {
  const { t, lang, ctx } = visit
  const { row, content, pieces } = matter
  const { taken } = content
  return {
    name: t(row.amends_id ? 'declarations:pack.complementary' : 'declarations:pack.name'),
    under: row.id,
    madeAt: ctx.now,
    about: about(visit, matter),
    headings: Object.fromEntries(
      sections.map((name, i) => [name, `${i + 1}. ${t(`declarations:section.${name}`)}`]),
    ) as PackText['headings'],
    declarant: content.declarant,
    context: content.context,
    ground: groundLines(visit, content).map(({ label, text }) => ({ label, value: text })),
    persons: taken.persons.map((person) => personLines(visit, person)),
    operations: operationLines(visit, content),
    operationsNote: `${t('declarations:taken', { at: formatInstant(new Date(taken.at), lang), from: formatDay(taken.from, lang), to: formatDay(taken.to, lang) })}${taken.isCut ? ` ${t('declarations:operation.cut')}` : ''}`,
    analysis: content.analysis,
    pieces: pieces.map(({ piece }, i) => [String(i + 1), piece.fileName, piece.sha256.slice(0, 32)]),
    none: t('declarations:pack.none'),
    foot: `${row.id} · ${t('declarations:pack.confidential')}`,
  }
}

/** What a machine reads: amounts in cents and instants in UTC, as they were taken. */
const jsonOf = ({ row, first, content, pieces }: PackMatter): unknown => ({
  declaration: {
    id: row.id,
    state: row.state,
    completes: row.amends_id ? { id: first.id, reference: first.reference } : null,
    urgent: row.is_urgent,
    suspected_at: row.suspected_at,
    filed_at: row.filed_at,
    reference: row.reference,
    acknowledged_at: row.acknowledged_at,
    receipt: row.receipt,
  },
  declarant: content.declarant,
  context: content.context,
  grounds: {
    offence: content.offence,
    more_than_a_year: content.isSerious,
    tax_fraud: content.isTaxFraud,
    criteria: content.criteria,
    attempt: content.isAttempt,
    operations: content.stance,
    executed_because: content.executedWhy,
  },
  merchant_id: row.merchant_id,
  taken: {
    at: content.taken.at,
    from: content.taken.from,
    to: content.taken.to,
    case_id: content.taken.caseId || null,
    cut: content.taken.isCut,
  },
  persons: content.taken.persons,
  operations: content.taken.operations.map(({ amountCents, ...operation }) => ({ ...operation, amount_cents: amountCents })),
  analysis: content.analysis,
  pieces: pieces.map(({ piece }) => ({
    file_name: piece.fileName,
    mime: piece.mime,
    bytes: piece.byteCount,
    sha256: piece.sha256,
    document_id: piece.sourceId || null,
  })),
})

const personsCsv = ({ content }: PackMatter): string =>
  [
    '\ufeff',
    csvLine(['key', 'kind', 'name', 'role', 'born', 'nationality', 'address', 'identifier']),
    ...content.taken.persons.map(({ key, kind, name, role, born, nationality, address, identifier }) =>
      csvLine([key, kind, name, role, born, nationality, address, identifier])
    ),
  ]
    .join('')
const operationsCsv = ({ content }: PackMatter): string =>
  [
    '\ufeff',
    csvLine(['id', 'kind', 'at', 'amount_cents', 'currency', 'state', 'means', 'counterpart', 'reference']),
    ...content.taken.operations.map(({ key, kind, at, amountCents, currency, state, means, counterpart, reference }) =>
      csvLine([key, kind, at, amountCents, currency.toUpperCase(), state, means, counterpart, reference])
    ),
  ]
    .join('')

const nameOfPiece = (fileName: string, i: number): string => `pieces/${String(i + 1).padStart(2, '0')}-${fileName.replace(/[/\\]/g, '_')}`

/** The PDF in the order of the form, its tables as files, and the pieces. */
export const zipPack = async (visit: Visit, matter: PackMatter): Promise<Buffer> => {
  const pdf = await packPdf(textOf(visit, matter))
  const text = (words: string): Uint8Array => new Uint8Array(Buffer.from(words))
  const files = {
    'declaration.pdf': new Uint8Array(pdf),
    'declaration.json': text(JSON.stringify(jsonOf(matter), null, 2)),
    'persons.csv': text(personsCsv(matter)),
    'operations.csv': text(operationsCsv(matter)),
    ...Object.fromEntries(matter.pieces.map(({ piece, bytes }, i) => [nameOfPiece(piece.fileName, i), new Uint8Array(bytes)])),
  }
  return Buffer.from(zipSync(files, { level: 6, mtime: visit.ctx.now }))
}

const fileNameOf = ({ t }: Visit, { id }: DeclarationRow): string => `${t('declarations:pack.file')}-${id}.zip`

/** GET /console/declarations/:id/pack.zip: made when it is asked for, and kept nowhere. */
export const sendPack = async (visit: Visit): Promise<Answer> => {
  const matter = await takePack(visit.ctx, param(visit, 'id'))
  return {
    kind: 'file',
    bytes: await zipPack(visit, matter),
    mime: 'application/zip',
    fileName: fileNameOf(visit, matter.row),
    isInline: false,
  }
}
