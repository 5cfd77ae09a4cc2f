import { z } from 'zod'
import { casePath } from '#src/fraud/casePath.page.ts'
import { listHeldAmong, type CasePayment } from '#src/fraud/casePayments.sql.ts'
import { fraudFindings, type Figures, type FraudFinding } from '#src/fraud/fraudCase.ts'
import { figuresText, standingColumns, totalText, type Refused } from '#src/fraud/fraudWords.page.ts'
import { noteFinding } from '#src/fraud/noteFinding.ts'
import { removePayments } from '#src/fraud/removePayments.ts'
import { isId } from '#src/kernel/ids.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Effect, type Field, type Hidden } from '#src/web/components.ts'
import { choice, parse, words } from '#src/web/fields.ts'
import type { Visit } from '#src/web/visit.ts'
import { drawCase, lostOf } from './case.console.ts'
import { caseOfPath, paymentRow, type Case } from './casePage.page.ts'

const mostPicked = 50

/** A refusal that is about the case and not about what was typed: the case as it now is says more. */
const isAboutCase = ({ errors }: Refused): boolean => /^errors:/.test(errors['form'] ?? '')

type Act = {
  name: string
  action: string
  effects: Effect[]
  fields: Field[]
  hidden: Hidden[]
  isDangerous?: boolean
  undo?: string
  submit?: string
}

/** The page before an act. `more`: what else stands on it (views/fraud/act.hbs). */
export const actPage = (
  visit: Visit,
  { one, figures }: Case,
  act: Act,
  refused: Refused | undefined,
  more: Record<string, unknown> = {},
): Answer => {
  const { t } = visit
  const back = { href: casePath(one), label: t('fraud:case.back_to') }
  return view('fraud/act', {
    title: t(`fraud:${act.name}.title`),
    back,
    id: one.id,
    sentence: figuresText(visit, figures),
    errors: refused && !isAboutCase(refused) ? errorLines(refused.errors, t) : [],
    lost: refused && isAboutCase(refused) ? lostOf(visit, refused) : null,
    rows: [],
    columns: standingColumns(visit),
    decisions: [],
    decline: null,
    tabs: [],
    choices: null,
    plan: null,
    warning: '',
    form: {
      action: act.action,
      intro: t(`fraud:${act.name}.intro`),
      effects: act.effects,
      undo: act.undo ?? '',
      hidden: act.hidden,
      fields: act.fields,
      submit: act.submit ?? t(`fraud:${act.name}.submit`),
      isDangerous: act.isDangerous ?? false,
      cancel: { label: t('web:verb.cancel'), href: back.href },
    },
    ...more,
  })
}

export const reasonField = ({ t }: Visit, refused: Refused | undefined): Field => ({
  name: 'reason',
  type: 'textarea',
  rows: 3,
  width: 'full',
  maxlength: 4_000,
  label: t('web:form.reason'),
  hint: t('web:form.reason_hint'),
  isRequired: true,
  value: String(refused?.values['reason'] ?? ''),
  ...(refused?.errors['reason'] ? { error: t(refused.errors['reason']) } : {}),
})

export const findingField = (
  { t }: Visit,
  label: string,
  refused: Refused | undefined,
  findings: readonly FraudFinding[] = fraudFindings,
): Field => ({
  name: 'finding',
  type: 'select',
  label: t(label),
  isRequired: true,
  value: String(refused?.values['finding'] ?? findings[0]),
  options: findings.map((value) => ({ value, label: t(`fraud:finding.${value}`) })),
  ...(refused?.errors['finding'] ? { error: t(refused.errors['finding']) } : {}),
})

const idsIn = (said: unknown): string[] =>
  [...new Set((Array.isArray(said) ? said : [said]).filter((id): id is string => typeof id === 'string' && isId('paym', id)))].slice(
    0,
    mostPicked,
  )
const pickHidden = (ids: readonly string[]): Hidden[] => ids.map((value) => ({ name: 'pick', value }))

const sumOf = (picked: readonly CasePayment[]): Figures => {
  const totals: Record<string, number> = {}
  for (const { currency, amountCents } of picked) totals[currency] = (totals[currency] ?? 0) + amountCents
  return { count: picked.length, totals }
}

const less = (all: Figures, part: Figures): Figures => ({
  count: all.count - part.count,
  totals: Object.fromEntries(
    Object.entries(all.totals).map(([currency, cents]) => [currency, cents - (part.totals[currency] ?? 0)]).filter(([, cents]) =>
      cents !== 0
    ),
  ),
})

/** The payments that were ticked and are in the case; without any, the case says how. */
const pickedOf = async (visit: Visit): Promise<{ found: Case; picked: CasePayment[] } | null> => {
  const found = await caseOfPath(visit)
  const ids = idsIn(visit.body['pick'] ?? visit.query['pick'])
  const picked = found.may.change && ids.length > 0 ? await listHeldAmong(visit.ctx.db, found.one.id, ids) : []
  return picked.length > 0 ? { found, picked } : null
}

const nonePicked = (visit: Visit): Answer =>
  seeOther(`/console/fraud-cases/${visit.params['id']}`, { tone: 'warning', key: 'fraud:flash.none_picked' })

/** GET /console/fraud-cases/:id/remove?pick=…: what taking them out would do. */
export const showRemove = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const at = await pickedOf(visit)
  if (!at) return nonePicked(visit)
  const { found, picked } = at
  if (refused && isAboutCase(refused)) return drawCase(visit, found, refused)
  const { t } = visit
  const part = sumOf(picked)
  const left = less(found.figures, part)
  return actPage(
    visit,
    found,
    {
      name: 'remove',
      action: `${casePath(found.one)}/remove`,
      hidden: pickHidden(picked.map(({ paymentId }) => paymentId)),
      fields: [reasonField(visit, refused)],
      isDangerous: true,
      undo: t('fraud:remove.undo'),
      effects: [
        {
          figure: t('fraud:check.effect_figure', { count: part.count }),
          text: t('fraud:remove.effect_free', { count: part.count, total: totalText(visit, part.totals) }),
        },
        {
          figure: t('fraud:check.effect_figure', { count: left.count }),
          text: t('fraud:remove.effect_left', { count: left.count, total: totalText(visit, left.totals) }),
        },
      ],
    },
    refused,
    { rows: picked.map((one) => paymentRow(visit, one)) },
  )
}

/** POST /console/fraud-cases/:id/remove */
export const postRemove = async (visit: Visit): Promise<Answer> => {
  const { one } = await caseOfPath(visit)
  const { reason } = parse(z.object({ reason: words(4_000) }), visit.body)
  await removePayments(visit.ctx, one.id, { paymentIds: idsIn(visit.body['pick']), reason })
  return seeOther(casePath(one), good('fraud:flash.removed'))
}

/** GET /console/fraud-cases/:id/finding?pick=… */
export const showFinding = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const at = await pickedOf(visit)
  if (!at) return nonePicked(visit)
  const { found, picked } = at
  if (refused && isAboutCase(refused)) return drawCase(visit, found, refused)
  const part = sumOf(picked)
  return actPage(
    visit,
    found,
    {
      name: 'note_finding',
      action: `${casePath(found.one)}/finding`,
      hidden: pickHidden(picked.map(({ paymentId }) => paymentId)),
      fields: [findingField(visit, 'fraud:note_finding.finding', refused)],
      effects: [{
        figure: visit.t('fraud:check.effect_figure', { count: part.count }),
        text: visit.t('fraud:note_finding.effect', { count: part.count, total: totalText(visit, part.totals) }),
      }],
    },
    refused,
    { rows: picked.map((one) => paymentRow(visit, one)) },
  )
}

const findingForm = z.object({ finding: choice(fraudFindings) })

/** POST /console/fraud-cases/:id/finding */
export const postFinding = async (visit: Visit): Promise<Answer> => {
  const { one } = await caseOfPath(visit)
  await noteFinding(visit.ctx, one.id, { paymentIds: idsIn(visit.body['pick']), finding: parse(findingForm, visit.body).finding })
  return seeOther(casePath(one), good('fraud:flash.finding'))
}
