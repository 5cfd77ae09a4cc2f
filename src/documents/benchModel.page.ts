import { standingMark, standingOf } from '#src/checks/program.page.ts'
import { pieceTitle } from '#src/reviews/case.page.ts'
import type { Refused } from '#src/reviews/lostRace.page.ts'
import { caseTitle } from '#src/reviews/standModel.page.ts'
import type { Action, Fact, Link, Tab } from '#src/web/components.ts'
import { formatFileSize, formatInstant } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import type { Bench } from './bench.page.ts'
import { liveModel } from './compare.page.ts'
import type { Declared } from './declared.page.ts'
import type { DocumentRow } from './documents.sql.ts'
import { sheetModel } from './picture.page.ts'
import { neighbours, nextToJudge, pagesAround } from './strip.ts'
import { missingReason, stateChip, stateMark } from './verdict.page.ts'

const addressOf = ({ id }: DocumentRow): string => `/console/documents/${id}`

/** What goes by the same name goes by its number too: both sides of a card, the two registers of an association. */
const namesOf = (
  visit: Visit,
  { file, strip }: Pick<Bench, 'file' | 'strip'>,
  piece: DocumentRow,
): { title: string; number: string; full: string } => {
  const title = pieceTitle(visit, file, { kind: piece.kind, personId: piece.person_id })
  const same = strip.filter(({ kind, person_id }) => kind === piece.kind && person_id === piece.person_id)
  if (same.length < 2) return { title, number: '', full: title }
  const [number, count] = [same.findIndex(({ id }) => id === piece.id) + 1, same.length]
  return { title, number: `${number}/${count}`, full: visit.t('documents:strip.numbered', { title, number, count }) }
}
const titleOf = (visit: Visit, bench: Pick<Bench, 'file' | 'strip'>, piece: DocumentRow): string => namesOf(visit, bench, piece).full

const stripModel = (visit: Visit, bench: Bench) =>
  bench.strip.map((piece) => ({
    href: addressOf(piece),
    ...namesOf(visit, bench, piece),
    mark: stateMark(visit, piece),
    isHere: piece.id === bench.piece.id,
    program: standingMark(visit, standingOf(piece, bench.case.findings.find(({ document_id: id }) => id === piece.id))),
  }))

const waiting = ({ strip, piece }: Bench): number => strip.filter(({ state, id }) => state === 'received' && id !== piece.id).length

/** Where this piece stands, and what is left beside it. */
const sentenceOf = (visit: Visit, bench: Bench): string => {
  const { t } = visit
  const { missing, piece } = bench
  const state = missing && piece.state === 'received' ? missingReason(visit, bench) : t(`documents:stand.${piece.state}`)
  return missing === 'role' || missing === null ? `${state} ${t('documents:stand.left', { count: waiting(bench) })}` : state
}

const fileFacts = ({ t, lang }: Visit, { piece }: Bench): Fact[] => [
  { label: t('documents:fact.file'), text: piece.file_name },
  {
    label: t('documents:fact.pages', { count: piece.page_count }),
    text: `${piece.page_count}, ${piece.type.toUpperCase()}, ${formatFileSize(piece.byte_count, lang)}`,
  },
  { label: t('documents:fact.sent'), text: formatInstant(piece.uploaded_at, lang) },
]

const headActions = (visit: Visit, bench: Bench): Action[] => {
  const next = nextToJudge(bench.strip, bench.piece.id)
  return [
    { label: visit.t('documents:head.download'), href: `${addressOf(bench.piece)}/file`, icon: 'download', kind: 'plain' },
    ...(next
      ? [{ label: visit.t('documents:head.next_to_judge'), href: addressOf(next), icon: 'arrow-right', kind: 'plain' as const, key: 'n' }]
      : []),
  ]
}

const headModel = (visit: Visit, bench: Bench) => ({
  title: titleOf(visit, bench, bench.piece),
  id: bench.piece.id,
  chip: stateChip(visit, bench.piece),
  back: { label: caseTitle(visit, bench.case), href: `/console/dossiers/${bench.piece.dossier_id}` },
  sentence: sentenceOf(visit, bench),
  actions: headActions(visit, bench),
  primary: null,
})

const pageLinks = ({ piece, page }: Bench): Tab[] =>
  piece.page_count < 2
    ? []
    : pagesAround(page, piece.page_count).map((one) => ({
      label: String(one),
      href: `${addressOf(piece)}?page=${one}`,
      isCurrent: one === page,
    }))

const pieceLink = (
  visit: Visit,
  piece: DocumentRow | null,
  key: 'previous' | 'next',
): Link | null => (piece ? { label: visit.t(`documents:strip.${key}`), href: addressOf(piece) } : null)

const pictureModel = (visit: Visit, bench: Bench, open: readonly Declared[]) => {
  const { piece, page } = bench
  const { previous, next } = neighbours(bench.strip, piece.id)
  const src = (one: number, size = ''): string => `${addressOf(piece)}/pages/${one}${size}`
  return {
    label: visit.t('documents:picture.label', { title: titleOf(visit, bench, piece), page, count: piece.page_count }),
    src: src(page),
    large: src(page, '?size=large'),
    ahead: page < piece.page_count ? src(page + 1) : '',
    ...sheetModel(visit, bench, open),
    pages: pageLinks(bench),
    previous: pieceLink(visit, previous, 'previous'),
    next: pieceLink(visit, next, 'next'),
  }
}

const warningsOf = ({ t }: Visit, { piece }: Bench) =>
  piece.warnings.map((warning) => ({ tone: 'warning' as const, text: t(`documents:warning.${warning}`) }))

/** Everything of the bench but its verdict. */
export const benchModel = (visit: Visit, bench: Bench, refused?: Refused) => {
  const { open, ...live } = liveModel(visit, bench, refused)
  const head = headModel(visit, bench)
  return {
    title: `${head.title} · ${head.back.label}`,
    head,
    strip: stripModel(visit, bench),
    picture: pictureModel(visit, bench, open),
    live,
    warnings: warningsOf(visit, bench),
    facts: fileFacts(visit, bench),
  }
}
