import { pieceTitle, type Case } from '#src/reviews/case.page.ts'
import { caseTitle } from '#src/reviews/standModel.page.ts'
import type { Action, Fact, Link, Tab } from '#src/web/components.ts'
import { formatFileSize, formatInstant } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import type { Bench } from './bench.page.ts'
import { declaredFacts, type Declared } from './declared.page.ts'
import type { DocumentRow } from './documents.sql.ts'
import { expectedOf } from './rulesOfLine.page.ts'
import { neighbours, nextToJudge, pagesAround } from './strip.ts'
import { joinBoxes, searchText, searchWords } from './textSearch.ts'
import { missingReason, stateChip, stateMark } from './verdict.page.ts'

const addressOf = ({ id }: DocumentRow): string => `/console/documents/${id}`

/** What goes by the same name goes by its number too: both sides of a card, the two registers of an association. */
const titleOf = (visit: Visit, { file, strip }: Pick<Bench, 'file' | 'strip'>, piece: DocumentRow): string => {
  const title = pieceTitle(visit, file, { kind: piece.kind, personId: piece.person_id })
  const same = strip.filter(({ kind, person_id }) => kind === piece.kind && person_id === piece.person_id)
  return same.length > 1 ? visit.t('documents:strip.numbered', { title, number: same.findIndex(({ id }) => id === piece.id) + 1, count: same.length }) : title
}

const stripModel = (visit: Visit, bench: Bench) =>
  bench.strip.map((piece) => ({
    href: addressOf(piece), title: titleOf(visit, bench, piece), mark: stateMark(visit, piece), isHere: piece.id === bench.piece.id,
    isUnread: piece.reading_state === 'failed',
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
  { label: t('documents:fact.pages', { count: piece.page_count }), text: `${piece.page_count}, ${piece.type.toUpperCase()}, ${formatFileSize(piece.byte_count, lang)}` },
  { label: t('documents:fact.sent'), text: formatInstant(piece.uploaded_at, lang) },
]

const headActions = (visit: Visit, bench: Bench): Action[] => {
  const next = nextToJudge(bench.strip, bench.piece.id)
  return [
    { label: visit.t('documents:head.download'), href: `${addressOf(bench.piece)}/file`, icon: 'download', kind: 'plain' },
    ...(next ? [{ label: visit.t('documents:head.next_to_judge'), href: addressOf(next), icon: 'arrow-right', kind: 'plain' as const, key: 'n' }] : []),
  ]
}

const headModel = (visit: Visit, bench: Bench) => ({
  title: titleOf(visit, bench, bench.piece), id: bench.piece.id, chip: stateChip(visit, bench.piece),
  back: { label: caseTitle(visit, bench.case), href: `/console/dossiers/${bench.piece.dossier_id}` },
  sentence: sentenceOf(visit, bench), actions: headActions(visit, bench), primary: null,
})

// ── the picture ──

/** Before a page was read its shape is not known: the picture stands in the middle of a sheet of paper. */
const paper = { width: 1_000, height: 1_414 }

type Read = { text: string; box: [number, number, number, number] }
const wordsOf = ({ read }: Bench): Read[] => (read?.words ?? []) as unknown as Read[]

/** Where on this page the declared words stand: a fact lights its box, and the box its fact. */
const boxesOf = (bench: Bench, facts: readonly Declared[]) => {
  const search = searchWords(wordsOf(bench))
  return facts.flatMap(({ name, label, sought }) =>
    search(sought).flatMap((words) => joinBoxes(words.map(({ box }) => box)))
      .map(([x, y, right, bottom]) => ({ field: name, label, x: x - 3, y: y - 3, width: right - x + 6, height: bottom - y + 6 })))
}

/** As the reader found it lying: in quarters of a turn, clockwise. */
const turnsOf = ({ read }: Bench): number => (((Math.round((read?.rotation_degrees ?? 0) / 90) % 4) + 4) % 4)

const pageLinks = ({ piece, page }: Bench): Tab[] =>
  piece.page_count < 2
    ? []
    : pagesAround(page, piece.page_count).map((one) => ({ label: String(one), href: `${addressOf(piece)}?page=${one}`, isCurrent: one === page }))

const pieceLink = (visit: Visit, piece: DocumentRow | null, key: 'previous' | 'next'): Link | null =>
  (piece ? { label: visit.t(`documents:strip.${key}`), href: addressOf(piece) } : null)

const pictureModel = (visit: Visit, bench: Bench, facts: readonly Declared[]) => {
  const { piece, page, read } = bench
  const { previous, next } = neighbours(bench.strip, piece.id)
  const src = (one: number, size = ''): string => `${addressOf(piece)}/pages/${one}${size}`
  return {
    label: visit.t('documents:picture.label', { title: titleOf(visit, bench, piece), page, count: piece.page_count }),
    src: src(page), large: src(page, '?size=large'), ahead: page < piece.page_count ? src(page + 1) : '', turns: turnsOf(bench),
    ...(read ? { width: read.width, height: read.height } : paper), boxes: boxesOf(bench, facts), pages: pageLinks(bench), previous: pieceLink(visit, previous, 'previous'), next: pieceLink(visit, next, 'next'),
  }
}

// ── what is declared ──

/** On which page the very words stand, this one first; a word that OCR tore in two stands in the page's words, not in its lines. */
const placeFinder = (bench: Bench): ((sought: readonly string[]) => number | null) => {
  const { read, page } = bench
  const here = [searchText(read?.text ?? ''), searchWords(wordsOf(bench))]
  const texts = bench.texts.map((one) => ({ page: one.page, search: searchText(one.text) }))
  return (sought) => (here.some((search) => search(sought).length > 0) ? page : texts.find(({ search }) => search(sought).length > 0)?.page ?? null)
}

/** Not a check: whether the words stand in the text. What OCR missed an eye may see. */
const factRows = (bench: Bench, facts: readonly Declared[]) => {
  const find = placeFinder(bench)
  const isOver = bench.piece.reading_state === 'read'
  return facts.map(({ name, label, text, sought }) => {
    const page = sought.length > 0 ? find(sought) : null
    const seen = page !== null ? 'seen' : sought.length > 0 && isOver ? 'unseen' : ''
    const isElsewhere = page !== null && page !== bench.page
    return { field: name, label, text, page, seen, isElsewhere, href: `${addressOf(bench.piece)}?page=${page ?? 1}` }
  })
}

const askedFor = ({ request, file }: Case, { requirement_key: key, person_id: personId }: DocumentRow) => {
  const item = request?.items.find(({ requirement_key }) => requirement_key === key)
  return { item: item ?? null, isGone: personId !== null && !file.people.some(({ id }) => id === personId) }
}

const declaredModel = (visit: Visit, bench: Bench, facts: readonly Declared[]) => {
  const { item, isGone } = askedFor(bench.case, bench.piece)
  const line = bench.file.checklist.find(({ requirement }) => requirement.key === bench.piece.requirement_key)
  return {
    rows: factRows(bench, facts), expected: line ? expectedOf(visit, line.requirement) : '',
    asked: item ? [visit.t(`requests:reason.${item.reason}`), item.note].filter(Boolean).join(' ') : '',
    gone: isGone ? visit.t('documents:declared.gone') : '',
  }
}

const warningsOf = ({ t }: Visit, { piece }: Bench) => piece.warnings.map((warning) => ({ tone: 'warning' as const, text: t(`documents:warning.${warning}`) }))

/** Everything of the bench but its verdict and its text. */
export const benchModel = (visit: Visit, bench: Bench) => {
  const facts = declaredFacts({ visit, file: bench.file, piece: bench.piece })
  const head = headModel(visit, bench)
  return {
    title: `${head.title} · ${head.back.label}`, head, strip: stripModel(visit, bench), picture: pictureModel(visit, bench, facts),
    declared: declaredModel(visit, bench, facts), warnings: warningsOf(visit, bench), facts: fileFacts(visit, bench),
    sought: facts.flatMap(({ sought }) => sought),
  }
}
