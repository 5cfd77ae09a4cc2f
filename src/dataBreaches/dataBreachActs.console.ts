import { z } from 'zod'
import { categories } from '#src/retention/policy.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Effect, type Field } from '#src/web/components.ts'
import { choice, line, optionalLine, optionalWords, parse, words } from '#src/web/fields.ts'
import { formatInstant } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import { invalid } from '#src/kernel/errors.ts'
import { natures, phases, risks, standingAt, type DataBreachAction } from './dataBreach.ts'
import { instantFields, instantOf } from './dataBreaches.console.ts'
import { listNotices, type DataBreachRow } from './dataBreaches.sql.ts'
import { breachChip, breachPath, lostOf, type Refused } from './dataBreachWords.page.ts'
import { assessDataBreach, closeDataBreach, describeDataBreach, noteNotice, tellPersons } from './workDataBreach.ts'
import { breachOfPath, mayStep, showDataBreach } from './dataBreach.console.ts'

type Act = { name: DataBreachAction; effects?: Effect[]; fields: Field[] }

const actPage = async (visit: Visit, row: DataBreachRow, { name, effects = [], fields }: Act, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  if (!mayStep(visit, row, name)) return refused ? showDataBreach(visit, refused) : seeOther(breachPath(row))
  const back = { href: breachPath(row), label: row.title }
  return view('rights/act', {
    title: t(`dataBreaches:${name}.title`),
    back,
    id: row.id,
    chip: breachChip(visit, row),
    sentence: '',
    lost: lostOf(visit, refused),
    errors: refused && !lostOf(visit, refused) ? errorLines(refused.errors, t) : [],
    decline: null,
    form: {
      action: `${back.href}/${name}`,
      intro: t(`dataBreaches:${name}.intro`),
      effects,
      undo: '',
      hidden: [],
      fields: refill(fields, refused?.values ?? {}, refused?.errors ?? {}, t),
      submit: t(`dataBreaches:${name}.submit`),
      isDangerous: false,
      cancel: { href: back.href, label: t('web:verb.cancel') },
    },
  })
}

const text = ({ t }: Visit, name: string, label: string, value = '', more: Partial<Field> = {}): Field => ({
  name,
  type: 'textarea',
  rows: 4,
  width: 'full',
  maxlength: 8_000,
  label: t(label),
  value,
  isOptional: true,
  ...more,
})

/** GET /console/data-breaches/:id/describe */
export const showDescribe = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const row = await breachOfPath(visit)
  const { t } = visit
  const number = (name: string, label: string, value: number | null): Field => ({
    name,
    type: 'number',
    label: t(label),
    value: value ?? '',
    width: 'short',
    min: 0,
    isOptional: true,
  })
  const day = (name: string, label: string, value: string | null): Field => ({
    name,
    type: 'date',
    label: t(label),
    value: value ?? '',
    width: 'short',
    isOptional: true,
  })
  return actPage(visit, row, {
    name: 'describe',
    fields: [
      text(visit, 'what', 'dataBreaches:fact.what', row.what_happened),
      day('began_on', 'dataBreaches:fact.began', row.began_on),
      day('ended_on', 'dataBreaches:fact.ended', row.ended_on),
      {
        name: 'natures',
        type: 'checkboxes',
        label: t('dataBreaches:fact.natures'),
        options: natures.map((value) => ({ value, label: t(`dataBreaches:nature.${value}`) })),
        value: row.natures,
      },
      {
        name: 'categories',
        type: 'checkboxes',
        label: t('dataBreaches:fact.categories'),
        options: categories.map((value) => ({ value, label: t(`retention:category.${value}`) })),
        value: row.categories,
      },
      text(visit, 'persons', 'dataBreaches:fact.persons', row.persons_kinds, { rows: 2, maxlength: 500 }),
      number('persons_count', 'dataBreaches:fact.persons_count', row.persons_count),
      number('records_count', 'dataBreaches:fact.records', row.records_count),
      text(visit, 'consequences', 'dataBreaches:fact.consequences', row.consequences),
      text(visit, 'measures', 'dataBreaches:fact.measures', row.measures),
    ],
  }, refused)
}

const listOf = <const T extends readonly [string, ...string[]]>(all: T) =>
  z.preprocess((value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]), z.array(choice(all)).max(all.length))
const countOf = z.preprocess(
  (value) => (value === '' || value === undefined ? null : value),
  z
    .coerce
    .number({ error: 'web:field.bad_number' })
    .int({ error: 'web:field.bad_number' })
    .min(0, { error: 'web:field.too_small' })
    .max(2_000_000_000, { error: 'web:field.too_big' })
    .nullable(),
)
const describeForm = z.object({
  what: optionalWords(8_000),
  began_on: optionalLine(10),
  ended_on: optionalLine(10),
  natures: listOf(natures),
  categories: listOf(categories),
  persons: optionalWords(500),
  persons_count: countOf,
  records_count: countOf,
  consequences: optionalWords(8_000),
  measures: optionalWords(8_000),
})

/** POST /console/data-breaches/:id/describe */
export const postDescribe = async (visit: Visit): Promise<Answer> => {
  const row = await breachOfPath(visit)
  const said = parse(describeForm, visit.body)
  await describeDataBreach(visit.ctx, row.id, {
    whatHappened: said.what,
    natures: said.natures,
    categories: said.categories,
    personsKinds: said.persons,
    personsCount: said.persons_count,
    recordsCount: said.records_count,
    consequences: said.consequences,
    measures: said.measures,
    beganOn: said.began_on || null,
    endedOn: said.ended_on || null,
  })
  return seeOther(breachPath(row), good('dataBreaches:flash.described'))
}

const need = (field: Field): Field => ({ ...field, isOptional: false, isRequired: true })

/** GET /console/data-breaches/:id/assess */
export const showAssess = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const row = await breachOfPath(visit)
  const { t } = visit
  return actPage(visit, row, {
    name: 'assess',
    fields: [
      {
        name: 'risk',
        type: 'radios',
        label: t('dataBreaches:assess.risk'),
        isRequired: true,
        options: risks.map((value) => ({ value, label: t(`dataBreaches:risk.${value}`), hint: t(`dataBreaches:risk_hint.${value}`) })),
        value: row.risk ?? '',
      },
      need(text(visit, 'risk_reason', 'dataBreaches:assess.risk_reason', row.risk_reason)),
      {
        name: 'notify',
        type: 'radios',
        label: t('dataBreaches:assess.notify'),
        isRequired: true,
        options: (['yes', 'no'] as const).map((value) => ({ value, label: t(`dataBreaches:assess.notify_${value}`) })),
        value: row.is_notified === null ? '' : row.is_notified ? 'yes' : 'no',
      },
      need(text(visit, 'notify_reason', 'dataBreaches:assess.notify_reason', row.notify_reason)),
    ],
  }, refused)
}

/** POST /console/data-breaches/:id/assess */
export const postAssess = async (visit: Visit): Promise<Answer> => {
  const row = await breachOfPath(visit)
  const said = parse(
    z.object({ risk: choice(risks), risk_reason: words(4_000), notify: choice(['yes', 'no']), notify_reason: words(4_000) }),
    visit.body,
  )
  await assessDataBreach(visit.ctx, row.id, {
    risk: said.risk,
    riskReason: said.risk_reason,
    isNotified: said.notify === 'yes',
    notifyReason: said.notify_reason,
  })
  return seeOther(breachPath(row), good('dataBreaches:flash.assessed'))
}

/** GET /console/data-breaches/:id/notify */
export const showNotify = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const row = await breachOfPath(visit)
  const { t, lang, ctx } = visit
  const hasFirst = (await listNotices(ctx.db, row.id)).length > 0
  const { isLate, endsAt } = standingAt(row.aware_at, ctx.now)
  const fields: Field[] = [
    {
      name: 'phase',
      type: 'radios',
      label: t('dataBreaches:notice.phase'),
      isRequired: true,
      options: phases.filter((one) => (one === 'initial') !== hasFirst).map((value) => ({
        value,
        label: t(`dataBreaches:phase.${value}`),
        hint: t(`dataBreaches:phase_hint.${value}`),
      })),
      value: hasFirst ? '' : 'initial',
    },
    ...instantFields(visit, 'sent_at', 'dataBreaches:notice.at'),
    {
      name: 'reference',
      type: 'text',
      label: t('dataBreaches:notice.reference'),
      hint: t('dataBreaches:notice.reference_hint'),
      width: 'medium',
      maxlength: 100,
      isRequired: true,
      autocomplete: 'off',
    },
    ...(hasFirst
      ? []
      : [
        text(visit, 'late_reason', 'dataBreaches:notice.late', '', {
          hint: t('dataBreaches:notice.late_hint', { at: formatInstant(endsAt, lang) }),
          isRequired: isLate,
          isOptional: !isLate,
        }),
      ]),
  ]
  return actPage(visit, row, {
    name: 'notify',
    effects: hasFirst
      ? []
      : [{ figure: formatInstant(endsAt, lang), text: t('dataBreaches:notify.effect'), tone: isLate ? 'bad' : 'neutral' }],
    fields,
  }, refused)
}

/** POST /console/data-breaches/:id/notify */
export const postNotify = async (visit: Visit): Promise<Answer> => {
  const row = await breachOfPath(visit)
  const said = parse(
    z.object({ phase: choice(phases), sent_at: line(10), sent_at_time: line(5), reference: line(100), late_reason: optionalWords(4_000) }),
    visit.body,
  )
  await noteNotice(visit.ctx, row.id, {
    phase: said.phase,
    sentAt: instantOf(said.sent_at, said.sent_at_time, 'sent_at'),
    reference: said.reference,
    lateReason: said.late_reason,
  })
  return seeOther(breachPath(row), good('dataBreaches:flash.notified'))
}

/** GET /console/data-breaches/:id/tell */
export const showTell = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const row = await breachOfPath(visit)
  const { t } = visit
  const fields: Field[] = [
    {
      name: 'told',
      type: 'radios',
      label: t('dataBreaches:tell.told'),
      isRequired: true,
      options: (['yes', 'no'] as const).map((value) => ({ value, label: t(`dataBreaches:tell.${value}`) })),
      value: '',
    },
    ...instantFields(visit, 'told_at', 'dataBreaches:tell.at').map((field) => ({ ...field, isRequired: false, isOptional: true })),
    text(visit, 'how', 'dataBreaches:tell.how'),
    text(visit, 'not_told_reason', 'dataBreaches:tell.why_not', '', { hint: t('dataBreaches:tell.why_not_hint') }),
  ]
  return actPage(visit, row, { name: 'tell', fields }, refused)
}

/** POST /console/data-breaches/:id/tell */
export const postTell = async (visit: Visit): Promise<Answer> => {
  const row = await breachOfPath(visit)
  const said = parse(
    z.object({
      told: choice(['yes', 'no']),
      told_at: optionalLine(10),
      told_at_time: optionalLine(5),
      how: optionalWords(4_000),
      not_told_reason: optionalWords(4_000),
    }),
    visit.body,
  )
  if (said.told === 'yes' && said.how === '') throw invalid({ how: 'web:field.missing' })
  await tellPersons(visit.ctx, row.id, {
    toldAt: said.told === 'yes' ? instantOf(said.told_at, said.told_at_time, 'told_at') : null,
    how: said.told === 'yes' ? said.how : '',
    notToldReason: said.told === 'yes' ? '' : said.not_told_reason,
  })
  return seeOther(breachPath(row), good('dataBreaches:flash.told'))
}

/** GET /console/data-breaches/:id/close */
export const showClose = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const row = await breachOfPath(visit)
  return actPage(visit, row, { name: 'close', fields: [need(text(visit, 'conclusion', 'dataBreaches:fact.conclusion'))] }, refused)
}

/** POST /console/data-breaches/:id/close */
export const postClose = async (visit: Visit): Promise<Answer> => {
  const row = await breachOfPath(visit)
  await closeDataBreach(visit.ctx, row.id, parse(z.object({ conclusion: words(4_000) }), visit.body))
  return seeOther(breachPath(row), good('dataBreaches:flash.closed'))
}
