import { conflict, notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { changeCase } from './changeCase.ts'
import { lockCase, setFinding } from './fraudCases.sql.ts'
import type { FraudFinding } from './fraudCase.ts'

export type Finding = { paymentIds: readonly string[]; finding: FraudFinding }

/** What the inquiry found of some payments, each its own reason in the decision. All or none: 409 `figures_have_changed`. */
export const noteFinding = (ctx: Ctx, caseId: string, { paymentIds, finding }: Finding): Promise<void> =>
  unit(ctx, async (tx) => {
    const one = await lockCase(tx.db, caseId)
    if (!one) throw notFound()
    await changeCase(tx, one)
    const ids = [...new Set(paymentIds)]
    if (ids.length === 0 || (await setFinding(tx.db, { caseId, paymentIds: ids, finding, by: tx.actor.id })) !== ids.length)
      throw conflict('figures_have_changed')
    await record(tx, 'fraud_case.finding_noted', {
      subject: caseId,
      merchantId: one.merchant_id,
      data: { payments: ids.length, paymentIds: ids, finding },
    })
  })
