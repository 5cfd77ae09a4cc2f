import { titleOf } from '#src/checks/words.page.ts'
import { formatDay } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import type { KnownPiece } from './knownPieces.ts'
import { cell, fact, section, type KnownFact, type KnownGroup, type KnownSection } from './knownSection.ts'
import { atText, mayOpen, pieceText, whoText, wordOf } from './knownWords.page.ts'
import type { Known } from './readKnown.sql.ts'

const stateText = (visit: Visit, { state, stateAt, judgedBy, refusal, note, overridden }: KnownPiece): string => {
  const said = [wordOf(visit, 'reviews:piece_state', state), state === 'received' ? '' : atText(visit, stateAt), whoText(visit, judgedBy)]
    .filter(Boolean)
    .join(', ')
  const why = [
    wordOf(visit, 'reviews:refusal', refusal),
    note,
    overridden.length > 0 ? visit.t('knownFiles:overridden', { checks: overridden.map((id) => titleOf(visit, id)).join(', ') }) : '',
  ]
    .filter(Boolean)
    .join(' : ')
  return why ? `${said} (${why})` : said
}

const checkText = (visit: Visit, { check, isRead }: KnownPiece): string => {
  if (!check) return visit.t(isRead ? 'knownFiles:piece.not_compared' : 'knownFiles:piece.not_read')
  const list = (
    key: string,
    ids: string[],
  ): string => (ids.length > 0 ? visit.t(`knownFiles:piece.${key}`, { checks: ids.map((id) => titleOf(visit, id)).join(', ') }) : '')
  const verdict = `${wordOf(visit, 'documents:program.chip', check.verdict)} (${wordOf(visit, 'documents:type', check.type)}, ${atText(visit, check.at)})`
  return [verdict, list('failed', check.failed), list('unknown', check.unknown)].filter(Boolean).join('. ')
}

const sinceOf = (visit: Visit, piece: KnownPiece, { now }: Known): string => {
  const today = now.pieces.find(({ id }) => id === piece.id)
  return !today || today.state === piece.state
    ? ''
    : `${wordOf(visit, 'reviews:piece_state', today.state)}, ${atText(visit, today.stateAt)}`
}

const checkSince = (visit: Visit, piece: KnownPiece, { now }: Known): string => {
  const today = now.pieces.find(({ id }) => id === piece.id)?.check
  return !today || today.verdict === piece.check?.verdict ? '' : wordOf(visit, 'documents:program.chip', today.verdict)
}

const readFacts = (visit: Visit, piece: KnownPiece, { readings }: Known): KnownFact[] => {
  const read = readings.get(piece.id)
  const corrected = piece.corrections.map(({ field, value, at, by }) =>
    `${wordOf(visit, 'documents:field', field)} : ${value} (${whoText(visit, by)}, ${atText(visit, at)})`
  )
  return [
    ...(read && read.length > 0
      ? [
        fact(
          visit.t('knownFiles:piece.read'),
          read.map(({ name, value }) => `${wordOf(visit, 'documents:field', name)} : ${value}`).join(' · '),
        ),
      ]
      : []),
    ...(corrected.length > 0 ? [fact(visit.t('knownFiles:piece.corrected'), corrected.join(' · '))] : []),
  ]
}

const groupOf = (visit: Visit, known: Known, piece: KnownPiece): KnownGroup => {
  const { t, lang } = visit
  return {
    title: pieceText(visit, known, piece.requirementKey),
    since: '',
    facts: [
      fact(
        t('knownFiles:piece.file'),
        piece.fileName ?? t('knownFiles:erased'),
        mayOpen(visit) && !piece.isGone ? { href: `/console/documents/${piece.id}` } : {},
      ),
      fact(t('knownFiles:piece.received'), atText(visit, piece.receivedAt)),
      fact(t('web:word.state'), stateText(visit, piece), { since: sinceOf(visit, piece, known) }),
      fact(t('knownFiles:piece.check'), checkText(visit, piece), { since: checkSince(visit, piece, known) }),
      ...readFacts(visit, piece, known),
      ...(piece.expiresOn ? [fact(t('knownFiles:piece.expires'), formatDay(piece.expiresOn, lang))] : []),
      ...(piece.sha256 ? [fact('SHA-256', piece.sha256, { isMono: true })] : []),
    ],
  }
}

/** The pieces that had come by then, what was read of each, and what was made of it; and those that came later. */
export const pieceSection = (visit: Visit, known: Known): KnownSection => {
  const later = known.now.pieces.length - known.then.pieces.length
  return section('pieces', visit.t('reviews:piece.title'), visit.t('knownFiles:none.pieces'), {
    groups: known.then.pieces.map((piece) => groupOf(visit, known, piece)),
    lines: later > 0 ? [visit.t('knownFiles:since_pieces', { count: later })] : [],
  })
}

/** Who had looked at what, how often, from when to when. */
export const lookSection = (visit: Visit, known: Known): KnownSection => {
  const { t } = visit
  const subject = (id: string): string => {
    const piece = known.then.pieces.find((one) => one.id === id)
    return piece
      ? pieceText(visit, known, piece.requirementKey)
      : t(id.startsWith('doss_') ? 'knownFiles:look.file' : 'knownFiles:look.note')
  }
  return section('looks', t('knownFiles:title.looks'), t('knownFiles:none.looks'), {
    columns: ['who', 'what', 'act', 'first', 'last', 'times'].map((name) => t(`knownFiles:look.${name}`)),
    rows: known.then.looks.map(({ who, subjectId, what, first, last, times }) =>
      [
        whoText(visit, who),
        subject(subjectId),
        t(`knownFiles:look.${what}`),
        atText(visit, first),
        times > 1 ? atText(visit, last) : '',
        String(times),
      ]
        .map((text) => cell(text))
    ),
  })
}
