import type { DocumentRow } from '#src/documents/documents.sql.ts'
import type { Chip } from '#src/web/components.ts'
import { formatNumber } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import type { Verdict } from './check.ts'
import type { FindingSummary } from './checks.sql.ts'
import type { Findings } from './findings.page.ts'
import { inSentence, listed, lookOf, titleOf, verdictChip, verdictMark, type Look } from './words.page.ts'

/** How far the program is with a piece, or what it found. */
export type Standing = 'failed' | 'reading' | 'checking' | 'unchecked' | 'illegible' | 'pass' | 'fail' | 'unknown'

type Read = Pick<DocumentRow, 'reading_state' | 'state'>
type Found = Pick<FindingSummary, 'verdict' | 'proposed_refusal'> | null | undefined

const counts = ({ state }: Read): boolean => state === 'received' || state === 'accepted' || state === 'refused'

/** Of a list of pieces: what was found last, or what is on its way. */
export const standingOf = (piece: Read, found: Found): Standing => {
  if (piece.reading_state === 'failed') return 'failed'
  if (piece.reading_state !== 'read') return 'reading'
  if (!found) return counts(piece) ? 'checking' : 'unchecked'
  return found.verdict === 'fail' && found.proposed_refusal === 'unreadable' ? 'illegible' : found.verdict
}

const onTheWay = { reading: 'waiting', checking: 'waiting', unchecked: 'neutral', failed: 'warning', illegible: 'bad' } as const
const icons = { reading: 'hourglass', checking: 'hourglass', unchecked: 'minus', failed: 'alert', illegible: 'alert' } as const
const isVerdict = (standing: Standing): standing is Verdict => standing === 'pass' || standing === 'fail' || standing === 'unknown'

export const standingChip = (visit: Visit, standing: Standing): Chip => (isVerdict(standing)
  ? verdictChip(visit, standing)
  : { tone: onTheWay[standing], icon: icons[standing], label: visit.t(`documents:program.chip.${standing}`) })

export const standingMark = (visit: Visit, standing: Standing) => (isVerdict(standing)
  ? verdictMark(visit, standing)
  : { tone: onTheWay[standing], icon: icons[standing], word: visit.t(`documents:program.mark.${standing}`) })

const named = (visit: Visit, { checks }: Findings, look: Look): string[] =>
  checks.filter((check) => lookOf(check) === look).map(({ check_id: id }) => inSentence(titleOf(visit, id)))

/** What the program leaves to the eye: named where there are few, counted where there are many. */
const unknownText = (visit: Visit, findings: Findings): string => {
  const { t } = visit
  if (findings.checks.some(({ why }) => why === 'understanding_broken')) return t('documents:program.broken')
  if (!findings.checks.some(({ declared }) => declared !== null)) return t('documents:program.nothing')
  const [passed, open] = [named(visit, findings, 'pass').length, named(visit, findings, 'unknown')]
  if (open.length === 0) return t('documents:program.nothing')
  return `${passed > 0 ? `${t('documents:program.passed', { count: passed })}, ` : ''}${t('documents:program.to_see', { count: open.length, what: listed(visit, open) })}`
}

const sentence = (visit: Visit, standing: Standing, findings: Findings): string => {
  const { t } = visit
  if (standing === 'pass') return t('documents:program.pass', { count: findings.checks.filter(({ verdict }) => verdict === 'pass').length })
  if (standing === 'unknown') return unknownText(visit, findings)
  if (standing !== 'fail') return t(`documents:program.${standing}`)
  const failed = named(visit, findings, 'fail')
  return t('documents:program.fail', { count: failed.length, what: listed(visit, failed) })
}

const typeText = ({ t, lang }: Visit, { finding }: Findings): string => {
  if (!finding) return ''
  if (finding.type === 'other') return t('documents:program.type_none')
  return t('documents:program.type', {
    type: t(`documents:type.${finding.type}`),
    confidence: formatNumber(Math.round(finding.type_confidence), lang),
  })
}

/** The head line of the bench: what the program says of the piece in words, what it took it for, what it was sent as. */
export const programModel = (visit: Visit, piece: DocumentRow, findings: Findings) => {
  const standing = standingOf(piece, findings.finding)
  return {
    chip: standingChip(visit, standing),
    text: sentence(visit, standing, findings),
    type: typeText(visit, findings),
    announced: visit.t('documents:program.announced', { kind: inSentence(visit.t(`requests:piece.${piece.kind}`)) }),
    byHand: findings.corrections.length > 0 ? visit.t('documents:program.by_hand', { count: findings.corrections.length }) : '',
    again: findings.isDue && findings.finding ? visit.t('documents:program.again') : '',
  }
}

/** Worse is less: a disagreement, what nobody could read, what is left to the eye; last what the program has no word against. */
const badness: Standing[] = ['fail', 'illegible', 'failed', 'unknown', 'unchecked', 'checking', 'reading', 'pass']
export const rankOfStanding = (standing: Standing): number => badness.indexOf(standing)

/** « 9 pièces : 7 conformes, 1 en désaccord, 1 illisible ». Empty where there is no piece. */
export const programLine = ({ t }: Visit, pieces: readonly (Read & { id: string })[], found: readonly FindingSummary[]): string => {
  if (pieces.length === 0) return ''
  const standings = pieces.map((piece) => standingOf(piece, found.find(({ document_id: id }) => id === piece.id)))
  const order: Standing[] = ['pass', 'fail', 'unknown', 'illegible', 'failed', 'checking', 'reading', 'unchecked']
  const parts = order.flatMap((one) => {
    const count = standings.filter((standing) => standing === one).length
    return count > 0 ? [t(`documents:program.count.${one}`, { count })] : []
  })
  return t('documents:program.line', { count: pieces.length, parts: parts.join(', ') })
}
