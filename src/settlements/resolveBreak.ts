import { conflict, forbidden, notFound } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { findAnyPayment } from '#src/payments/searchPayments.sql.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { closeLine, lockLine } from './settlements.sql.ts'

/**
 * Somebody has found out what a line that fitted nothing was, and done what it called for: the break is closed with his words. Nothing is
 * booked. Sent twice by the same person it is done once; 409 `break_is_resolved` for who comes second, and where it fits by now; 404 for a
 * line that is no break.
 */
export const resolveBreak = (ctx: Ctx, id: string, { reason }: { reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    const { actor } = tx
    if (actor.kind !== 'staff' || !isAllowed(actor.roles, 'breaks.resolve')) throw forbidden()
    const line = await lockLine(tx.db, id)
    if (line?.healed_at) throw conflict('break_is_resolved')
    if (!line || line.outcome !== 'broken') throw notFound()
    if (line.resolved_by === actor.id && line.resolution === reason) return
    if (line.resolved_at) throw conflict('break_is_resolved')
    await closeLine(tx.db, id, { at: tx.now, by: actor.id, resolution: reason })
    const merchantId = line.payment_id && ((await findAnyPayment(tx.db, line.payment_id))?.merchant_id ?? null)
    await record(tx, 'settlement.break_resolved', {
      subject: id,
      merchantId,
      data: { act: line.act, was: line.reason, paymentId: line.payment_id },
      ...(merchantId ? { personal: { reason } } : {}),
    })
  })
