import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { changeCase } from './changeCase.ts'
import { lockCase, refreshFigures, removeHeld } from './fraudCases.sql.ts'

export type Removal = { paymentIds: readonly string[]; reason: string }

/**
 * Takes payments out of the case: they may be refunded again. All of them or none: 409 `figures_have_changed` where one is no longer in it;
 * 409 `case_would_be_empty`: a case without payments is rejected or withdrawn instead.
 */
export const removePayments = (ctx: Ctx, caseId: string, { paymentIds, reason }: Removal): Promise<void> =>
  unit(ctx, async (tx) => {
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const one = await lockCase(tx.db, caseId)
    if (!one) throw notFound()
    await changeCase(tx, one)
    const ids = [...new Set(paymentIds)]
    if (ids.length === 0 || (await removeHeld(tx.db, { caseId, paymentIds: ids, by: tx.actor.id, at: tx.now, reason })) !== ids.length)
      throw conflict('figures_have_changed')
    const { payment_count: left } = await refreshFigures(tx.db, caseId)
    if (left === 0) throw conflict('case_would_be_empty')
    await record(tx, 'fraud_case.payments_removed', {
      subject: caseId,
      merchantId: one.merchant_id,
      data: { payments: ids.length, paymentIds: ids, left },
      personal: { reason },
    })
  })
