import { z } from 'zod'
import { isAllowed } from '#src/kernel/permissions.ts'
import { readOne, requestOfPath, type OneRequest } from '#src/rights/oneRequest.page.ts'
import { showRequest } from '#src/rights/request.console.ts'
import { lostOf, requestPath, standSentence, stateChip, type Refused } from '#src/rights/rightsWords.page.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Effect, type Field } from '#src/web/components.ts'
import { optionalLine, parse, proposalSeen, words } from '#src/web/fields.ts'
import { formatNumber } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { downloadErasureCertificate } from './downloadErasureCertificate.ts'
import { declineErasure, erasureMark, executeErasure, proposeErasure } from './erasePerson.ts'
import { planColumns, planRows } from './erasureModel.page.ts'
import { digestOf, type Plan } from './plan.ts'
import { planErasure } from './planErasure.sql.ts'

const effectsOf = ({ t, lang }: Visit, plan: Plan): Effect[] => {
  const stays = plan.lines.reduce((sum, line) => sum + line.stays, 0)
  return [
    {
      figure: formatNumber(plan.erases, lang),
      text: t('rights:erasure.effect_goes', { count: plan.erases }),
      tone: plan.erases > 0 ? 'bad' : 'neutral',
    },
    { figure: formatNumber(stays, lang), text: t('rights:erasure.effect_stays', { count: stays }) },
    ...(stays > 0 ? [{ figure: t('rights:erasure.effect_archive'), text: t('rights:erasure.effect_archive_text') }] : []),
    ...(plan.erases > 0
      ? [{ figure: t('rights:erasure.effect_two'), text: t('rights:erasure.effect_two_text') }]
      : [{ figure: t('rights:erasure.effect_none'), text: t('rights:erasure.effect_none_text') }]),
  ]
}

const reasonField = ({ t }: Visit, refused?: Refused): Field => ({
  name: 'reason',
  type: 'textarea',
  rows: 3,
  width: 'full',
  maxlength: 2_000,
  label: t('web:form.reason'),
  isRequired: true,
  value: String(refused?.values['reason'] ?? ''),
  ...(refused?.errors['reason'] ? { error: t(refused.errors['reason']) } : {}),
})

const planPage = async (
  visit: Visit,
  { request, subjects, erasure }: OneRequest,
  step: 'propose' | 'decide',
  refused?: Refused,
): Promise<Answer> => {
  const { t, ctx } = visit
  const plan = await planErasure(ctx.db, subjects.map(({ id }) => id), ctx.now)
  const path = `${requestPath(request)}/erasure`
  return view('rights/erasure', {
    title: t(`rights:erasure.${step}_title`),
    back: { href: requestPath(request), label: t(`rights:kind.${request.kind}`) },
    id: request.id,
    chip: stateChip(visit, request),
    sentence: standSentence(visit, request),
    lost: lostOf(visit, refused),
    errors: refused && !lostOf(visit, refused) ? errorLines(refused.errors, t) : [],
    columns: planColumns(visit),
    rows: planRows(visit, plan),
    form: {
      action: step === 'propose' ? path : `${path}/execute`,
      intro: t(`rights:erasure.${step}_intro`),
      effects: effectsOf(visit, plan),
      undo: plan.erases > 0 ? t('rights:erasure.undo') : '',
      hidden: [{ name: 'seen', value: digestOf(plan) }, ...(step === 'decide' ? [{ name: 'proposal', value: erasureMark(erasure!) }] : [])],
      fields: [],
      submit: t(plan.erases === 0 ? 'rights:erasure.submit_none' : `rights:erasure.${step}_submit`),
      isDangerous: step === 'decide',
      cancel: { href: requestPath(request), label: t('web:verb.cancel') },
    },
    decline: step === 'decide'
      ? {
        action: `${path}/decline`,
        proposal: erasureMark(erasure!),
        field: reasonField(visit, refused),
        isOpen: Boolean(refused?.errors['reason'] ?? refused?.values['reason']),
      }
      : null,
  })
}

const isOpen = ({ request, subjects }: OneRequest): boolean =>
  request.kind === 'erasure' && request.state === 'in_progress' && subjects.length > 0

/** GET /console/rights/:id/erasure: what would go, what stays and why, until when; then a second person. */
export const showErasure = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const one = await readOne(visit)
  if (!isOpen(one) || (one.erasure !== null && one.erasure.state !== 'declined'))
    return refused
      ? showRequest(visit, refused)
      : seeOther(requestPath(one.request))
  return planPage(visit, one, 'propose', refused)
}

const seenForm = z.object({ seen: optionalLine(64) })

/** POST /console/rights/:id/erasure */
export const postErasure = async (visit: Visit): Promise<Answer> => {
  const request = await requestOfPath(visit)
  const isDone = await proposeErasure(visit.ctx, request.id, parse(seenForm, visit.body))
  return seeOther(requestPath(request), good(isDone ? 'rights:flash.erasure_done' : 'rights:flash.erasure_proposed'))
}

/** GET /console/rights/:id/erasure/decide: the same, as it is now, to whoever did not propose it. */
export const showDecideErasure = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const one = await readOne(visit)
  if (
    !isOpen(one) || one.erasure?.state !== 'proposed' || !isAllowed(staffOf(visit).roles, 'rights.decide') ||
    one.erasure.proposed_by === visit.ctx.actor.id
  ) return refused ? showRequest(visit, refused) : seeOther(requestPath(one.request))
  return planPage(visit, one, 'decide', refused)
}

/** POST /console/rights/:id/erasure/execute */
export const postExecuteErasure = async (visit: Visit): Promise<Answer> => {
  const request = await requestOfPath(visit)
  await executeErasure(visit.ctx, request.id, parse(seenForm.extend({ proposal: proposalSeen() }), visit.body))
  return seeOther(requestPath(request), good('rights:flash.erasure_done'))
}

/** POST /console/rights/:id/erasure/decline */
export const postDeclineErasure = async (visit: Visit): Promise<Answer> => {
  const request = await requestOfPath(visit)
  await declineErasure(visit.ctx, request.id, parse(z.object({ reason: words(2_000), proposal: proposalSeen() }), visit.body))
  return seeOther(requestPath(request), good('rights:flash.declined'))
}

/** GET /console/rights/:id/erasure/certificate */
export const showErasureCertificate = async (visit: Visit): Promise<Answer> => {
  const { id, bytes } = await downloadErasureCertificate(visit.ctx, (await requestOfPath(visit)).id)
  return {
    kind: 'file',
    bytes,
    mime: 'application/pdf',
    fileName: `${visit.t('retention:purge.certificate_file')}-${id}.pdf`,
    isInline: true,
  }
}

/** GET /console/rights/:id/erasure/signature: 64 bytes, over the bytes of the certificate. */
export const showErasureSignature = async (visit: Visit): Promise<Answer> => {
  const { id, signature } = await downloadErasureCertificate(visit.ctx, (await requestOfPath(visit)).id)
  return {
    kind: 'file',
    bytes: signature,
    mime: 'application/octet-stream',
    fileName: `${visit.t('retention:purge.certificate_file')}-${id}.pdf.sig`,
    isInline: false,
  }
}
