import { z } from 'zod'
import { addDays, isUsualInstant, parisDay } from '#src/kernel/calendar.ts'
import { conflict } from '#src/kernel/errors.ts'
import { isAboutFile, lostRaceAmong, type Refused } from '#src/reviews/lostRace.page.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Effect, type Field, type Tab } from '#src/web/components.ts'
import { optionalLine, parse, whole, words } from '#src/web/fields.ts'
import { formatDay, formatDeadline, formatNumber } from '#src/web/formats.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { dueAt, maxExtensionDays } from './clock.ts'
import { extendRequest } from './extendRequest.ts'
import { clockFacts } from './ledger.ts'
import { isWanted } from './request.ts'
import { readRequestPage, type RequestPage } from './requestPage.sql.ts'
import { drawRequest } from './requests.console.ts'
import { withdrawRequest } from './withdrawRequest.ts'

const longestReason = 2_000
const usualDays = [5, 7, 10, 15, 30]

const hereOf = (page: RequestPage): string => `/console/requests/${page.request.id}`
const nameOf = ({ merchant }: RequestPage): string => merchant.name || merchant.id
const backOf = (visit: Visit, page: RequestPage) => ({ label: `${visit.t('requests:page.title')} · ${nameOf(page)}`, href: hereOf(page) })
const cancelOf = (visit: Visit, page: RequestPage) => ({ label: visit.t('web:verb.cancel'), href: hereOf(page) })

const reasonField = (visit: Visit, act: 'extend' | 'withdraw'): Field => ({
  name: 'reason',
  type: 'textarea',
  label: visit.t(`requests:${act}.reason`),
  hint: visit.t(`requests:${act}.reason_hint`),
  isRequired: true,
  maxlength: longestReason,
  rows: 3,
})

/** What a refused form says on top and beside its questions. */
const formOf = (visit: Visit, fields: Field[], refused?: Refused) => ({
  fields: refused ? refill(fields, refused.values, refused.errors, visit.t) : fields,
  errors: errorLines(refused?.errors, visit.t),
})

/** An act that is not open here: the request, which says why; after a refusal with who was quicker, and with what had been typed. */
const closedAct = async (visit: Visit, page: RequestPage, refused?: Refused): Promise<Answer> => {
  if (!refused) return seeOther(hereOf(page))
  const about = isAboutFile(refused) ? refused : { ...refused, errors: { form: 'errors:state_has_changed.text' } }
  const reason = String(refused.values['reason'] ?? '').trim()
  const written = reason ? [{ label: visit.t('web:form.reason'), text: reason }] : []
  return drawRequest(visit, page, await lostRaceAmong(visit, { subjectId: page.request.id }, about, written))
}

const mustBeOpen = ({ request }: RequestPage): Date => {
  if (request.state !== 'open' || !request.due_at) throw conflict('state_has_changed')
  return request.due_at
}

/** The end with so many days more, from the same ledger the clock is read from. */
const extendedEnd = ({ request, ledger }: RequestPage, days: number, now: Date): Date => {
  const granted = { ...ledger, extensions: [...ledger.extensions, { id: '', days, reason: '', granted_by: '', granted_at: now }] }
  const facts = clockFacts({ ...request, extension_days: request.extension_days + days }, granted)
  const end = facts && dueAt(facts)
  if (!end) throw conflict('state_has_changed')
  return end
}

const effectsOfExtending = ({ t, lang }: Visit, page: RequestPage, days: number, end: Date): Effect[] => {
  const total = page.request.extension_days + days
  const before = formatDay(addDays(parisDay(mustBeOpen(page)), -1), lang)
  const counted = (count: number, key: string): Effect => ({
    figure: formatNumber(count, lang),
    text: t(`requests:extend.${key}`, { count }),
  })
  return [
    { figure: formatDeadline(end, lang), text: t('requests:extend.effect_end', { before }), tone: 'good' },
    counted(days, 'effect_days'),
    counted(total, 'effect_total'),
    counted(page.merchant.readers, 'effect_mail'),
  ]
}

/** The days the page is about: those asked for in the address or typed, as far as they are possible. */
const daysOf = (visit: Visit, left: number, refused?: Refused): number => {
  const said = Number(refused?.values['days'] ?? visit.query['days'])
  return Number.isInteger(said) && said >= 1 ? Math.min(said, left) : Math.min(7, left)
}

/** What was asked for and is not possible is said beside what is shown in its place. */
const daysFault = (visit: Visit, left: number, refused?: Refused): string | undefined => {
  const said = refused ? undefined : visit.query['days']
  const fault = refused?.errors['days'] ??
    (said === undefined || (/^\d{1,6}$/.test(String(said)) && Number(said) >= 1 && Number(said) <= left)
      ? undefined
      : Number(said) > left
      ? 'requests:field.days_too_many'
      : 'requests:field.days_too_few')
  return fault && visit.t(fault)
}

const choicesOf = ({ t }: Visit, page: RequestPage, left: number, days: number): Tab[] =>
  [...new Set(usualDays.map((one) => Math.min(one, left)))]
    .map((one) => ({
      label: t('requests:extend.choice', { count: one }),
      href: `${hereOf(page)}/extend?days=${one}`,
      isCurrent: one === days,
    }))

/** GET /console/requests/:id/extend?days=: what an extension would do, before it is granted. */
export const showExtend = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, ctx } = visit
  const page = await readRequestPage(ctx.db, param(visit, 'id'))
  const left = maxExtensionDays - page.request.extension_days
  if (page.request.state !== 'open' || left <= 0) return closedAct(visit, page, refused)
  const days = daysOf(visit, left, refused)
  const end = extendedEnd(page, days, ctx.now)
  const daysField: Field = {
    name: 'days',
    id: 'f-days',
    type: 'number',
    label: t('requests:extend.days'),
    hint: t('requests:extend.days_hint', { count: left }),
    value: days,
    error: daysFault(visit, left, refused),
    min: 1,
    max: left,
    width: 'tiny',
  }
  return view('requests/extend', {
    title: `${t('requests:extend.title')} · ${nameOf(page)}`,
    heading: t('requests:extend.title'),
    sentence: t('requests:extend.stand'),
    back: backOf(visit, page),
    choices: choicesOf(visit, page, left, days),
    ask: `${hereOf(page)}/extend`,
    daysField,
    action: `${hereOf(page)}/extend`,
    intro: t('requests:extend.intro'),
    effects: effectsOfExtending(visit, page, days, end),
    undo: t('requests:extend.undo'),
    submit: t('requests:extend.submit', { count: days }),
    hidden: [{ name: 'days', value: String(days) }, { name: 'seen', value: end.toISOString() }],
    cancel: cancelOf(visit, page),
    ...formOf(visit, [reasonField(visit, 'extend')], refused),
  })
}

const extension = z.object({ days: whole(1, maxExtensionDays), reason: words(longestReason), seen: optionalLine(40) })

/** POST /console/requests/:id/extend. */
export const extend = async (visit: Visit): Promise<Answer> => {
  const { days, reason, seen } = parse(extension, visit.body)
  const seenDueAt = isUsualInstant(seen) ? new Date(seen) : undefined
  const end = await extendRequest(visit.ctx, param(visit, 'id'), { days, reason, seenDueAt })
  return seeOther(`/console/requests/${param(visit, 'id')}`, good('requests:extend.done', { deadline: formatDeadline(end, visit.lang) }))
}

/** What happens to the dossier: back to the queue as it stands; already there; or, a refresh, nothing. */
const fateOf = (
  { request }: RequestPage,
): string => (request.purpose === 'refresh' ? 'effect_keep' : request.state === 'answered' ? 'effect_review' : 'effect_queue')

const effectsOfWithdrawing = ({ t, lang }: Visit, page: RequestPage): Effect[] => {
  const [wanted, readers] = [page.items.filter(isWanted).length, page.merchant.readers]
  return [
    { figure: formatNumber(wanted, lang), text: t('requests:withdraw.effect_pieces', { count: wanted }) },
    { figure: t('requests:withdraw.figure_clock'), text: t('requests:withdraw.effect_clock') },
    { figure: t('requests:withdraw.figure_file'), text: t(`requests:withdraw.${fateOf(page)}`) },
    { figure: formatNumber(readers, lang), text: t('requests:withdraw.effect_mail', { count: readers }) },
  ]
}

/** GET /console/requests/:id/withdraw: what giving up would do. */
export const showWithdraw = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, ctx } = visit
  const page = await readRequestPage(ctx.db, param(visit, 'id'))
  if (page.request.closed_at) return closedAct(visit, page, refused)
  return view('requests/withdraw', {
    title: `${t('requests:withdraw.title')} · ${nameOf(page)}`,
    heading: t('requests:withdraw.title'),
    sentence: t('requests:withdraw.stand'),
    back: backOf(visit, page),
    action: `${hereOf(page)}/withdraw`,
    intro: t('requests:withdraw.intro'),
    effects: effectsOfWithdrawing(visit, page),
    undo: t('requests:withdraw.undo'),
    hidden: [],
    submit: t('requests:withdraw.submit'),
    cancel: cancelOf(visit, page),
    ...formOf(visit, [reasonField(visit, 'withdraw')], refused),
  })
}

const withdrawal = z.object({ reason: words(longestReason) })

/** POST /console/requests/:id/withdraw. */
export const withdraw = async (visit: Visit): Promise<Answer> => {
  await withdrawRequest(visit.ctx, param(visit, 'id'), parse(withdrawal, visit.body))
  return seeOther(`/console/requests/${param(visit, 'id')}`, good('requests:withdraw.done'))
}
