import { isSignable } from '#src/contracts/contract.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Action, Chip } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import { readRequestClock } from '#src/requests/requests.sql.ts'
import { isShut } from '#src/merchants/merchant.ts'
import { fileOf, isClosedOff, isEditable, stepsOf } from './file.page.ts'
import { missingBeforeSubmit, nextStep } from './progress.ts'
import type { DossierFile } from './readDossier.sql.ts'
import { situationOf, type Situation } from './situation.ts'
import { fullSteps, pageOfStep, sayProblem } from './steps.page.ts'
import { titleOfPiece } from './pieces.merchant.ts'
import { expiringChip, sayExpiry } from './renewals.page.ts'
import { renewalsOf, wantedItems, wantedRenewals } from './wantedPieces.ts'

const toneOf: Record<Situation, Chip['tone']> = {
  draft: 'neutral',
  with_us: 'waiting',
  asked: 'warning',
  validated: 'good',
  renewing: 'warning',
  renewed: 'good',
  deactivated: 'bad',
  suspended: 'bad',
  unlocking: 'waiting',
  rejected: 'neutral',
  barred: 'bad',
  terminated: 'neutral',
  closed: 'neutral',
}

/** The clock of the request, while it counts for the merchant: it runs, or it is paused because the file is with us. */
const clockOf = async ({ ctx, t }: Visit, { request }: DossierFile) => {
  if (!request || (request.state !== 'open' && request.state !== 'answered')) return null
  const clock = await readRequestClock(ctx.db, request.id, ctx.now)
  return clock && { ...clock, label: t(clock.isPaused ? 'dossiers:home.clock_paused' : 'dossiers:home.clock'), isReadByMerchant: true }
}

const sentChip = ({ t }: Visit): Chip => ({ tone: 'good', label: t('dossiers:home.sent'), icon: 'check' })

const askedPieces = (visit: Visit, file: DossierFile) => {
  const wanted = new Set(wantedItems(file).map(({ id }) => id))
  return (file.request?.items ?? []).map((item) => {
    const line = file.checklist.find(({ requirement }) => requirement.key === item.requirement_key)
    return {
      title: line ? titleOfPiece(visit, line.requirement, file.people) : visit.t(`requests:piece.${item.kind}`),
      isWanted: wanted.has(item.id),
      why: wanted.has(item.id) ? visit.t(`requests:reason.${item.reason}`) : '',
      note: wanted.has(item.id) ? item.note : '',
      chip: wanted.has(item.id) ? { tone: 'warning' as const, label: visit.t('dossiers:home.wanted') } : sentChip(visit),
    }
  })
}

/** What expires soon, before we ask for it: drawn like the pieces of a request, without its clock. */
const renewalsModel = (visit: Visit, file: DossierFile) => {
  const { t } = visit
  const wanted = wantedRenewals(file)
  const pieces = renewalsOf(file).flatMap((one) => {
    const line = file.checklist.find(({ requirement }) => requirement.key === one.requirementKey)
    const chip = wanted.includes(one) ? expiringChip(visit, one) : sentChip(visit)
    return line ? [{ title: titleOfPiece(visit, line.requirement, file.people), why: sayExpiry(visit, one), chip }] : []
  })
  if (pieces.length === 0) return null
  const button = { label: t('renewals:home.send'), href: '/merchant/documents', kind: 'plain' as const, icon: 'upload' }
  return {
    title: t('renewals:home.title'),
    text: wanted.length > 0 ? t('renewals:home.text') : '',
    pieces,
    button: wanted.length > 0 ? button : null,
  }
}

const isRequestShown = (situation: Situation): boolean =>
  ['asked', 'renewing', 'renewed', 'deactivated', 'suspended', 'unlocking', 'with_us'].includes(situation)

const requestModel = async (visit: Visit, file: DossierFile, situation: Situation) => {
  const { request } = file
  if (!request || !isRequestShown(situation)) return null
  const pieces = askedPieces(visit, file)
  const isToSend = pieces.some(({ isWanted }) => isWanted) && situation !== 'with_us' && situation !== 'unlocking'
  return {
    title: visit.t(isToSend ? 'dossiers:home.request_title' : 'dossiers:home.request_sent_title'),
    message: isToSend ? request.message : '',
    pieces,
    clock: await clockOf(visit, file),
    isLeaving: request.state === 'leaving' && isToSend,
    button: isToSend
      ? { label: visit.t('dossiers:home.send_pieces'), href: '/merchant/documents', kind: 'primary' as const, icon: 'upload' }
      : null,
  }
}

const draftModel = (visit: Visit, file: DossierFile) => {
  if (file.dossier.state !== 'draft' || isShut(file.merchant.state)) return null
  const steps = stepsOf(visit, file)
  const done = steps.filter(({ state }) => state === 'done').length
  const next = missingBeforeSubmit(steps).length === 0 ? 'submit' : nextStep(steps)
  return {
    steps: fullSteps(visit, steps),
    done: visit.t('dossiers:home.done', { count: done, total: steps.length }),
    next: { label: visit.t(`dossiers:home.next_${next}`), href: pageOfStep[next], kind: 'primary' as const, icon: 'arrow-right' },
  }
}

/** What his own edits left open once the file was sent: without it we cannot decide. */
const openEnds = (visit: Visit, file: DossierFile) => {
  if (isClosedOff(file) || file.dossier.state === 'draft' || file.merchant.state === 'validated') return []
  const steps = stepsOf(visit, file)
  const wrong = steps.filter(({ name, state }) => state !== 'done' && ['company', 'people', 'account'].includes(name))
  const isUnsigned = wrong.length === 0 && isSignable(file.dossier.state, file.contract) && file.contract?.state !== 'signed'
  const ends = [
    ...wrong.flatMap(({ name, problems }) => problems.map((one) => ({ name, text: sayProblem(visit, one) }))),
    ...(isUnsigned ? [{ name: 'contract' as const, text: visit.t('dossiers:home.sign_again') }] : []),
  ]
  return ends.map(({ name, text }) => ({
    tone: 'warning' as const,
    text,
    action: { href: pageOfStep[name], label: visit.t(`dossiers:step.${name}`) },
  }))
}

/** Pages of the file that can be read, or changed, once it was sent. */
const linksOf = ({ t }: Visit, file: DossierFile, situation: Situation) => {
  if (['draft', 'deactivated', 'suspended', 'unlocking', 'rejected', 'barred', 'terminated', 'closed'].includes(situation)) return []
  const links = [
    { href: '/merchant/company', label: t('dossiers:step.company') },
    { href: '/merchant/people', label: t('dossiers:step.people') },
    { href: '/merchant/account', label: t('dossiers:step.account') },
    { href: '/merchant/documents', label: t('dossiers:step.documents') },
  ]
  return file.contract?.state === 'signed' ? [...links, { href: '/merchant/contract', label: t('dossiers:home.contract') }] : links
}

/** Where he goes from here: to his keys, or, once nothing works any more, to the money that is still his. */
const onwardOf = ({ t }: Visit, situation: Situation): Action | null => {
  if (['validated', 'renewing', 'renewed'].includes(situation))
    return { label: t('dossiers:home.live_keys'), href: '/merchant/developers', kind: 'plain', icon: 'key' }
  return ['barred', 'terminated', 'closed'].includes(situation)
    ? { label: t('dossiers:home.balance'), href: '/merchant/balance', kind: 'plain', icon: 'arrow-right' }
    : null
}

/** GET /merchant: where things stand, what was asked and by when, what to do now. */
export const showHome = async (visit: Visit): Promise<Answer> => {
  const file = await fileOf(visit)
  const situation = situationOf(file, wantedItems(file).length === 0)
  const { t } = visit
  return view('dossiers/home', {
    title: file.merchant.name || t('dossiers:home.title'),
    chip: { tone: toneOf[situation], label: t(`dossiers:situation.${situation}.state`) },
    sentence: t(`dossiers:situation.${situation}.text`),
    draft: draftModel(visit, file),
    request: await requestModel(visit, file, situation),
    renewals: renewalsModel(visit, file),
    links: linksOf(visit, file, situation),
    openEnds: openEnds(visit, file),
    linksTitle: t(isEditable(file) ? 'dossiers:home.links_edit' : 'dossiers:home.links_read'),
    onward: onwardOf(visit, situation),
  })
}
