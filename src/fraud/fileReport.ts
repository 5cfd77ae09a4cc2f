import { attachAlert } from '#src/alerts/attachAlert.ts'
import { escalateAlert } from '#src/alerts/escalateAlert.ts'
import { lockedAlert } from '#src/alerts/moveAlert.ts'
import type { World } from '#src/kernel/actor.ts'
import { conflict, notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { changeCase } from './changeCase.ts'
import { readCheck } from './casePayments.sql.ts'
import { mayReport } from './checkReport.ts'
import { seenOf, type Figures } from './fraudCase.ts'
import { holdPayments, insertCase, lockCase, lockNamedPayments, refreshFigures } from './fraudCases.sql.ts'
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

/** The alert that brought it about is in this case from here on. Neither its event nor the case's names the other to who reads fraud cases alone (AML-11). */
const takeAlert = async (tx: Tx, { alert_id: alertId, statement }: ReportRow, caseId: string): Promise<void> => {
  if (alertId === null) return
  const alert = await lockedAlert(tx, alertId)
  if (alert.state !== 'escalated') await escalateAlert(tx, alertId, { reason: statement })
  await attachAlert(tx, alertId, caseId)
}

const openCase = async (tx: Tx, report: ReportRow, seen: string): Promise<string> => {
  const figures = await lockSeen(tx, report, seen)
  const id = newId('frdc', tx.now)
  await insertCase(tx.db, {
    id, merchant_id: report.merchant_id, mode: report.mode, reason: report.reason, statement: report.statement, opened_by_kind: report.made_by_kind, opened_by: tx.actor.id, opened_at: tx.now, alert_id: report.alert_id,
  })
  await takeAlert(tx, report, id)
  await holdPayments(tx.db, { caseId: id, world: worldOf(report), ids: report.payment_ids, by: tx.actor.id, at: tx.now })
  await refreshFigures(tx.db, id)
  const data = { mode: report.mode, reason: report.reason, payments: figures.count, totals: { ...figures.totals } }
  await record(tx, 'fraud_case.opened', { subject: id, merchantId: report.merchant_id, data, personal: { message: report.statement } })
  return id
}

const addToCase = async (tx: Tx, report: ReportRow, caseId: string, seen: string): Promise<string> => {
  const target = await lockCase(tx.db, caseId)
  if (!target) throw notFound()
  await changeCase(tx, target)
  const figures = await lockSeen(tx, report, seen)
  await holdPayments(tx.db, { caseId, world: worldOf(report), ids: report.payment_ids, by: tx.actor.id, at: tx.now })
  await refreshFigures(tx.db, caseId)
  await record(tx, 'fraud_case.payments_added', { subject: caseId, merchantId: report.merchant_id, data: { payments: figures.count, totals: { ...figures.totals } }, personal: { reason: report.statement } })
  return caseId
}

/**
 * Files what was checked: a new case, or more payments in one that is open. `seen`: the count and total the person had before him (`seenOf`);
 * 409 `figures_have_changed` where they are others now, `nothing_to_file` where none is left. A second time, and a second click, answer the
 * same case. From the commit on none of these payments is refunded (seed 000, fraud procedure 2).
 */
export const fileReport = (ctx: Ctx, reportId: string, seen: string): Promise<{ caseId: string }> =>
  unit(ctx, async (tx) => {
    const report = await lockReport(tx.db, reportId)
    if (!report || report.made_by_kind !== tx.actor.kind) throw notFound()
    mayReport(tx.actor, report.merchant_id)
    if (report.case_id !== null) return { caseId: report.case_id }
    const caseId = report.target_case_id === null ? await openCase(tx, report, seen) : await addToCase(tx, report, report.target_case_id, seen)
    await noteFiled(tx.db, reportId, caseId)
    return { caseId }
  })
