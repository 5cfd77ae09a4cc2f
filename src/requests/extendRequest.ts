import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { lockDossier } from '#src/dossiers/dossiers.sql.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { maxExtensionDays } from './clock.ts'
import { insertExtension } from './ledger.sql.ts'
import { refreshClock } from './refreshClock.ts'
import { requestLifecycle } from './request.ts'
import { findRequest, lockRequest, type RequestRow } from './requests.sql.ts'

/** `seenDueAt`: the new end that the page showed before the officer said yes; another one is refused. */
export type Grant = { days: number; reason: string; seenDueAt?: Date }

/** Extensions of one request never exceed thirty days in all (issue 2 §7). */
const mustFit = (request: RequestRow, days: number): void => {
  const left = maxExtensionDays - request.extension_days
  if (left <= 0) throw conflict('request_cannot_be_extended')
  if (!Number.isInteger(days) || days < 1) throw invalid({ days: 'requests:field.days_too_few' })
  if (days > left) throw invalid({ days: 'requests:field.days_too_many' })
}

const grant = async (tx: Tx, request: RequestRow, { days, reason }: Grant): Promise<Date> => {
  await insertExtension(tx.db, { requestId: request.id, days, reason, grantedBy: tx.actor.id, at: tx.now })
  const due = await refreshClock(tx, request, { extension_days: request.extension_days + days })
  if (!due) throw conflict('state_has_changed')
  if (due <= tx.now) throw invalid({ days: 'requests:field.days_already_over' })
  return due
}

/** An officer gives the merchant more time, with a reason. The merchant is told the new date. Answers it. */
export const extendRequest = (ctx: Ctx | Tx, id: string, input: Grant): Promise<Date> =>
  unit(ctx, async (tx) => {
    const found = await findRequest(tx.db, id)
    if (!found) throw notFound()
    await lockDossier(tx.db, found.dossier_id)
    const request = await lockRequest(tx.db, id)
    const { event } = step(requestLifecycle, request.state, 'extend', tx.actor)
    mustFit(request, input.days)
    const due = await grant(tx, request, input)
    if (input.seenDueAt && input.seenDueAt.getTime() !== due.getTime()) throw conflict('request_end_has_changed')
    const data = { days: input.days, before: request.due_at?.toISOString() ?? null, after: due.toISOString() }
    await record(tx, event, { subject: id, merchantId: request.merchant_id, data, personal: { reason: input.reason } })
    const values = { dueAt: due, days: input.days }
    await writeToMerchant(tx, request.merchant_id, {
      template: 'clock_extended',
      subjectId: id,
      dedupeKey: `clock_extended:${id}:${tx.now.getTime()}`,
      values,
    })
    return due
  })
