import { findAlert } from '#src/alerts/alerts.sql.ts'
import { handlerOf } from '#src/alerts/handler.ts'
import { fraudCaseLifecycle, type FraudReason } from '#src/fraud/fraudCase.ts'
import { findCase } from '#src/fraud/fraudCases.sql.ts'
import { merchantOf, type Actor, type World } from '#src/kernel/actor.ts'
import { conflict, forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { joinNamed, readCsv, readPasted, type NamedPayments } from './readRows.ts'
import { dropUnfiled, insertReport } from './reports.sql.ts'

/**
 * `pasted`: ids as they come; `csv`: the bytes of a file, or null. `targetCaseId`: the case they are to be added to. `alertId`: the alert
 * that brought it about.
 */
export type ReportInput = {
  world: World
  reason: FraudReason
  statement: string
  pasted: string
  csv: Uint8Array | null
  targetCaseId: string | null
  alertId?: string | null
}

const unfiledKept = 24 * 3_600_000

/** A merchant reports his own; the staff anybody's. 403, 404. */
export const mayReport = (actor: Actor, merchantId: string): void => {
  if (actor.kind === 'merchant' && merchantOf(actor) === merchantId) return
  if (actor.kind !== 'staff') throw notFound()
  if (!isAllowed(actor.roles, 'fraud.work')) throw forbidden()
}

/** 403 to who does not handle alerts, 404 for another merchant's, 409 once it is decided. */
const mustBeOpenAlert = async (tx: Tx, alertId: string | null, merchantId: string): Promise<void> => {
  if (alertId === null) return
  handlerOf(tx.actor)
  const alert = await findAlert(tx.db, alertId)
  if (!alert || alert.merchant_id !== merchantId) throw notFound()
  if (alert.state === 'closed' || alert.case_id !== null) throw conflict('state_has_changed')
}

const mustTake = async (tx: Tx, { world, targetCaseId, alertId }: ReportInput): Promise<void> => {
  mayReport(tx.actor, world.merchantId)
  const merchant = await findMerchant(tx.db, world.merchantId)
  if (!merchant) throw invalid({ merchant: 'fraud:report.no_merchant' })
  if (tx.actor.kind === 'merchant' && ['deactivated', 'rejected', 'barred', 'terminated', 'closed'].includes(merchant.state))
    throw conflict('state_has_changed')
  await mustBeOpenAlert(tx, alertId ?? null, world.merchantId)
  if (targetCaseId === null) return
  const target = await findCase(tx.db, targetCaseId)
  if (!target || target.merchant_id !== world.merchantId || target.mode !== world.mode) throw notFound()
  step(fraudCaseLifecycle, target.state, 'change', tx.actor)
}

const readNamed = async ({ pasted, csv }: ReportInput): Promise<NamedPayments> => {
  const fromText = readPasted(pasted)
  const named = csv === null ? fromText : joinNamed(fromText, await readCsv(csv))
  if (named.ids.length + named.badCount === 0) throw invalid({ pasted: 'fraud:report.nothing_named' })
  return named
}

/**
 * Reads the payments somebody names and keeps them for him to look at: nothing is filed yet, and nothing is held. Answers the report's id.
 * 422 on `pasted`, `file` or `merchant`; 404 and 403 for who may not; 409 where the case they are for takes no more.
 */
export const checkReport = async (ctx: Ctx, input: ReportInput): Promise<string> => {
  mayReport(ctx.actor, input.world.merchantId)
  const named = await readNamed(input)
  return unit(ctx, async (tx) => {
    await mustTake(tx, input)
    const id = newId('frdr', tx.now)
    const { world: { merchantId, mode }, reason, statement, targetCaseId, alertId = null } = input
    await dropUnfiled(tx.db, tx.actor.id, new Date(tx.now.getTime() - unfiledKept))
    await insertReport(tx.db, {
      id,
      merchant_id: merchantId,
      mode,
      target_case_id: targetCaseId,
      reason,
      statement,
      made_by_kind: tx.actor.kind,
      made_by: tx.actor.id,
      made_at: tx.now,
      payment_ids: named.ids,
      lines: named.lines,
      bad_lines: JSON.stringify(named.badLines),
      bad_count: named.badCount,
      case_id: null,
      alert_id: alertId,
    })
    await record(tx, 'fraud_case.report_checked', {
      subject: targetCaseId ?? id,
      merchantId,
      data: { reportId: id, mode, payments: named.ids.length, unread: named.badCount },
    })
    return id
  })
}
