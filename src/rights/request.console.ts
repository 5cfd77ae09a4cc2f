import { view, type Answer } from '#src/web/answer.ts'
import type { Action, Fact, HistoryEntry } from '#src/web/components.ts'
import { formatDay, formatFileSize } from '#src/web/formats.ts'
import { hasText } from '#src/web/i18n.ts'
import type { Visit } from '#src/web/visit.ts'
import { erasureModel } from '#src/erasure/erasureModel.page.ts'
import { packageModel } from '#src/packages/packageModel.page.ts'
import { rectificationModel } from '#src/rectifications/rectificationModel.page.ts'
import { restrictionModel } from '#src/restrictions/restrictionModel.page.ts'
import { lackingOf, readOne, type OneRequest } from './oneRequest.page.ts'
import { listActs, type RightsFileRow } from './rights.sql.ts'
import { answerBy, standingOn } from './rightsClock.ts'
import { whyNoLonger, type RightsAction } from './rightsRequest.ts'
import { leftChip, lostOf, requestPath, standSentence, stateChip, type Refused } from './rightsWords.page.ts'
import { subjectColumns, subjectRow } from './subjects.page.ts'

const act = ({ t }: Visit, one: OneRequest, name: string, more: Partial<Action> = {}): Action => ({
  label: t(`rights:${name}.act`),
  href: `${requestPath(one.request)}/${name}`,
  kind: 'plain',
  ...more,
})

/** Those that what was carried out forbids are named in one line, with why. */
const withoutThoseOver = ({ t }: Visit, { parts }: OneRequest, acts: readonly { is: RightsAction; act: Action }[]): Action[] => {
  const over = acts.filter(({ is }) => whyNoLonger(is, parts) !== null)
  if (over.length === 0) return acts.map(({ act: one }) => one)
  return [...acts.filter((one) => !over.includes(one)).map(({ act: one }) => one), {
    label: over.map(({ act: { label } }) => label).join(', '),
    reason: t(`errors:${whyNoLonger(over[0]!.is, parts)}.text`),
  }]
}

/** What may be done now; where somebody might expect a button, why there is none. */
const actionsOf = (visit: Visit, one: OneRequest): Action[] => {
  const { t, ctx } = visit
  const { request, isLiving, mayHandle } = one
  if (!isLiving || !mayHandle) return []
  const { mayExtend, isExtended, isSuspended } = standingOn(request, ctx.now)
  const extend: Action[] = isExtended || isSuspended
    ? []
    : mayExtend
    ? [act(visit, one, 'extend', { icon: 'clock' })]
    : [{ label: t('rights:extend.act'), reason: t('rights:extend.too_late') }]
  const doubt = { is: 'doubt' as const, act: act(visit, one, 'doubt', { icon: 'user' }) }
  const refuse = { is: 'refuse' as const, act: act(visit, one, 'refuse') }
  const withdraw = { is: 'withdraw' as const, act: act(visit, one, 'withdraw', { kind: 'quiet' }) }
  const longer = extend.map((one) => ({ is: 'extend' as const, act: one }))
  const acts = {
    received: [
      {
        is: 'take' as const,
        act: { label: t('rights:take.act'), post: `${requestPath(request)}/take`, kind: 'primary' as const, icon: 'hand' },
      },
      doubt,
      ...longer,
      withdraw,
    ],
    identity_doubt: [{ is: 'verify' as const, act: act(visit, one, 'verify', { kind: 'primary', icon: 'check' }) }, refuse, withdraw],
    in_progress: [
      { is: 'answer' as const, act: act(visit, one, 'answer', { kind: 'primary', icon: 'mail' }) },
      doubt,
      ...longer,
      refuse,
      withdraw,
    ],
  }
  return withoutThoseOver(visit, one, request.state in acts ? acts[request.state as keyof typeof acts] : [])
}

const clockFacts = (visit: Visit, { request }: OneRequest): Fact[] => {
  const { t, lang, ctx } = visit
  const { dueOn, limitOn, isExtended, mayExtend } = standingOn(request, ctx.now)
  const left = leftChip(visit, request)
  return [
    { label: t('rights:clock.received'), text: formatDay(request.received_on, lang), note: t(`rights:channel_note.${request.channel}`) },
    {
      label: t('rights:clock.due'),
      text: formatDay(request.closed_at ? request.due_on : dueOn, lang),
      ...(limitOn === dueOn ? {} : { note: t('rights:clock.limit', { day: formatDay(limitOn, lang) }) }),
    },
    ...(left ? [{ label: t('rights:clock.left'), chip: left }] : []),
    ...(isExtended
      ? [{ label: t('rights:clock.extended'), at: request.extended_at!, note: request.extension_reason ?? '' }]
      : request.closed_at === null && mayExtend
      ? [{
        label: t('rights:clock.extendable'),
        text: formatDay(answerBy(request.received_on, { isExtended: true, suspendedDays: request.suspended_days }), lang),
        note: t('rights:clock.extendable_note', {
          day: formatDay(answerBy(request.received_on, { suspendedDays: request.suspended_days }), lang),
        }),
      }]
      : []),
    ...(request.suspended_on ? [{ label: t('rights:clock.suspended'), day: request.suspended_on }] : []),
    ...(request.suspended_days > 0
      ? [{ label: t('rights:clock.stood_still'), text: t('rights:clock.days', { count: request.suspended_days }) }]
      : []),
    ...(request.escalated_at ? [{ label: t('rights:clock.escalated'), at: request.escalated_at }] : []),
    ...(request.closed_at ? [{ label: t('rights:clock.closed'), at: request.closed_at }] : []),
  ]
}

const whoFacts = ({ t, lang }: Visit, { request }: OneRequest): Fact[] => [
  { label: t('rights:who.name'), text: request.name },
  { label: t('rights:column.requester'), text: t(`rights:requester.${request.requester}`) },
  ...(request.email ? [{ label: t('rights:new.email'), text: request.email }] : []),
  ...(request.postal_address ? [{ label: t('rights:new.address'), text: request.postal_address }] : []),
  ...(request.birth_date ? [{ label: t('rights:new.birth'), text: formatDay(request.birth_date, lang) }] : []),
  ...(request.identity_given ? [{ label: t('rights:new.identity'), text: request.identity_given }] : []),
  ...(request.identity_verified_at
    ? [{ label: t('rights:who.verified'), at: request.identity_verified_at }]
    : request.merchant_user_id
    ? [{ label: t('rights:who.verified'), text: t('rights:who.signed_in') }]
    : []),
  { label: t('rights:lang.title'), text: t(`rights:lang.${request.language}`) },
]

const whoDid = (
  { t, lang }: Visit,
  { actor_kind: kind, actor_id: id }: { actor_kind: string; actor_id: string },
): string => (kind === 'system' && hasText(lang, `audit:job.${id}`)
  ? t(`audit:job.${id}`)
  : kind === 'merchant'
  ? t('rights:who.person')
  : t('audit:actor.system', { name: id }))

const historyOf = async (visit: Visit, { request }: OneRequest): Promise<HistoryEntry[]> =>
  (await listActs(visit.ctx.db, request.id)).map((one) => ({
    at: one.at,
    who: one.actorName ?? whoDid(visit, one),
    what: visit.t(`rights:done.${one.act}`),
    ...(one.words ? { why: one.words } : {}),
  }))

const fileRow = ({ t, lang }: Visit, file: RightsFileRow) => ({
  name: file.erased_at ? t('rights:files.gone') : file.file_name,
  href: file.erased_at ? '' : `/console/rights-files/${file.id}`,
  kind: t(`rights:file_kind.${file.kind}`),
  size: formatFileSize(file.byte_count, lang),
  at: file.erased_at ?? file.added_at,
})

const filesOf = (visit: Visit, { files, request, isLiving, mayHandle }: OneRequest, refused?: Refused) => ({
  rows: files.map((file) => fileRow(visit, file)),
  columns: {
    name: { label: visit.t('rights:files.name'), isLead: true, isWide: true },
    kind: { label: visit.t('rights:files.kind') },
    size: { label: visit.t('rights:files.size'), isNumber: true },
    at: { label: visit.t('rights:files.at') },
  },
  form: isLiving && mayHandle
    ? {
      action: `${requestPath(request)}/files`,
      field: {
        name: 'file',
        type: 'file' as const,
        label: visit.t(request.state === 'identity_doubt' ? 'rights:files.add_identity' : 'rights:files.add'),
        hint: visit.t(request.state === 'identity_doubt' ? 'rights:files.identity_hint' : 'rights:files.hint'),
        isMultiple: true,
        accept: '.pdf,.jpg,.jpeg,.png',
        ...(refused?.errors['file'] ? { error: visit.t(refused.errors['file']) } : {}),
      },
    }
    : null,
})

const subjectsOf = (visit: Visit, { request, subjects, parts, isLiving, mayHandle }: OneRequest) => {
  const isOpen = isLiving && mayHandle && !parts.package && !parts.packageWaits && !parts.erasure && !parts.erasureWaits &&
    parts.rectified === 0 && !parts.rectificationWaits
  return {
    columns: subjectColumns(visit, isOpen),
    rows: subjects.map((one) =>
      subjectRow(visit, one, isOpen ? { post: `${requestPath(request)}/unlink`, label: visit.t('rights:subject.unlink') } : null)
    ),
    search: isOpen ? { label: visit.t('rights:subject.search'), href: `${requestPath(request)}/subjects` } : null,
    fixed: isLiving && mayHandle && !isOpen ? visit.t('rights:subject.fixed') : '',
  }
}

const lackingText = ({ t }: Visit, one: OneRequest): string => {
  const lacking = one.isLiving && one.request.state === 'in_progress' ? lackingOf(one) : null
  return lacking ? t(`errors:${lacking}.text`) : ''
}

/** GET /console/rights/:id: its clock, whose data it is about, what is done of it, its papers; what happened beside. */
export const showRequest = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const one = await readOne(visit)
  const { request } = one
  const { t } = visit
  return view('rights/show', {
    title: t('rights:page.title', { kind: t(`rights:kind.${request.kind}`), name: request.name }),
    heading: t(`rights:kind.${request.kind}`),
    back: { href: '/console/rights', label: t('rights:title') },
    id: request.id,
    chip: stateChip(visit, request),
    sentence: standSentence(visit, request),
    actions: actionsOf(visit, one),
    lost: lostOf(visit, refused),
    late: standingOn(request, visit.ctx.now).isLate && one.isLiving && !request.suspended_on ? t('rights:late_notice') : '',
    lacking: lackingText(visit, one),
    clock: clockFacts(visit, one),
    who: whoFacts(visit, one),
    said: request.said,
    answer: request.answer ?? '',
    balancing: request.balancing ?? '',
    subjects: subjectsOf(visit, one),
    package: await packageModel(visit, one),
    erasure: await erasureModel(visit, one),
    rectification: await rectificationModel(visit, one),
    restriction: restrictionModel(visit, one),
    files: filesOf(visit, one, refused),
    history: await historyOf(visit, one),
  })
}
