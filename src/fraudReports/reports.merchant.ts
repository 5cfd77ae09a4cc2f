import { z } from 'zod'
import { fraudReasons } from '#src/fraud/fraudCase.ts'
import type { Refused } from '#src/fraud/fraudWords.page.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { ownState } from '#src/payments/payments.merchant.ts'
import { findOwnPayment } from '#src/payments/searchPayments.sql.ts'
import { good, seeOther, type Answer } from '#src/web/answer.ts'
import type { Field } from '#src/web/components.ts'
import { choice, parse, words } from '#src/web/fields.ts'
import { merchantUserOf, param, type Visit } from '#src/web/visit.ts'
import { checkReport } from './checkReport.ts'
import { fileReport } from './fileReport.ts'
import { checkPage, reportForm } from './reportPage.page.ts'
import { fileIn, pastedText, seenForm } from './reports.console.ts'
import { findReport, type ReportRow } from './reports.sql.ts'

const here = '/merchant/fraud-cases'
const base = '/merchant/fraud-reports'

const worldField = ({ t }: Visit): Field[] => [
  {
    name: 'world',
    type: 'select',
    label: t('fraud:report.world'),
    options: (['live', 'test'] as const).map((value) => ({ value, label: t(`payments:world.${value}`) })),
    isRequired: true,
  },
]

/** From a payment's page: the payment itself, where it is his. */
const prefilled = async (visit: Visit): Promise<Record<string, string>> => {
  const said = visit.query['payment']
  const payment = typeof said === 'string' && isId('paym', said)
    ? await findOwnPayment(visit.ctx.db, merchantUserOf(visit).merchantId, said)
    : null
  return payment ? { world: payment.mode, pasted: payment.id } : {}
}

/** GET /merchant/fraud-cases/new */
export const showOwnNew = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  if (!(await ownState(visit))) return seeOther('/merchant')
  const { t } = visit
  return reportForm(visit, {
    title: t('fraud:report.title'),
    sentence: t('fraud:report.sentence'),
    back: { href: here, label: t('fraud:own.title') },
    action: `${here}/new`,
    before: worldField(visit),
    withReason: true,
    statement: { label: t('fraud:report.statement'), hint: t('fraud:report.statement_hint') },
    values: await prefilled(visit),
  }, refused)
}

const form = z.object({ world: choice(['live', 'test']), reason: choice(fraudReasons), statement: words(4_000), pasted: pastedText })

/** POST /merchant/fraud-cases/new: reads and keeps what he named; nothing is filed. */
export const postOwnNew = async (visit: Visit): Promise<Answer> => {
  if (!(await ownState(visit))) return seeOther('/merchant')
  const { world, reason, statement, pasted } = parse(form, visit.body)
  const id = await checkReport(visit.ctx, {
    world: { merchantId: merchantUserOf(visit).merchantId, mode: world },
    reason,
    statement,
    pasted,
    csv: fileIn(visit),
    targetCaseId: null,
  })
  return seeOther(`${base}/${id}`)
}

/** His own; what the staff prepare is theirs. */
const ownReport = async (visit: Visit): Promise<ReportRow> => {
  const id = param(visit, 'id')
  const row = isId('frdr', id) ? await findReport(visit.ctx.db, id) : null
  if (!row || row.made_by_kind !== 'merchant' || row.merchant_id !== merchantUserOf(visit).merchantId) throw notFound()
  return row
}

/** GET /merchant/fraud-reports/:id: the check; once it is filed, its case. */
export const showOwnReport = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  if (!(await ownState(visit))) return seeOther('/merchant')
  const row = await ownReport(visit)
  if (row.case_id) return seeOther(`${here}/${row.case_id}`)
  const again = `${here}/new`
  return checkPage(visit, row, {
    base,
    payments: '/merchant/payments',
    refused,
    again,
    back: { href: again, label: visit.t('fraud:check.back') },
  })
}

/** POST /merchant/fraud-reports/:id/file */
export const postOwnFile = async (visit: Visit): Promise<Answer> => {
  if (!(await ownState(visit))) return seeOther('/merchant')
  const row = await ownReport(visit)
  const { caseId } = await fileReport(visit.ctx, row.id, parse(seenForm, visit.body).seen)
  return seeOther(`${here}/${caseId}`, good('fraud:flash.reported'))
}
