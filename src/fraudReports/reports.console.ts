import { z } from 'zod'
import { findAlert } from '#src/alerts/alerts.sql.ts'
import { listBehind } from '#src/alerts/behind.sql.ts'
import { casePath, caseRowOfPath } from '#src/fraud/casePath.page.ts'
import { fraudCaseLifecycle, fraudReasons } from '#src/fraud/fraudCase.ts'
import type { Refused } from '#src/fraud/fraudWords.page.ts'
import { askedText } from '#src/kernel/asked.ts'
import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { openSteps } from '#src/kernel/lifecycle.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { findAnyPayment } from '#src/payments/searchPayments.sql.ts'
import { good, seeOther, type Answer } from '#src/web/answer.ts'
import type { Field } from '#src/web/components.ts'
import { choice, optionalLine, parse, words } from '#src/web/fields.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { checkReport } from './checkReport.ts'
import { fileReport } from './fileReport.ts'
import { checkPage, mostPasted, reportForm } from './reportPage.page.ts'
import { findReport, type ReportRow } from './reports.sql.ts'

const here = '/console/fraud-cases'
const base = '/console/fraud-reports'

const merchantFields = ({ t }: Visit): Field[] => [
  {
    name: 'merchant',
    label: t('fraud:report.merchant'),
    hint: t('fraud:report.merchant_hint'),
    isRequired: true,
    width: 'medium',
    autocomplete: 'off',
  },
  {
    name: 'world',
    type: 'select',
    label: t('fraud:report.world'),
    options: (['live', 'test'] as const).map((value) => ({ value, label: t(`payments:world.${value}`) })),
    isRequired: true,
  },
]

/** From a payment's page: its merchant, its world and itself. */
const prefilled = async ({ ctx, query }: Visit): Promise<Record<string, string>> => {
  const said = query['payment']
  const payment = typeof said === 'string' && isId('paym', said) ? await findAnyPayment(ctx.db, said) : null
  if (payment) return { merchant: payment.merchant_id, world: payment.mode, pasted: payment.id }
  return typeof query['merchant'] === 'string' && isId('mrch', query['merchant']) ? { merchant: query['merchant'] } : {}
}

/** As many ids as the form takes. */
const mostOfAlert = 300

/**
 * From an alert: its merchant and the payments behind it; to who does not handle alerts there is none. 409 once it is decided. `isCut`:
 * there are more.
 */
const fromAlert = async (visit: Visit): Promise<{ id: string; values: Record<string, string>; isCut: boolean } | null> => {
  const id = askedText(visit.query['alert'] ?? visit.body['alert'], 40)
  const alert = isId('alrt', id) && isAllowed(staffOf(visit).roles, 'alerts.handle') ? await findAlert(visit.ctx.db, id) : null
  if (!alert) return null
  if (alert.state === 'closed' || alert.case_id !== null) throw conflict('state_has_changed')
  const behind = await listBehind(visit.ctx.db, alert, null, mostOfAlert + 1)
  return {
    id,
    values: {
      merchant: alert.merchant_id,
      world: 'live',
      reason: 'other',
      pasted: behind.slice(0, mostOfAlert).map((payment) => payment.id).join('\n'),
    },
    isCut: behind.length > mostOfAlert,
  }
}

/** GET /console/fraud-cases/new */
export const showNew = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  const alert = await fromAlert(visit)
  return reportForm(visit, {
    title: t('fraud:report.title_staff'),
    sentence: t(alert ? (alert.isCut ? 'fraud:report.sentence_alert_cut' : 'fraud:report.sentence_alert') : 'fraud:report.sentence_staff', {
      count: mostOfAlert,
    }),
    hidden: alert ? [{ name: 'alert', value: alert.id }] : [],
    back: { href: here, label: t('fraud:title') },
    action: `${here}/new`,
    before: merchantFields(visit),
    withReason: true,
    statement: { label: t('fraud:report.statement_staff'), hint: t('fraud:report.statement_staff_hint') },
    values: alert?.values ?? (await prefilled(visit)),
  }, refused)
}

/** The bytes of the one file a form may carry; an empty choice is no file. */
export const fileIn = ({ files }: Visit): Uint8Array | null =>
  files.find(({ bytes, fileName }) => bytes.length > 0 || fileName !== '')?.bytes ?? null

/** As it comes: what is no id in it is told line by line, hidden signs and all. */
export const pastedText = z.string().max(mostPasted, { error: 'web:field.too_long' }).optional().default('')

const form = z.object({
  alert: optionalLine(40),
  merchant: optionalLine(40),
  world: choice(['live', 'test']),
  reason: choice(fraudReasons),
  statement: words(4_000),
  pasted: pastedText,
})

/** POST /console/fraud-cases/new: reads and keeps what was named; nothing is filed. */
export const postNew = async (visit: Visit): Promise<Answer> => {
  const { alert, merchant, world, reason, statement, pasted } = parse(form, visit.body)
  if (alert && !isId('alrt', alert)) throw notFound()
  if (!isId('mrch', merchant)) throw invalid({ merchant: 'fraud:report.no_merchant' })
  const id = await checkReport(visit.ctx, {
    world: { merchantId: merchant, mode: world },
    reason,
    statement,
    pasted,
    csv: fileIn(visit),
    targetCaseId: null,
    alertId: alert || null,
  })
  return seeOther(`${base}/${id}`)
}

/** GET /console/fraud-cases/:id/add */
export const showAdd = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  const one = await caseRowOfPath(visit)
  if (!openSteps(fraudCaseLifecycle, one.state, visit.ctx.actor).includes('change')) return seeOther(casePath(one))
  return reportForm(visit, {
    title: t('fraud:add.title'),
    sentence: t('fraud:add.sentence'),
    back: { href: casePath(one), label: t('fraud:case.back_to') },
    action: `${casePath(one)}/add`,
    withReason: false,
    statement: { label: t('fraud:add.reason'), hint: t('web:form.reason_hint') },
  }, refused)
}

const addForm = z.object({ statement: words(4_000), pasted: pastedText })

/** POST /console/fraud-cases/:id/add: reads and keeps what was named; nothing is added. */
export const postAdd = async (visit: Visit): Promise<Answer> => {
  const one = await caseRowOfPath(visit)
  const { statement, pasted } = parse(addForm, visit.body)
  const id = await checkReport(visit.ctx, {
    world: { merchantId: one.merchant_id, mode: one.mode },
    reason: one.reason,
    statement,
    pasted,
    csv: fileIn(visit),
    targetCaseId: one.id,
  })
  return seeOther(`${base}/${id}`)
}

/** The staff's own reports; a merchant's draft is his. */
const reportOf = async (visit: Visit): Promise<ReportRow> => {
  const id = param(visit, 'id')
  const row = isId('frdr', id) ? await findReport(visit.ctx.db, id) : null
  if (!row || row.made_by_kind !== 'staff') throw notFound()
  return row
}

/** GET /console/fraud-reports/:id: the check; once it is filed, its case. */
export const showReport = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const row = await reportOf(visit)
  if (row.case_id) return seeOther(`${here}/${row.case_id}`)
  const again = row.target_case_id ? `${here}/${row.target_case_id}/add` : `${here}/new?merchant=${row.merchant_id}`
  return checkPage(visit, row, {
    base,
    payments: '/console/payments',
    refused,
    again,
    back: { href: again, label: visit.t('fraud:check.back') },
  })
}

export const seenForm = z.object({ seen: z.string({ error: 'web:field.bad_value' }).max(500, { error: 'web:field.bad_value' }) })

/** POST /console/fraud-reports/:id/file */
export const postFile = async (visit: Visit): Promise<Answer> => {
  const row = await reportOf(visit)
  const { caseId } = await fileReport(visit.ctx, row.id, parse(seenForm, visit.body).seen)
  return seeOther(`${here}/${caseId}`, good(row.target_case_id ? 'fraud:flash.added' : 'fraud:flash.opened'))
}
