import { z } from 'zod'
import { parisDay } from '#src/kernel/calendar.ts'
import { good, seeOther, type Answer } from '#src/web/answer.ts'
import type { Field } from '#src/web/components.ts'
import { choice, line, optionalWords, parse, whole, words } from '#src/web/fields.ts'
import type { FormPage, Handler } from '#src/web/route.ts'
import type { Visit } from '#src/web/visit.ts'
import { namesLacking } from '#src/identification/identification.page.ts'
import { groundField } from '#src/rejections/rejection.page.ts'
import { rejectionGrounds } from '#src/rejections/rejection.ts'
import { acceptHeldAnswers } from './acceptHeldAnswers.ts'
import { caseOfPath, dossierIdOf, type Case } from './case.page.ts'
import { decidePage, dossierPath, errorOf, isOpenAct, nothingRefused, reasonField, versionSeen } from './decidePage.page.ts'
import { confirmDecision } from './confirmDecision.ts'
import { declineDecision } from './declineDecision.ts'
import { obstaclesOf, verdicts } from './decision.ts'
import { drawDossier } from './dossier.console.ts'
import { acceptingEffects, proposalEffects, reconsideringEffects, rejectionEffects, validationEffects } from './effectsModel.page.ts'
import { countReaders, rejectionLetter } from './letterModel.page.ts'
import { isAboutFile, type Refused } from './lostRace.page.ts'
import type { ActName } from './acts.ts'
import { proposalModel } from './proposalModel.page.ts'
import { proposeDecision } from './proposeDecision.ts'
import { reconsiderDossier } from './reconsiderDossier.ts'
import { rejectDossier } from './rejectDossier.ts'
import { validateDossier } from './validateDossier.ts'

type Draw = (visit: Visit, one: Case, refused: Refused) => Promise<Answer>

/** GET: the page before the act; where the act is not open, the dossier, which says why. */
const pageOf = (name: ActName, draw: Draw): Handler => async (visit) => {
  const one = await caseOfPath(visit)
  return isOpenAct(one, name) ? draw(visit, one, nothingRefused) : seeOther(dossierPath(one))
}

/** A refused act: the form again for what was typed; the dossier as it now is for what somebody else did. */
export const againOf = (draw: Draw): FormPage => async (visit, refused) => {
  const one = await caseOfPath(visit)
  return isAboutFile(refused) ? drawDossier(visit, one, refused) : draw(visit, one, refused)
}

const version = whole(1, 1_000_000_000)
/** Which one the second person has read. */
const proposal = line(40)
const withReason = z.object({ version, reason: words(4_000) })
const mayReason = z.object({ version, reason: optionalWords(4_000) })
const backTo = (visit: Visit, flash: string): Answer => seeOther(`/console/dossiers/${dossierIdOf(visit)}`, good(`reviews:flash.${flash}`))

const drawValidate: Draw = async (visit, one, refused) =>
  decidePage(visit, one, refused, {
    name: 'validate',
    action: `${dossierPath(one)}/validate`,
    effects: validationEffects(visit, one, await countReaders(visit, one)),
    undo: visit.t('reviews:decide.validate.undo'),
    fields: [reasonField(visit, refused, { isRequired: false })],
  })
export const showValidate = pageOf('validate', drawValidate)
export const againValidate = againOf(drawValidate)
export const validate: Handler = async (visit) => {
  await validateDossier(visit.ctx, dossierIdOf(visit), parse(mayReason, visit.body))
  return backTo(visit, 'validated')
}

/** A refusal says on which ground; of what calls for two people it is vigilance's until somebody says otherwise. */
const askedGround = (visit: Visit, one: Case, refused: Refused, isRequired: boolean): Promise<Field> => {
  const error = errorOf(visit, refused, 'ground')
  return groundField(visit, {
    given: String(refused.values['ground'] ?? ''),
    isRequired,
    mayBeOfVigilance: one.fourEyes.some((cause) => cause !== 'override') || one.screening !== null,
    ...(error ? { error } : {}),
  })
}
const withGround = z.object({ version, reason: words(4_000), ground: choice(rejectionGrounds) })

const drawReject: Draw = async (visit, one, refused) =>
  decidePage(visit, one, refused, {
    name: 'reject',
    action: `${dossierPath(one)}/reject`,
    effects: rejectionEffects(visit, one, await countReaders(visit, one)),
    undo: visit.t('reviews:decide.reject.undo'),
    isDangerous: true,
    fields: [await askedGround(visit, one, refused, true), reasonField(visit, refused, { isRequired: true })],
    letter: rejectionLetter(visit, one),
  })
export const showReject = pageOf('reject', drawReject)
export const againReject = againOf(drawReject)
export const reject: Handler = async (visit) => {
  await rejectDossier(visit.ctx, dossierIdOf(visit), parse(withGround, visit.body))
  return backTo(visit, 'rejected')
}

const verdictField = (visit: Visit, one: Case, refused: Refused): Field => {
  const obstacle = obstaclesOf(one.file, parisDay(visit.ctx.now))[0] ?? one.screening?.code
  const options = verdicts.filter((verdict) => verdict === 'reject' || !obstacle).map((value) => ({
    value,
    label: visit.t(`reviews:verdict.${value}`),
  }))
  const hint = obstacle
    ? visit.t('reviews:decide.propose.incomplete', {
      why: visit.t(`reviews:missing.${obstacle}`, { people: namesLacking(one.file), names: one.screening?.names ?? '' }),
    })
    : undefined
  const value = String(refused.values['verdict'] ?? '')
  const label = visit.t('reviews:decide.propose.verdict')
  return { name: 'verdict', label, type: 'radios', options, hint, value, error: errorOf(visit, refused, 'verdict'), isRequired: true }
}

const drawPropose: Draw = async (visit, one, refused) =>
  decidePage(visit, one, refused, {
    name: 'propose',
    action: `${dossierPath(one)}/propose`,
    effects: proposalEffects(visit, one),
    undo: visit.t('reviews:decide.propose.undo'),
    fields: [
      verdictField(visit, one, refused),
      await askedGround(visit, one, refused, false),
      reasonField(visit, refused, { isRequired: true }),
    ],
  })
export const showPropose = pageOf('propose', drawPropose)
export const againPropose = againOf(drawPropose)
const proposalForm = z.object({ version, reason: words(4_000), verdict: choice(verdicts), ground: choice(rejectionGrounds).optional() })
export const propose: Handler = async (visit) => {
  const { ground, ...said } = parse(proposalForm, visit.body)
  await proposeDecision(visit.ctx, dossierIdOf(visit), { ...said, ...(ground ? { ground } : {}) })
  return backTo(visit, 'proposed')
}

/** Both answers of the second person on one page: agree, with the effects; or decline, with a reason. */
const drawConfirm: Draw = async (visit, one, refused) => {
  const letters = await countReaders(visit, one)
  const isRejection = one.proposal?.verdict === 'reject'
  const field: Field = { ...reasonField(visit, refused, { isRequired: true }), label: visit.t('reviews:decide.decline.reason') }
  const hidden = [versionSeen(one), { name: 'proposal', value: one.proposal?.id ?? '' }]
  return decidePage(visit, one, refused, {
    name: isRejection ? 'confirm_reject' : 'confirm_validate',
    action: `${dossierPath(one)}/confirm`,
    isDangerous: isRejection,
    hidden,
    fields: [],
    effects: isRejection ? rejectionEffects(visit, one, letters) : validationEffects(visit, one, letters),
    letter: isRejection ? rejectionLetter(visit, one) : null,
    more: {
      proposal: await proposalModel(visit, one),
      decline: {
        action: `${dossierPath(one)}/decline`,
        hidden,
        field,
        isOpen: Boolean(refused.errors['reason']),
      },
    },
  })
}
export const showConfirm = pageOf('confirm', drawConfirm)
export const againConfirm = againOf(drawConfirm)
export const confirm: Handler = async (visit) => {
  await confirmDecision(visit.ctx, dossierIdOf(visit), parse(mayReason.extend({ proposal }), visit.body))
  return backTo(visit, 'confirmed')
}
export const decline: Handler = async (visit) => {
  await declineDecision(visit.ctx, dossierIdOf(visit), parse(withReason.extend({ proposal }), visit.body))
  return backTo(visit, 'declined')
}

const drawReconsider: Draw = async (visit, one, refused) =>
  decidePage(visit, one, refused, {
    name: 'reconsider',
    action: `${dossierPath(one)}/reconsider`,
    effects: reconsideringEffects(visit),
    fields: [reasonField(visit, refused, { isRequired: true })],
  })
export const showReconsider = pageOf('reconsider', drawReconsider)
export const againReconsider = againOf(drawReconsider)
export const reconsider: Handler = async (visit) => {
  await reconsiderDossier(visit.ctx, dossierIdOf(visit), parse(withReason, visit.body))
  return backTo(visit, 'reconsidered')
}

const drawAccept: Draw = async (visit, one, refused) =>
  decidePage(visit, one, refused, {
    name: 'accept_answers',
    action: `${dossierPath(one)}/accept-answers`,
    effects: acceptingEffects(visit, one, await countReaders(visit, one)),
    fields: [],
  })
export const showAcceptAnswers = pageOf('accept_answers', drawAccept)
export const againAcceptAnswers = againOf(drawAccept)
export const acceptThem: Handler = async (visit) => {
  await acceptHeldAnswers(visit.ctx, dossierIdOf(visit))
  return backTo(visit, 'answers_accepted')
}
