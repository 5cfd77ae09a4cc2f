import { step } from '#src/kernel/lifecycle.ts'
import { lockDossier } from '#src/dossiers/dossiers.sql.ts'
import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import { minDaysAfterRefusal } from './clock.ts'
import { closeSuspension, insertFloor, readLedger } from './ledger.sql.ts'
import { refreshClock } from './refreshClock.ts'
import { requestLifecycle } from './request.ts'
import { findDeparture, findLeft, lockRequest, type LeavingRequest, type RequestRow } from './requests.sql.ts'

/** A request given back: its paused time ends with the letter, and from there the merchant has never fewer than ten days. */
const giveBack = async (tx: Tx, request: RequestRow, leftAt: Date): Promise<void> => {
  const { suspensions } = await readLedger(tx.db, request.id)
  if (!suspensions.some(({ to_at }) => to_at === null)) return
  await closeSuspension(tx.db, request.id, leftAt)
  await insertFloor(tx.db, request.id, leftAt, minDaysAfterRefusal)
}

const startOne = async (tx: Tx, row: LeavingRequest): Promise<'done' | 'skipped'> => {
  await lockDossier(tx.db, row.dossier_id)
  const request = await lockRequest(tx.db, row.id)
  const leftAt = request.state === 'leaving' ? await findDeparture(tx.db, row.id) : null
  if (!leftAt) return 'skipped'
  const { to, event } = step(requestLifecycle, request.state, 'leave', tx.actor)
  await giveBack(tx, request, leftAt)
  const startedAt = request.started_at ?? leftAt
  const due = await refreshClock(tx, request, { state: to, started_at: startedAt })
  const data = { from: request.state, to, leftAt: leftAt.toISOString(), dueAt: due?.toISOString() ?? null }
  await record(tx, event, { subject: request.id, merchantId: request.merchant_id, data })
  return 'done'
}

/** The letter left: the clock starts at the instant it did (product.md "The clocks"), were this job a week late. */
export const startRequestClocks = (ctx: Ctx): Promise<Report> =>
  sweep<LeavingRequest>(ctx, {
    find: (from, after, limit) => findLeft(from.db, after?.id ?? '', limit),
    subject: ({ id }) => id,
    each: startOne,
  })
