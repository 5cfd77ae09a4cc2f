import { attachAlert } from '#src/alerts/attachAlert.ts'
import { escalateAlert } from '#src/alerts/escalateAlert.ts'
import { lockedAlert } from '#src/alerts/moveAlert.ts'
import { changeCase } from '#src/fraud/changeCase.ts'
import { seenOf, type Figures } from '#src/fraud/fraudCase.ts'
import { lockCase, lockNamedPayments } from '#src/fraud/fraudCases.sql.ts'
import { fillCase, openCase } from '#src/fraud/openCase.ts'
import type { World } from '#src/kernel/actor.ts'
import { conflict, notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { readCheck } from './check.sql.ts'
import { mayReport } from './checkReport.ts'
import { lockReport, noteFiled, type ReportRow } from './reports.sql.ts'

const worldOf = ({ merchant_id: merchantId, mode }: ReportRow): World => ({ merchantId, mode })

/** The payments stand still from here on: what is counted is what is filed. 409 where it is not what the person saw. */
const lockSeen = async (tx: Tx, report: ReportRow, seen: string): Promise<Figures> => {
  const named = { ids: report.payment_ids, lines: report.lines }
  await lockNamedPayments(tx.db, worldOf(report), named.ids)
  const { figures } = await readCheck(tx.db, { world: worldOf(report), named }, 1)
  if (figures.count === 0) throw conflict('nothing_to_file')
  if (seenOf(figures) !== seen) throw conflict('figures_have_changed')
  return figures
}

/**
 * The alert that brought it about is in this case from here on. Neither its event nor the case's names the other to who reads fraud cases
 * alone (AML-11).
 */
const takeAlert = async (tx: Tx, { alert_id: alertId, statement }: ReportRow, caseId: string): Promise<void> => {
  if (alertId === null) return
  const alert = await lockedAlert(tx, alertId)
  if (alert.state !== 'escalated') await escalateAlert(tx, alertId, { reason: statement })
  await attachAlert(tx, alertId, caseId)
}

const openNew = async (tx: Tx, report: ReportRow, seen: string): Promise<string> => {
  const { merchant_id: merchantId, mode, reason, statement, payment_ids: ids } = report
  const { count, totals } = await lockSeen(tx, report, seen)
  const caseId = await openCase(tx, {
    merchant_id: merchantId,
    mode,
    reason,
    statement,
    opened_by_kind: report.made_by_kind,
    alert_id: report.alert_id,
  })
  await takeAlert(tx, report, caseId)
  await fillCase(tx, { caseId, merchantId, mode, ids }, {
    event: 'fraud_case.opened',
    data: { mode, reason, payments: count, totals: { ...totals } },
    personal: { message: statement },
  })
  return caseId
}

const addToCase = async (tx: Tx, report: ReportRow, caseId: string, seen: string): Promise<string> => {
  const target = await lockCase(tx.db, caseId)
  if (!target) throw notFound()
  await changeCase(tx, target)
  const { count, totals } = await lockSeen(tx, report, seen)
  const { merchant_id: merchantId, mode, statement, payment_ids: ids } = report
  await fillCase(tx, { caseId, merchantId, mode, ids }, {
    event: 'fraud_case.payments_added',
    data: { payments: count, totals: { ...totals } },
    personal: { reason: statement },
  })
  return caseId
}

/**
 * Files what was checked: a new case, or more payments in one that is open. `seen`: the count and total the person had before him
 * (`seenOf`); 409 `figures_have_changed` where they are others now, `nothing_to_file` where none is left. A second time, and a second
 * click, answer the same case. From the commit on none of these payments is refunded (seed 000, fraud procedure 2).
 */
export const fileReport = (ctx: Ctx, reportId: string, seen: string): Promise<{ caseId: string }> =>
  unit(ctx, async (tx) => {
    const report = await lockReport(tx.db, reportId)
    if (!report || report.made_by_kind !== tx.actor.kind) throw notFound()
    mayReport(tx.actor, report.merchant_id)
    if (report.case_id !== null) return { caseId: report.case_id }
    const caseId = report.target_case_id === null
      ? await openNew(tx, report, seen)
      : await addToCase(tx, report, report.target_case_id, seen)
    await noteFiled(tx.db, reportId, caseId)
    return { caseId }
  })
