import { z } from 'zod'
import { askedDay, askedText } from '#src/kernel/asked.ts'
import { readParts } from '#src/answers/answerParts.sql.ts'
import { findCandidates } from '#src/personalData/candidates.sql.ts'
import { file as sendFile, good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Effect, type Field } from '#src/web/components.ts'
import { optionalLine, parse, words } from '#src/web/fields.ts'
import { formatDay } from '#src/web/formats.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { doubtIdentity, extendRequest, takeRequest, verifyIdentity, withdrawRequest } from './handleRequest.ts'
import { linkSubject, noteSearch, unlinkSubject } from './linkSubject.ts'
import { requestOfPath } from './oneRequest.page.ts'
import type { RightsRow } from './rights.sql.ts'
import { listLinked } from './rights.sql.ts'
import { answerBy, standingOn, whyNotExtended } from './rightsClock.ts'
import { whyNoLonger } from './rightsRequest.ts'
import { addRightsFiles, openRightsFile } from './rightsFiles.ts'
import { lostOf, requestPath, standSentence, stateChip, type Refused } from './rightsWords.page.ts'
import { subjectColumns, subjectRow } from './subjects.page.ts'

type Act = {
  name: string
  effects: Effect[]
  fields: Field[]
  isDangerous?: boolean
  undo?: string
  hidden?: { name: string; value: string }[]
}

/** The page before an act on a request: what it does, and what is asked. */
export const actPage = (
  visit: Visit,
  request: RightsRow,
  { name, effects, fields, isDangerous = false, undo = '', hidden = [] }: Act,
  refused?: Refused,
): Answer => {
  const { t } = visit
  const back = { href: requestPath(request), label: t(`rights:kind.${request.kind}`) }
  return view('rights/act', {
    title: t(`rights:${name}.title`),
    back,
    id: request.id,
    chip: stateChip(visit, request),
    sentence: standSentence(visit, request),
    lost: lostOf(visit, refused),
    errors: refused && !lostOf(visit, refused) ? errorLines(refused.errors, t) : [],
    decline: null,
    form: {
      action: `${back.href}/${name}`,
      intro: t(`rights:${name}.intro`),
      effects,
      undo,
      hidden,
      fields: refill(fields, refused?.values ?? {}, refused?.errors ?? {}, t),
      submit: t(`rights:${name}.submit`),
      isDangerous,
      cancel: { href: back.href, label: t('web:verb.cancel') },
    },
  })
}

/** In place of a form that would be refused: why, and no date that is not to be had. */
const noActPage = (visit: Visit, request: RightsRow, name: string, why: string): Answer => {
  const back = { href: requestPath(request), label: visit.t(`rights:kind.${request.kind}`) }
  return view('rights/act', {
    title: visit.t(`rights:${name}.title`),
    back,
    id: request.id,
    chip: stateChip(visit, request),
    sentence: standSentence(visit, request),
    lost: { tone: 'neutral' as const, text: why, action: back },
    errors: [],
    decline: null,
    form: null,
  })
}

/** Of an act that what was carried out forbids: why; null where the act may be. */
export const overPage = async (visit: Visit, request: RightsRow, action: 'doubt' | 'refuse' | 'withdraw'): Promise<Answer | null> => {
  const over = request.closed_at === null ? whyNoLonger(action, await readParts(visit.ctx.db, request.id)) : null
  return over && noActPage(visit, request, action, visit.t(`errors:${over}.text`))
}

export const area = ({ t }: Visit, name: string, label: string, hint?: string): Field => ({
  name,
  type: 'textarea',
  rows: 4,
  width: 'full',
  maxlength: 4_000,
  label: t(label),
  isRequired: true,
  ...(hint ? { hint: t(hint) } : {}),
})
const letterEffect = ({ t }: Visit, { email }: RightsRow): Effect => (email
  ? { figure: t('rights:effect.letter'), text: t('rights:effect.letter_to', { email }) }
  : { figure: t('rights:effect.no_mail'), text: t('rights:effect.by_post'), tone: 'warning' })

/** POST /console/rights/:id/take */
export const postTake = async (visit: Visit): Promise<Answer> => {
  const request = await requestOfPath(visit)
  await takeRequest(visit.ctx, request.id)
  return seeOther(requestPath(request), good('rights:flash.taken'))
}

/** GET /console/rights/:id/doubt */
export const showDoubt = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const request = await requestOfPath(visit)
  const over = await overPage(visit, request, 'doubt')
  if (over) return over
  const { t, lang, ctx } = visit
  const effects = [
    {
      figure: t('rights:effect.stands_still'),
      text: t('rights:effect.stands_still_text', { day: formatDay(standingOn(request, ctx.now).dueOn, lang) }),
    },
    letterEffect(visit, request),
    { figure: t('rights:effect.copy'), text: t('rights:effect.copy_text') },
  ]
  return actPage(visit, request, {
    name: 'doubt',
    effects,
    fields: [
      area(visit, 'asked', 'rights:doubt.asked', 'rights:doubt.asked_hint'),
      area(visit, 'reason', 'rights:doubt.reason', 'rights:doubt.reason_hint'),
    ],
  }, refused)
}

/** POST /console/rights/:id/doubt */
export const postDoubt = async (visit: Visit): Promise<Answer> => {
  const request = await requestOfPath(visit)
  await doubtIdentity(visit.ctx, request.id, parse(z.object({ asked: words(4_000), reason: words(4_000) }), visit.body))
  return seeOther(requestPath(request), good('rights:flash.doubted'))
}

/** GET /console/rights/:id/verify */
export const showVerify = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const request = await requestOfPath(visit)
  const { t, lang, ctx } = visit
  const effects = [{ figure: formatDay(standingOn(request, ctx.now).dueOn, lang), text: t('rights:effect.goes_on') }, {
    figure: t('rights:effect.copy'),
    text: t('rights:effect.copy_goes'),
    tone: 'warning' as const,
  }]
  return actPage(
    visit,
    request,
    { name: 'verify', effects, fields: [area(visit, 'how', 'rights:verify.how', 'rights:verify.how_hint')] },
    refused,
  )
}

/** POST /console/rights/:id/verify */
export const postVerify = async (visit: Visit): Promise<Answer> => {
  const request = await requestOfPath(visit)
  await verifyIdentity(visit.ctx, request.id, parse(z.object({ how: words(4_000) }), visit.body))
  return seeOther(requestPath(request), good('rights:flash.verified'))
}

/** GET /console/rights/:id/extend */
export const showExtend = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const request = await requestOfPath(visit)
  const { t, lang, ctx } = visit
  const whyNot = whyNotExtended(request, ctx.now)
  if (whyNot) return noActPage(visit, request, 'extend', t(`rights:extend.not.${whyNot}`))
  const dueOn = answerBy(request.received_on, { isExtended: true, suspendedDays: request.suspended_days })
  return actPage(visit, request, {
    name: 'extend',
    effects: [{ figure: formatDay(dueOn, lang), text: t('rights:effect.extended') }, letterEffect(visit, request), {
      figure: t('rights:effect.once'),
      text: t('rights:effect.once_text'),
    }],
    fields: [area(visit, 'reason', 'rights:extend.reason', 'rights:extend.reason_hint')],
  }, refused)
}

/** POST /console/rights/:id/extend */
export const postExtend = async (visit: Visit): Promise<Answer> => {
  const request = await requestOfPath(visit)
  await extendRequest(visit.ctx, request.id, parse(z.object({ reason: words(4_000) }), visit.body))
  return seeOther(requestPath(request), good('rights:flash.extended'))
}

/** GET /console/rights/:id/withdraw */
export const showWithdraw = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const request = await requestOfPath(visit)
  const over = await overPage(visit, request, 'withdraw')
  if (over) return over
  return actPage(visit, request, {
    name: 'withdraw',
    effects: [{ figure: visit.t('rights:effect.over'), text: visit.t('rights:effect.over_text') }],
    fields: [area(visit, 'reason', 'rights:withdraw.reason', 'rights:withdraw.reason_hint')],
    isDangerous: true,
  }, refused)
}

/** POST /console/rights/:id/withdraw */
export const postWithdraw = async (visit: Visit): Promise<Answer> => {
  const request = await requestOfPath(visit)
  await withdrawRequest(visit.ctx, request.id, parse(z.object({ reason: words(4_000) }), visit.body))
  return seeOther(requestPath(request), good('rights:flash.withdrawn'))
}

const mostCandidates = 60

/** GET /console/rights/:id/subjects: whoever may be the one, across all there is; the looking is recorded. */
export const showSubjects = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const request = await requestOfPath(visit)
  const { t, ctx, query } = visit
  const isAsked = query['name'] !== undefined || query['email'] !== undefined
  const said = {
    name: isAsked ? askedText(query['name'], 120) : request.name,
    email: isAsked ? askedText(query['email'], 120) : '',
    bornOn: isAsked ? askedDay(query['born']) : null,
    mobile: askedText(query['mobile'], 20),
    last4: /^\d{4}$/.test(askedText(query['last4'], 4)) ? askedText(query['last4'], 4) : '',
  }
  const linked = new Set((await listLinked(ctx.db, request.id)).map(({ subject_id: id }) => id))
  const found = said.name || said.email ? await findCandidates(ctx.db, said, mostCandidates) : []
  await noteSearch(ctx, request.id)
  const field = (name: string, label: string, value: string, more: Partial<Field> = {}): Field => ({
    name,
    label: t(label),
    value,
    type: 'text',
    ...more,
  })
  const rows = found.map((one) => ({
    ...subjectRow(visit, one, linked.has(one.id) ? null : { post: `${requestPath(request)}/link`, label: t('rights:subject.link') }),
    linked: linked.has(one.id) ? { tone: 'good' as const, label: t('rights:subject.linked') } : null,
  }))
  return view('rights/subjects', {
    title: t('rights:subject.search_title'),
    back: { href: requestPath(request), label: t(`rights:kind.${request.kind}`) },
    id: request.id,
    sentence: t('rights:subject.search_sentence', { name: request.name }),
    lost: lostOf(visit, refused),
    columns: subjectColumns(visit, true),
    rows,
    filters: {
      action: `${requestPath(request)}/subjects`,
      hidden: [],
      resetHref: isAsked ? `${requestPath(request)}/subjects` : null,
      fields: [
        field('name', 'rights:subject.name', said.name, { type: 'search' }),
        field('email', 'rights:new.email', said.email, { type: 'search' }),
        field('born', 'rights:new.birth', said.bornOn ?? '', { type: 'date', width: 'short' }),
        field('mobile', 'rights:subject.mobile', said.mobile, { width: 'short' }),
        field('last4', 'rights:subject.last4', said.last4, { width: 'tiny' }),
      ],
    },
    isFull: found.length === mostCandidates ? t('rights:subject.too_many', { count: mostCandidates }) : '',
    empty: { title: t('rights:subject.none_title'), text: t('rights:subject.none_text'), icon: 'users' },
  })
}

const subjectForm = z.object({ subject: optionalLine(40) })

/** POST /console/rights/:id/link */
export const postLink = async (visit: Visit): Promise<Answer> => {
  const request = await requestOfPath(visit)
  await linkSubject(visit.ctx, request.id, parse(subjectForm, visit.body).subject)
  return seeOther(requestPath(request), good('rights:flash.linked'))
}

/** POST /console/rights/:id/unlink */
export const postUnlink = async (visit: Visit): Promise<Answer> => {
  const request = await requestOfPath(visit)
  await unlinkSubject(visit.ctx, request.id, parse(subjectForm, visit.body).subject)
  return seeOther(requestPath(request), good('rights:flash.unlinked'))
}

/** POST /console/rights/:id/files: what came with it; while there is a doubt, what was asked for. */
export const postFiles = async (visit: Visit): Promise<Answer> => {
  const request = await requestOfPath(visit)
  await addRightsFiles(
    visit.ctx,
    request.id,
    request.state === 'identity_doubt' ? 'identity' : 'request',
    visit.files.filter(({ fileName, bytes }) => fileName !== '' || bytes.length > 0),
  )
  return seeOther(`${requestPath(request)}#files`, good('rights:flash.filed'))
}

/** GET /console/rights-files/:id: recorded. */
export const sendRightsFile = async (visit: Visit): Promise<Answer> => {
  const { bytes, mime, fileName } = await openRightsFile(visit.ctx, param(visit, 'id'))
  return sendFile(bytes, mime, fileName)
}
