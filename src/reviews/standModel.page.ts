import { programLine } from '#src/checks/program.page.ts'
import type { Action, Chip, Fact, Tone } from '#src/web/components.ts'
import { namesLacking } from '#src/identification/identification.page.ts'
import { formatDeadline, formatDistance } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import type { Act, ActName } from './acts.ts'
import { isBeforeUs } from './beforeUs.ts'
import { staffName, type Case } from './case.page.ts'
import { countUnjudged, nextPiece } from './piecesModel.page.ts'
import { nameOf, riskChip, serviceChip } from './words.page.ts'

const dossierTones: Record<Case['file']['dossier']['state'], Tone> = {
  draft: 'neutral',
  submitted: 'waiting',
  awaiting_documents: 'waiting',
  proposed: 'waiting',
  validated: 'good',
  rejected: 'bad',
  lapsed: 'bad',
}
export const dossierChip = ({ t }: Visit, { file }: Case): Chip => ({
  tone: dossierTones[file.dossier.state],
  label: t(`reviews:dossier.${file.dossier.state}`),
})

/** Said only where the account is not what the dossier's state lets one think. */
const accountFact = ({ t }: Visit, { file: { merchant } }: Case): Fact[] =>
  ['deactivated', 'suspended', 'barred', 'terminated', 'closed'].includes(merchant.state)
    ? [{ label: t('reviews:head.account'), chip: { tone: 'bad', label: t(`reviews:merchant.${merchant.state}`) } }]
    : []

const clockFact = ({ t, lang, ctx }: Visit, { request }: Case): Fact[] => {
  if (!request?.clock || request.row.state !== 'open') return []
  const { endsAt } = request.clock
  return [{ label: t('reviews:column.clock'), text: formatDeadline(endsAt, lang), note: formatDistance(endsAt, ctx.now, lang) }]
}

export const headFacts = (visit: Visit, one: Case): Fact[] => {
  const { t } = visit
  const { review, file } = one
  const owner = one.isMine ? t('reviews:head.you') : staffName(one, review?.owner_id ?? null) || t('web:word.nobody')
  return [
    ...accountFact(visit, one),
    { label: t('web:word.risk'), chip: riskChip(visit, file.dossier.risk) },
    ...(review && review.state !== 'waiting'
      ? [{ label: t('reviews:column.service'), chip: serviceChip(visit, review.due_at) }, { label: t('web:word.owner'), text: owner }]
      : []),
    ...clockFact(visit, one),
  ]
}

const waitingSentence = ({ t, lang }: Visit, { request }: Case): string => {
  if (!request?.clock || request.row.state === 'leaving') return t('reviews:stand.letter_leaving')
  const sent = request.items.filter(({ state }) => state === 'answered' || state === 'accepted').length
  return t('reviews:stand.awaiting', { deadline: formatDeadline(request.clock.endsAt, lang), sent, total: request.items.length })
}

/** His answer is with us and a piece will not do: his days do not run before we send the request again. */
const standingStill = (
  { t }: Visit,
  { request }: Case,
): string => (request?.row.state === 'answered' ? ` ${t('reviews:stand.clock_stands')}` : '')

/** Pieces of a validated merchant that he renewed: to judge, to be asked for again, or all accepted. */
const renewalSentence = (visit: Visit, one: Case): string => {
  const { t } = visit
  if (countUnjudged(one) > 0) return t('reviews:stand.renewed')
  if (one.acts.some(({ name, missing }) => name === 'accept_answers' && !missing)) return t('reviews:stand.renewed_accepted')
  return `${t('reviews:stand.renewed_lacking')}${standingStill(visit, one)}`
}

/** What is left to do before a decision. */
const workSentence = (visit: Visit, one: Case): string => {
  const { t } = visit
  const unjudged = countUnjudged(one)
  if (unjudged > 0) return t('reviews:stand.to_judge', { count: unjudged })
  const missing = one
    .file
    .checklist
    .filter(({ requirement, state }) => requirement.level === 'required' && (state === 'missing' || state === 'refused'))
    .length
  if (missing > 0) return `${t('reviews:stand.lacking', { count: missing })}${standingStill(visit, one)}`
  if (one.file.contract?.state !== 'signed') return t('reviews:stand.unsigned')
  const people = namesLacking(one.file)
  if (people) return t('reviews:stand.unidentified', { people })
  return t(one.fourEyes.length > 0 ? 'reviews:stand.ready_for_two' : 'reviews:stand.ready')
}

const stateSentence = (visit: Visit, one: Case): string => {
  const { state } = one.file.dossier
  if (state === 'submitted') return workSentence(visit, one)
  if (state === 'awaiting_documents') return waitingSentence(visit, one)
  if (state === 'proposed' && one.proposal)
    return visit.t(`reviews:stand.proposed_${one.proposal.verdict}`, { who: staffName(one, one.proposal.proposed_by) })
  if (state === 'validated' && one.review && one.review.state !== 'waiting') return renewalSentence(visit, one)
  if (state === 'validated' && one.request && one.request.row.closed_at === null) return visit.t('reviews:stand.renewing')
  return visit.t(`reviews:stand.${state}`)
}

/**
 * Where things stand, as a colleague would say it. Then what the program found: « 9 pièces : 7 conformes, 1 en désaccord, 1 illisible ».
 */
export const standSentence = (visit: Visit, one: Case): string => {
  const held = one.isHeldByAnother ? visit.t('reviews:stand.held', { who: staffName(one, one.review?.owner_id ?? null) }) : ''
  const found = programLine(visit, one.file.checklist.flatMap(({ documents }) => documents), one.findings)
  return [held, stateSentence(visit, one), found && `${found}.`].filter(Boolean).join(' ')
}

const pathOf: Record<ActName, string> = {
  validate: 'validate',
  reject: 'reject',
  propose: 'propose',
  ask: 'ask-for-documents',
  confirm: 'confirm',
  accept_answers: 'accept-answers',
  reconsider: 'reconsider',
}
const keys: Partial<Record<ActName, string>> = { validate: 'v', ask: 'd', propose: 'p', confirm: 'p', accept_answers: 'v' }

/** A button, or why there is none. */
export const actAction = ({ t }: Visit, one: Case, { name, missing }: Act): Action => {
  const label = t(`reviews:act.${name}`)
  if (missing) {
    const why = one.fourEyes.map((cause) => t(`reviews:four_eyes.${cause}`)).join(', ')
    return {
      label,
      reason: t(`reviews:missing.${missing}`, {
        who: staffName(one, one.review?.owner_id ?? null),
        why,
        people: namesLacking(one.file),
        names: one.screening?.names ?? '',
      }),
    }
  }
  return { label, href: `/console/dossiers/${one.file.dossier.id}/${pathOf[name]}`, key: keys[name], kind: 'plain' }
}

const claiming = ({ t }: Visit, { review, mayWork, isMine, isHeldByAnother }: Case): Action[] => {
  if (!review || !mayWork || review.state === 'waiting') return []
  const base = `/console/reviews/${review.id}`
  const handOver: Action = { label: t('web:verb.hand_over'), href: `${base}/hand-over`, key: 'h', icon: 'swap' }
  if (isMine) return [{ label: t('web:verb.release'), post: `${base}/release`, icon: 'x' }, handOver]
  return isHeldByAnother ? [] : [{ label: t('reviews:act.claim'), post: `${base}/claim`, key: 'c', icon: 'hand' }]
}

/** An officer moves a file from one pair of hands to another. */
const distributing = (visit: Visit, { review, isHeldByAnother }: Case): Action[] =>
  review && isHeldByAnother && staffOf(visit).roles.includes('officer')
    ? [{ label: visit.t('web:verb.hand_over'), href: `/console/reviews/${review.id}/hand-over`, key: 'h', icon: 'swap' }]
    : []

export const headActions = (visit: Visit, one: Case): Action[] => [...claiming(visit, one), ...distributing(visit, one)]

/** A case that waits for us: one that was decided has something to do only while its renewed pieces are in the queue. */
const waitsForUs = ({ file, review }: Case): boolean => isBeforeUs(file, review) && review?.state !== 'waiting'

const isForward = ({ name, missing }: Act): boolean => !missing && name !== 'reject' && name !== 'reconsider'

/**
 * The one thing to do now: look at the next piece, else the first act that is open. A proposal waits for an opinion, not for another look.
 */
export const primaryAction = (visit: Visit, one: Case): Action | null => {
  if (!waitsForUs(one)) return null
  const mayJudge = one.mayWork && !one.isHeldByAnother && one.file.dossier.state !== 'proposed'
  const piece = mayJudge ? nextPiece(one) : null
  if (piece) return { label: visit.t('reviews:act.judge_next'), href: `/console/documents/${piece.id}`, key: 'e', icon: 'eye' }
  const open = one.acts.find(isForward)
  return open ? { ...actAction(visit, one, open), kind: 'primary', key: undefined } : null
}

export const caseTitle = (visit: Visit, { file }: Case): string => nameOf(visit, file.merchant.name)
