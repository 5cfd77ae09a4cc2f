import { step } from '#src/kernel/lifecycle.ts'
import { lockDossier, type DossierRow } from '#src/dossiers/dossiers.sql.ts'
import { moveDossier } from '#src/dossiers/moveDossier.ts'
import { isShut, isSwitchedOff } from '#src/merchants/merchant.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { switchOffMerchant } from '#src/merchants/switchOffMerchant.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import { closeReview } from '#src/reviews/closeReview.ts'
import { refreshClock } from './refreshClock.ts'
import { requestLifecycle } from './request.ts'
import { findOverdue, lockRequest, type DueRequest, type RequestRow } from './requests.sql.ts'

const lapse = async (tx: Tx, dossier: DossierRow, request: RequestRow): Promise<void> => {
  const { to, event } = step(requestLifecycle, request.state, 'lapse', tx.actor)
  await refreshClock(tx, request, { state: to, closed_at: tx.now })
  const data = { from: request.state, to, dossierId: dossier.id, dueAt: request.due_at?.toISOString() ?? null }
  await record(tx, event, { subject: request.id, merchantId: request.merchant_id, data })
  if (request.purpose === 'onboarding') await moveDossier(tx, dossier, 'lapse', { data: { requestId: request.id } })
}

/**
 * Barred for a breach, or his contract over, since we asked for pieces that renew others: nothing is left to switch off, and no letter to
 * write.
 */
const isPast = async (tx: Tx, request: RequestRow): Promise<boolean> => {
  if (request.purpose !== 'refresh') return false
  const merchant = await findMerchant(tx.db, request.merchant_id)
  return merchant !== null && isShut(merchant.state)
}

/** Before validation the account is deactivated, after it suspended; one that an earlier clock switched off stays so. */
const switchOff = async (tx: Tx, request: RequestRow): Promise<void> => {
  const merchant = await findMerchant(tx.db, request.merchant_id)
  if (merchant && isSwitchedOff(merchant.state)) return
  await switchOffMerchant(tx, request.merchant_id, request.purpose === 'refresh' ? 'suspend' : 'deactivate')
}

const tell = (tx: Tx, request: RequestRow, endedAt: Date): Promise<void> => {
  const template = request.purpose === 'refresh' ? 'account_suspended' : 'account_deactivated'
  return writeToMerchant(tx, request.merchant_id, {
    template,
    subjectId: request.id,
    dedupeKey: `${template}:${request.id}`,
    values: { endedAt },
  })
}

const deactivateOne = async (tx: Tx, row: DueRequest): Promise<'done' | 'skipped'> => {
  const dossier = await lockDossier(tx.db, row.dossier_id)
  const request = await lockRequest(tx.db, row.id)
  // answered, extended, or taken by another worker a moment ago
  if (request.state !== 'open' || !request.due_at || request.due_at > tx.now) return 'skipped'
  await lapse(tx, dossier, request)
  await closeReview(tx, dossier.id, 'lapsed')
  if (await isPast(tx, request)) return 'done'
  await switchOff(tx, request)
  await tell(tx, request, request.due_at)
  return 'done'
}

/**
 * Day 30 has fully elapsed in Paris (rules.md §1.9, X-02): request and dossier lapse, the account is switched off, its sessions end and its
 * keys stop, the review is closed, the merchant is told; all of it or none, one transaction each. Costs the overdue, not the total.
 */
export const deactivateOverdueMerchants = (ctx: Ctx): Promise<Report> =>
  sweep<DueRequest>(ctx, {
    find: (from, after, limit) => findOverdue(from.db, from.now, after, limit),
    subject: ({ id }) => id,
    each: deactivateOne,
    width: 4,
  })
