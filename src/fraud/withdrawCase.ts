import { merchantOf } from '#src/kernel/actor.ts'
import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { fraudCaseLifecycle } from './fraudCase.ts'
import { lockCase, releaseHeld } from './fraudCases.sql.ts'
import { moveCase } from './moveCase.ts'

/**
 * The merchant takes his own report back, and says why: its payments may be refunded again. A case that the staff opened is not his to
 * take back: 409 `case_not_yours`. 404 for another's.
 */
export const withdrawCase = (ctx: Ctx, caseId: string, { reason }: { reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const one = await lockCase(tx.db, caseId)
    if (!one || merchantOf(tx.actor) !== one.merchant_id) throw notFound()
    if (one.opened_by_kind !== 'merchant') throw conflict('case_not_yours')
    const withdrawn = step(fraudCaseLifecycle, one.state, 'withdraw', tx.actor)
    await releaseHeld(tx.db, caseId)
    await moveCase(tx, one, withdrawn, { closedAt: tx.now, data: { payments: one.payment_count }, reason })
  })
