import { z } from 'zod'
import { acceptDispute } from '#src/disputeOutcomes/acceptDispute.ts'
import { outcomes, recordOutcome } from '#src/disputeOutcomes/recordOutcome.ts'
import { codeText, dateOf, stateChip, type Refused } from '#src/disputes/disputeWords.page.ts'
import { isUsualDay, parisDay } from '#src/kernel/calendar.ts'
import { invalid, notFound } from '#src/kernel/errors.ts'
import { formatCents, parseCents } from '#src/kernel/money.ts'
import { buildFile } from '#src/resolutions/buildFile.ts'
import { changeClock } from '#src/resolutions/changeClock.ts'
import { engageResolution } from '#src/resolutions/engageResolution.ts'
import { fileWords } from '#src/resolutions/evidence.page.ts'
import { readKnown } from '#src/resolutions/knownFacts.page.ts'
import { representResolution } from '#src/resolutions/representResolution.ts'
import { causes, longestExtension, standingOn, type ResolutionChangeKind } from '#src/resolutions/resolution.ts'
import { sendBack, submitResolution } from '#src/resolutions/submitResolution.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Effect, type Field, type Hidden } from '#src/web/components.ts'
import { choice, optionalLine, parse, words } from '#src/web/fields.ts'
import { formatDay, formatFileSize } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import { disputePath, isFileCurrent, lookedAt, openOutcomes, type Looked } from './disputePage.page.ts'

type Act = { name: string; effects: Effect[]; fields: Field[]; hidden?: Hidden[]; isDangerous?: boolean; undo?: string }

/** The page before an act: what it does to the cent and to the hour, and what is asked. */
export const actPage = (
  visit: Visit,
  { dispute }: Looked,
  { name, effects, fields, hidden = [], isDangerous = false, undo = '' }: Act,
  refused?: Refused,
): Answer => {
  const { t, lang } = visit
  const back = { href: disputePath(dispute), label: t('disputes:page.back_to') }
  return view('disputePages/act', {
    title: t(`disputes:${name}.title`),
    back,
    id: dispute.id,
    chip: stateChip(visit, dispute),
    sentence: `${formatCents(dispute.amount_cents, dispute.currency, lang)} · ${codeText(visit, dispute)}`,
    errors: errorLines(refused?.errors, t),
    form: {
      action: `${back.href}/${name.replaceAll('_', '-')}`,
      intro: t(`disputes:${name}.intro`),
      effects,
      undo,
      hidden,
      fields,
      submit: t(`disputes:${name}.submit`),
      isDangerous,
      cancel: { href: back.href, label: t('web:verb.cancel') },
    },
  })
}

const said = (refused: Refused | undefined, name: string): string => String(refused?.values[name] ?? '')
const wrong = (
  { t }: Visit,
  refused: Refused | undefined,
  name: string,
): { error?: string } => (refused?.errors[name] ? { error: t(refused.errors[name]) } : {})

const reasonField = (visit: Visit, label: string, hint: string, refused?: Refused): Field => ({
  name: 'reason',
  type: 'textarea',
  rows: 3,
  width: 'full',
  maxlength: 2_000,
  label: visit.t(label),
  hint: visit.t(hint),
  isRequired: true,
  value: said(refused, 'reason'),
  ...wrong(visit, refused, 'reason'),
})

/** A refusal that is about the dispute and not about what was typed is said on its page, as it now is. */
const isAbout = (refused: Refused | undefined): boolean => refused?.errors['form'] !== undefined

const dueEffect = (visit: Visit, { dispute }: Looked, which: 'due_on' | 'merchant_due_on'): Effect[] => {
  const date = dateOf(visit, dispute, dispute[which])
  return date
    ? [{
      figure: date.left,
      text: visit.t(which === 'due_on' ? 'disputes:effect.due' : 'disputes:effect.merchant_due', {
        day: formatDay(date.day, visit.lang),
        count: date.hours,
      }),
      tone: date.tone,
    }]
    : []
}

/** POST /console/disputes/:id/engage: in the merchant's name, who asked for it otherwise. */
export const postStaffEngage = async (visit: Visit): Promise<Answer> => {
  const { dispute } = await lookedAt(visit)
  await engageResolution(visit.ctx, dispute.id)
  return seeOther(disputePath(dispute), good('disputes:flash.engaged'))
}

const mustHave = ({ resolution }: Looked) => {
  if (!resolution) throw notFound()
  return resolution
}

/** POST /console/disputes/:id/take-over: what the merchant has gathered, as it is. */
export const postTakeOver = async (visit: Visit): Promise<Answer> => {
  const one = await lookedAt(visit)
  await submitResolution(visit.ctx, mustHave(one).id)
  return seeOther(disputePath(one.dispute), good('disputes:flash.taken_over'))
}

/** What `take-over` and `build` refuse is said on the page of the dispute. */
export const againDispute = async (visit: Visit): Promise<Answer> => seeOther(`/console/disputes/${visit.params['id']}`)

/** GET /console/disputes/:id/send-back */
export const showSendBack = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const one = await lookedAt(visit)
  if (one.dispute.state !== 'under_review' || isAbout(refused)) return seeOther(disputePath(one.dispute))
  return actPage(visit, one, {
    name: 'send_back',
    effects: dueEffect(visit, one, 'merchant_due_on'),
    fields: [reasonField(visit, 'disputes:send_back.reason', 'disputes:send_back.reason_hint', refused)],
  }, refused)
}

/** POST /console/disputes/:id/send-back */
export const postSendBack = async (visit: Visit): Promise<Answer> => {
  const one = await lookedAt(visit)
  await sendBack(visit.ctx, mustHave(one).id, parse(z.object({ reason: words(2_000) }), visit.body).reason)
  return seeOther(disputePath(one.dispute), good('disputes:flash.sent_back'))
}

/** POST /console/disputes/:id/build */
export const postBuild = async (visit: Visit): Promise<Answer> => {
  const one = await lookedAt(visit)
  const resolution = mustHave(one)
  const file = await buildFile(
    visit.ctx,
    resolution.id,
    fileWords(visit, { dispute: one.dispute, resolution, known: await readKnown(visit.ctx.db, one.dispute.payment_id) }),
  )
  return seeOther(
    `${disputePath(one.dispute)}#file`,
    good('disputes:flash.built', { pages: file.page_count, size: formatFileSize(file.byte_count, visit.lang) }),
  )
}

/** GET /console/disputes/:id/represent: once, with the true hours left. */
export const showRepresent = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const one = await lookedAt(visit)
  const { dispute, file } = one
  if (dispute.state !== 'under_review' || !file || !isFileCurrent(one) || parisDay(visit.ctx.now) > dispute.due_on || isAbout(refused))
    return seeOther(disputePath(dispute))
  const { t, lang } = visit
  return actPage(visit, one, {
    name: 'represent',
    hidden: [{ name: 'file', value: file.id }],
    fields: [],
    isDangerous: true,
    undo: t('disputes:represent.undo'),
    effects: [...dueEffect(visit, one, 'due_on'), {
      figure: t('disputes:represent.once'),
      text: t('disputes:represent.once_text'),
      tone: 'warning',
    }, {
      figure: t('disputes:represent.pages', { count: file.page_count }),
      text: t('disputes:represent.file_text', { size: formatFileSize(file.byte_count, lang) }),
      href: `/console/evidence-files/${file.id}`,
    }],
  }, refused)
}

/** POST /console/disputes/:id/represent */
export const postRepresent = async (visit: Visit): Promise<Answer> => {
  const one = await lookedAt(visit)
  await representResolution(visit.ctx, mustHave(one).id, parse(z.object({ file: words(40) }), visit.body).file)
  return seeOther(disputePath(one.dispute), good('disputes:flash.represented'))
}

const kinds: Record<'running' | 'stopped', readonly ResolutionChangeKind[]> = {
  running: ['suspend', 'extend'],
  stopped: ['resume', 'extend'],
}

/** GET /console/disputes/:id/clock */
export const showClock = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const one = await lookedAt(visit)
  const { resolution } = one
  if (!resolution || resolution.closed_at !== null || isAbout(refused)) return seeOther(disputePath(one.dispute))
  const { t, lang, ctx } = visit
  const standing = standingOn(resolution, ctx.now)
  const options = kinds[standing.isSuspended ? 'stopped' : 'running'].map((value) => ({ value, label: t(`disputes:change.${value}`) }))
  return actPage(visit, one, {
    name: 'clock',
    effects: [
      {
        figure: formatDay(standing.dueOn, lang),
        text: t(standing.isSuspended ? 'disputes:clock.now_suspended' : 'disputes:clock.now', { count: Math.max(0, standing.daysLeft) }),
        tone: standing.isLate ? 'bad' : 'neutral',
      },
      { figure: t('disputes:clock.letter'), text: t('disputes:clock.letter_text') },
      ...dueEffect(visit, one, 'due_on'),
    ],
    fields: [
      {
        name: 'kind',
        type: 'radios',
        label: t('disputes:clock.kind'),
        isRequired: true,
        options,
        value: said(refused, 'kind') || options[0]!.value,
        ...wrong(visit, refused, 'kind'),
      },
      {
        name: 'cause',
        type: 'select',
        label: t('disputes:clock.cause'),
        options: causes.map((value) => ({ value, label: t(`disputes:clock_cause.${value}`) })),
        value: said(refused, 'cause'),
        ...wrong(visit, refused, 'cause'),
      },
      {
        name: 'days',
        type: 'number',
        label: t('disputes:clock.days'),
        hint: t('disputes:clock.days_hint', { count: longestExtension }),
        width: 'tiny',
        min: 1,
        max: longestExtension,
        isOptional: true,
        value: said(refused, 'days'),
        ...wrong(visit, refused, 'days'),
      },
      reasonField(visit, 'disputes:clock.reason', 'disputes:clock.reason_hint', refused),
    ],
  }, refused)
}

const clockForm = z.object({
  kind: choice(['suspend', 'resume', 'extend']),
  cause: choice(causes),
  days: optionalLine(4),
  reason: words(2_000),
})

/** POST /console/disputes/:id/clock */
export const postClock = async (visit: Visit): Promise<Answer> => {
  const one = await lookedAt(visit)
  const { kind, cause, days, reason } = parse(clockForm, visit.body)
  const count = /^\d{1,3}$/.test(days) ? Number(days) : null
  await changeClock(visit.ctx, mustHave(one).id, {
    kind,
    cause: kind === 'resume' ? null : cause,
    days: kind === 'extend' ? count : null,
    reason,
  })
  return seeOther(disputePath(one.dispute), good(`disputes:flash.clock_${kind}`))
}

/** GET /console/disputes/:id/outcome */
export const showOutcome = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const one = await lookedAt(visit)
  const { dispute } = one
  const options = openOutcomes(visit, one).map((value) => ({
    value,
    label: visit.t(`disputes:outcome.${value}`),
    hint: visit.t(`disputes:outcome.hint_${value}`),
  }))
  if (options.length === 0 || isAbout(refused)) return seeOther(disputePath(dispute))
  const { t, lang } = visit
  return actPage(visit, one, {
    name: 'outcome',
    isDangerous: true,
    undo: t('disputes:outcome.undo'),
    effects: [{ figure: formatCents(dispute.amount_cents, dispute.currency, lang), text: t('disputes:outcome.effect_won') }, {
      figure: formatCents(0, dispute.currency, lang),
      text: t('disputes:outcome.effect_lost'),
    }, { figure: t('disputes:outcome.two'), text: t('disputes:outcome.two_text') }],
    fields: [
      {
        name: 'outcome',
        type: 'radios',
        label: t('disputes:outcome.label'),
        isRequired: true,
        options,
        value: said(refused, 'outcome'),
        ...wrong(visit, refused, 'outcome'),
      },
      {
        name: 'won',
        label: t('disputes:outcome.won_part'),
        hint: t('disputes:outcome.won_part_hint'),
        inputmode: 'decimal',
        width: 'short',
        isOptional: true,
        value: said(refused, 'won'),
        ...wrong(visit, refused, 'won'),
      },
      ...(options.some(({ value }) => value === 'pre_arbitration' || value === 'arbitration')
        ? [{
          name: 'due_on',
          type: 'date' as const,
          label: t('disputes:outcome.due_on'),
          hint: t('disputes:outcome.due_on_hint'),
          width: 'short' as const,
          isOptional: true,
          value: said(refused, 'due_on'),
          ...wrong(visit, refused, 'due_on'),
        }]
        : []),
      reasonField(visit, 'disputes:outcome.reason', 'disputes:outcome.reason_hint', refused),
    ],
  }, refused)
}

const outcomeForm = z.object({
  outcome: choice([...outcomes, 'accepted']),
  won: optionalLine(20),
  due_on: optionalLine(10),
  reason: words(2_000),
})

/** POST /console/disputes/:id/outcome */
export const postOutcome = async (visit: Visit): Promise<Answer> => {
  const { dispute } = await lookedAt(visit)
  const { outcome, won, due_on: dueOn, reason } = parse(outcomeForm, visit.body)
  if (dueOn !== '' && !isUsualDay(dueOn)) throw invalid({ due_on: 'web:field.bad_value' })
  if (outcome === 'accepted') await acceptDispute(visit.ctx, dispute.id, reason)
  else await recordOutcome(visit.ctx, dispute.id, { outcome, wonCents: won === '' ? null : parseCents(won), dueOn: dueOn || null, reason })
  return seeOther(disputePath(dispute), good('disputes:flash.outcome'))
}
