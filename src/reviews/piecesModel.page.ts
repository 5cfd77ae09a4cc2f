import { rankOfStanding, standingMark, standingOf, type Standing } from '#src/checks/program.page.ts'
import { isUnsettled } from '#src/dossiers/checklist.ts'
import type { DossierFile } from '#src/dossiers/readDossier.sql.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import type { Action, Chip, Columns, Tone } from '#src/web/components.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { isBeforeUs } from './beforeUs.ts'
import { pieceTitle, staffName, type Case } from './case.page.ts'

type Line = DossierFile['checklist'][number]
type Piece = Line['documents'][number]

const lineTones: Record<Line['state'], Tone> = {
  missing: 'neutral',
  received: 'waiting',
  accepted: 'good',
  refused: 'bad',
  overridden: 'warning',
}
const pieceTones: Record<Piece['state'], Tone> = {
  received: 'waiting',
  accepted: 'good',
  refused: 'bad',
  superseded: 'neutral',
  withdrawn: 'neutral',
}

const lineChip = ({ t }: Visit, line: Line): Chip =>
  line.state === 'missing' && !isUnsettled(line)
    ? { tone: 'neutral', label: t('reviews:line.not_needed') }
    : { tone: lineTones[line.state], label: t(`reviews:line.${line.state}`) }

export const pieceChip = ({ t }: Visit, piece: Piece): Chip => ({
  tone: pieceTones[piece.state],
  label: t(`reviews:piece_state.${piece.state}`),
})

/** What there is to say of the reading, while there is something to say. */
const readingText = (
  { t }: Visit,
  piece: Piece,
): string => (piece.reading_state === 'read' ? '' : t(`reviews:reading.${piece.reading_state}`))

const standingIn = ({ findings }: Pick<Case, 'findings'>, piece: Piece): Standing =>
  standingOf(piece, findings.find(({ document_id: id }) => id === piece.id))

/** A line of one file says where it stands; among several each says it for itself. */
const fileOf = (visit: Visit, one: Case, piece: Piece, { mayOpen, isAlone }: { mayOpen: boolean; isAlone: boolean }) => ({
  program: piece.reading_state === 'read' ? standingMark(visit, standingIn(one, piece)) : null,
  name: piece.file_name,
  href: mayOpen ? `/console/documents/${piece.id}` : '',
  chip: isAlone ? null : pieceChip(visit, piece),
  reading: readingText(visit, piece),
  at: piece.uploaded_at,
  why: piece.state === 'refused'
    ? [visit.t(`reviews:refusal.${piece.refusal_reason ?? 'other'}`), piece.refusal_note].filter(Boolean).join(' : ')
    : '',
})

/** An officer lets a gap pass, or takes that back. */
const overriding = (visit: Visit, one: Case, line: Line): Action | null => {
  const may = isAllowed(staffOf(visit).roles, 'gaps.override') && isBeforeUs(one.file, one.review)
  const { key } = line.requirement
  const query = new URLSearchParams({ requirement: key }).toString()
  if (may && isUnsettled(line))
    return {
      label: visit.t('reviews:override.open'),
      href: `/console/dossiers/${one.file.dossier.id}/override-gap?${query}`,
      kind: 'quiet',
    }
  if (may && line.state === 'overridden') {
    const post = `/console/dossiers/${one.file.dossier.id}/withdraw-override`
    return { label: visit.t('reviews:override.withdraw'), post, fields: [{ name: 'requirement', value: key }], kind: 'quiet' }
  }
  return null
}

const overrideText = (visit: Visit, one: Case, line: Line): string => {
  const found = line.state === 'overridden'
    ? one.file.overrides.find(({ requirement_key }) => requirement_key === line.requirement.key)
    : undefined
  return found ? visit.t('reviews:override.granted', { who: staffName(one, found.granted_by), reason: found.reason }) : ''
}

export const piecesColumns = ({ t }: Visit): Columns => ({
  piece: { label: t('reviews:piece.piece'), isLead: true, isWide: true },
  files: { label: t('reviews:piece.files') },
  state: { label: t('web:word.state') },
  act: { label: t('reviews:piece.act'), isLabelHidden: true },
})

const rank: Record<Line['state'], number> = { received: 0, refused: 1, missing: 2, overridden: 3, accepted: 4 }

/** What waits for an eye first; then what is missing; what was never due last. */
const order = (line: Line): number => (isUnsettled(line) ? 0 : line.state === 'missing' ? 20 : 10) + rank[line.state]

/** Of those that wait for an eye, the one the program says the worst of. */
const worstOf = (one: Pick<Case, 'findings'>, { documents }: Line): number =>
  Math.min(
    ...documents.filter(({ state }) => state === 'received').map((piece) => rankOfStanding(standingIn(one, piece))),
    Number.MAX_SAFE_INTEGER,
  )

const ordered = (one: Pick<Case, 'file' | 'findings'>): Line[] =>
  one.file.checklist.toSorted((a, b) => order(a) - order(b) || worstOf(one, a) - worstOf(one, b))

/** The merchant reads what it is for; a colleague reads the rule. */
const whyText = ({ t }: Visit, { requirement }: Line): string =>
  t(requirement.reason.replace('dossiers:requirements.', 'reviews:requirement.'))

export const piecesRows = (visit: Visit, one: Case) => {
  const mayOpen = isAllowed(staffOf(visit).roles, 'documents.read')
  return ordered(one).map((line) => ({
    title: pieceTitle(visit, one.file, line.requirement),
    why: whyText(visit, line),
    isRequired: line.requirement.level === 'required',
    chip: lineChip(visit, line),
    files: line.documents.map((piece) => fileOf(visit, one, piece, { mayOpen, isAlone: line.documents.length === 1 })),
    override: overrideText(visit, one, line),
    act: overriding(visit, one, line),
  }))
}

/** The piece to look at now: the first that nobody judged, in the order of the list. */
export const nextPiece = (one: Case, exceptId = ''): Piece | null =>
  ordered(one).flatMap(({ documents }) => documents).find(({ state, id }) => state === 'received' && id !== exceptId) ?? null

export const countUnjudged = ({ file }: Case): number =>
  file.checklist.flatMap(({ documents }) => documents).filter(({ state }) => state === 'received').length
