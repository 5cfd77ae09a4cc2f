import { conflict, forbidden, notFound } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { closeAnswer, lockAnswer } from './answers.sql.ts'
import { findPayout } from './payouts.sql.ts'

/**
 * Somebody has found out what a bank's answer that fitted nothing was: the break is closed with his words. Nothing is booked. Sent twice by
 * the same person it is done once; 409 `break_is_resolved` for who comes second, and where it fits by now; 404 for an answer that is no
 * break.
 */
export const resolveBankBreak = (ctx: Ctx, id: string, { reason }: { reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    const { actor } = tx
    if (actor.kind !== 'staff' || !isAllowed(actor.roles, 'breaks.resolve') || !isAllowed(actor.roles, 'payouts.read')) throw forbidden()
    const answer = await lockAnswer(tx.db, id)
    if (answer?.healed_at) throw conflict('break_is_resolved')
    if (!answer || answer.outcome !== 'broken') throw notFound()
    if (answer.resolved_by === actor.id && answer.resolution === reason) return
    if (answer.resolved_at) throw conflict('break_is_resolved')
    await closeAnswer(tx.db, id, { at: tx.now, by: actor.id, resolution: reason })
    const merchantId = answer.payout_id && ((await findPayout(tx.db, answer.payout_id))?.merchant_id ?? null)
    await record(tx, 'bank_answer.break_resolved', {
      subject: id,
      merchantId,
      data: { said: answer.said, was: answer.broken, payoutId: answer.payout_id },
      ...(merchantId ? { personal: { reason } } : {}),
    })
  })
