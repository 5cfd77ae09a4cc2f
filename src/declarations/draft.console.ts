import { z } from 'zod'
import { askedText } from '#src/kernel/asked.ts'
import { addMonths, parisDay, type Day } from '#src/kernel/calendar.ts'
import { institution } from '#src/contracts/wording.ts'
import { isId } from '#src/kernel/ids.ts'
import { newTicket } from '#src/platform/submission.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Field } from '#src/web/components.ts'
import { choice, line, optionalLine, optionalWords, parse, tick, whole, words } from '#src/web/fields.ts'
import { formatInstant } from '#src/web/formats.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { stances, type Content } from './content.ts'
import { listCriteria, type DeclarationRow } from './declarations.sql.ts'
import { draftDeclaration } from './draftDeclaration.ts'
import { readDeclaration } from './enter.ts'
import { openContent } from './sealed.ts'
import { here, momentOf, pathOf, type Refused } from './words.page.ts'
import { takeAgain, writeDeclaration } from './writeDeclaration.ts'

const timeNow = ({ ctx }: Visit): string => formatInstant(ctx.now, 'fr').slice(-5)

export const whenFields = ({ t }: Visit, name: string, label: string, hint: string, day: string, time: string): Field[] => [
  { name: `${name}_on`, type: 'date', label: t(label), hint: t(hint), value: day, max: day, width: 'short', isRequired: true },
  {
    name: `${name}_time`,
    type: 'text',
    label: t('declarations:field.time'),
    value: time,
    width: 'tiny',
    maxlength: 5,
    placeholder: '09:30',
    isRequired: true,
    autocomplete: 'off',
  },
]

export const nowFields = (visit: Visit, name: string, label: string, hint: string): Field[] =>
  whenFields(visit, name, label, hint, parisDay(visit.ctx.now), timeNow(visit))

const periodFields = ({ t }: Visit, from: Day, to: Day): Field[] => [
  { name: 'from_on', type: 'date', label: t('declarations:field.from'), value: from, width: 'short', isRequired: true },
  {
    name: 'to_on',
    type: 'date',
    label: t('declarations:field.to'),
    hint: t('declarations:field.to_hint'),
    value: to,
    width: 'short',
    isRequired: true,
  },
]

const newFields = (visit: Visit): Field[] => {
  const { t, query, ctx } = visit
  const [merchant, fraudCase, today] = [askedText(query['merchant'], 40), askedText(query['case'], 40), parisDay(ctx.now)]
  return [
    {
      name: 'merchant_id',
      type: 'text',
      label: t('declarations:field.merchant'),
      hint: t('declarations:field.merchant_hint'),
      value: isId('mrch', merchant) ? merchant : '',
      width: 'medium',
      maxlength: 40,
      isRequired: true,
      autocomplete: 'off',
    },
    ...nowFields(visit, 'suspected', 'declarations:field.suspected', 'declarations:field.suspected_hint'),
    {
      name: 'offence',
      type: 'textarea',
      rows: 3,
      width: 'full',
      maxlength: 4_000,
      label: t('declarations:field.offence'),
      hint: t('declarations:field.offence_hint'),
      isRequired: true,
    },
    ...periodFields(visit, addMonths(today, -12), today),
    {
      name: 'case_id',
      type: 'text',
      label: t('declarations:field.case'),
      hint: t('declarations:field.case_hint'),
      value: isId('frdc', fraudCase) ? fraudCase : '',
      width: 'medium',
      maxlength: 40,
      isOptional: true,
      autocomplete: 'off',
    },
    { name: 'is_urgent', type: 'checkbox', label: t('declarations:field.urgent') },
  ]
}

/** GET /console/declarations/new */
export const showNewDeclaration = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  return view('declarations/form', {
    title: t('declarations:new.title'),
    back: { href: here, label: t('declarations:title') },
    errors: errorLines(refused?.errors, t),
    action: `${here}/new`,
    hidden: [{ name: 'ticket', value: newTicket() }],
    groups: [{
      title: t('declarations:new.card'),
      intro: t('declarations:new.intro'),
      fields: refill(newFields(visit), refused?.values ?? {}, refused?.errors ?? {}, t),
    }],
    submit: t('declarations:new.submit'),
  })
}

const newForm = z.object({
  merchant_id: line(40),
  suspected_on: line(10),
  suspected_time: line(5),
  offence: words(4_000),
  from_on: line(10),
  to_on: line(10),
  case_id: optionalLine(40),
  is_urgent: tick(),
  ticket: optionalLine(64),
})

/** POST /console/declarations/new */
export const postNewDeclaration = async (visit: Visit): Promise<Answer> => {
  const said = parse(newForm, visit.body)
  const declarant = visit.t('declarations:section.declarant_usual', { institution, name: staffOf(visit).name })
  const id = await draftDeclaration(visit.ctx, {
    merchantId: said.merchant_id,
    suspectedAt: momentOf(said.suspected_on, said.suspected_time),
    offence: said.offence,
    from: said.from_on,
    to: said.to_on,
    caseId: said.case_id,
    declarant,
    isUrgent: said.is_urgent,
    ticket: said.ticket,
  })
  return seeOther(id ? `${here}/${id}` : here, good('declarations:flash.drafted'))
}

const sectionFields = ({ t }: Visit, content: Content): Field[] =>
  (['declarant', 'context', 'analysis'] as const).map((name) => ({
    name,
    type: 'textarea',
    rows: name === 'declarant' ? 3 : 8,
    width: 'full',
    maxlength: 20_000,
    label: t(`declarations:section.${name}`),
    hint: t(`declarations:section_hint.${name}`),
    value: content[name],
  }))

const groundFields = async ({ t, ctx }: Visit, row: DeclarationRow, content: Content): Promise<Field[]> => [
  {
    name: 'offence',
    type: 'textarea',
    rows: 3,
    width: 'full',
    maxlength: 4_000,
    label: t('declarations:field.offence'),
    hint: t('declarations:field.offence_hint'),
    value: content.offence,
  },
  { name: 'is_serious', type: 'checkbox', label: t('declarations:field.serious'), value: content.isSerious },
  { name: 'is_tax_fraud', type: 'checkbox', label: t('declarations:field.tax_fraud'), value: content.isTaxFraud },
  {
    name: 'criteria',
    type: 'checkboxes',
    label: t('declarations:field.criteria'),
    hint: t('declarations:field.criteria_hint'),
    value: content.criteria,
    options: (await listCriteria(ctx.db, parisDay(ctx.now))).map(({ code, confidence, source }) => ({
      value: code,
      label: t(`declarations:criterion.${code}`),
      hint: confidence === 'K' ? t('declarations:field.to_confirm', { source }) : source,
    })),
  },
  { name: 'is_attempt', type: 'checkbox', label: t('declarations:field.attempt'), value: content.isAttempt },
  { name: 'is_urgent', type: 'checkbox', label: t('declarations:field.urgent'), value: row.is_urgent },
  {
    name: 'stance',
    type: 'radios',
    label: t('declarations:field.stance'),
    value: content.stance,
    options: stances.map((value) => ({ value, label: t(`declarations:stance.${value}`), hint: t(`declarations:stance_hint.${value}`) })),
  },
  {
    name: 'executed_why',
    type: 'textarea',
    rows: 2,
    width: 'full',
    maxlength: 4_000,
    label: t('declarations:field.executed_why'),
    value: content.executedWhy,
    isOptional: true,
  },
]

/** GET /console/declarations/:id/edit: its words and ticks; its tables come from the file. */
export const showEdit = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  const row = await readDeclaration(visit.ctx, param(visit, 'id'))
  if (row.state !== 'draft') return seeOther(pathOf(row))
  const content = openContent(row)
  const typed = refused ? { ...refused.values, criteria: listOf(visit.body['criteria']), ...ticksOf(visit.body) } : {}
  const again = (fields: Field[]): Field[] => refill(fields, typed, refused?.errors ?? {}, t)
  return view('declarations/form', {
    title: t('declarations:edit.title'),
    back: { href: pathOf(row), label: t('declarations:back') },
    errors: errorLines(refused?.errors, t),
    action: `${pathOf(row)}/edit`,
    hidden: [{ name: 'seen', value: String(row.version) }],
    groups: [{ title: t('declarations:edit.words'), intro: t('declarations:edit.intro'), fields: again(sectionFields(visit, content)) }, {
      title: t('declarations:edit.grounds'),
      intro: '',
      fields: again(await groundFields(visit, row, content)),
    }],
    submit: t('web:verb.save'),
  })
}

const listOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string')
const ticks = ['is_serious', 'is_tax_fraud', 'is_attempt', 'is_urgent'] as const
const ticksOf = (body: Record<string, unknown>): Record<string, boolean> =>
  Object.fromEntries(ticks.map((name) => [name, body[name] === 'on']))

const editForm = z.object({
  seen: whole(1, 1_000_000),
  declarant: optionalWords(20_000),
  context: optionalWords(20_000),
  analysis: optionalWords(20_000),
  offence: optionalWords(4_000),
  is_serious: tick(),
  is_tax_fraud: tick(),
  is_attempt: tick(),
  is_urgent: tick(),
  stance: choice(stances),
  executed_why: optionalWords(4_000),
})

/** POST /console/declarations/:id/edit */
export const postEdit = async (visit: Visit): Promise<Answer> => {
  const id = param(visit, 'id')
  const said = parse(editForm, visit.body)
  const known = (await listCriteria(visit.ctx.db, parisDay(visit.ctx.now))).map(({ code }) => code)
  const { declarant, context, analysis, offence, stance } = said
  await writeDeclaration(visit.ctx, id, {
    seenVersion: said.seen,
    isUrgent: said.is_urgent,
    words: {
      declarant,
      context,
      analysis,
      offence,
      stance,
      isSerious: said.is_serious,
      isTaxFraud: said.is_tax_fraud,
      isAttempt: said.is_attempt,
      executedWhy: said.executed_why,
      criteria: known.filter((code) => listOf(visit.body['criteria']).includes(code)),
    },
  })
  return seeOther(`${here}/${id}`, good('declarations:flash.written'))
}

/** POST /console/declarations/:id/retake */
export const postRetake = async (visit: Visit): Promise<Answer> => {
  const id = param(visit, 'id')
  const { seen, from_on: from, to_on: to } = parse(z.object({ seen: whole(1, 1_000_000), from_on: line(10), to_on: line(10) }), visit.body)
  await takeAgain(visit.ctx, id, { from, to, seenVersion: seen })
  return seeOther(`${here}/${id}`, good('declarations:flash.retaken'))
}

/** The question of which period, for whoever compares or takes again. */
export const retakeFields = (visit: Visit, { taken }: Content): Field[] => periodFields(visit, taken.from, taken.to)
