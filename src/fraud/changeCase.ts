import { step } from '#src/kernel/lifecycle.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { fraudCaseLifecycle } from './fraudCase.ts'
import { updateCase, type FraudCaseRow } from './fraudCases.sql.ts'

/** Whoever works on a case that nobody has looked at yet has begun its review. 403, 409 where payments neither come nor go any more. */
export const changeCase = async (tx: Tx, one: FraudCaseRow): Promise<void> => {
  step(fraudCaseLifecycle, one.state, 'change', tx.actor)
  if (one.state !== 'open') return
  const { to, event } = step(fraudCaseLifecycle, one.state, 'review', tx.actor)
  await updateCase(tx.db, one.id, { state: to })
  await record(tx, event, { subject: one.id, merchantId: one.merchant_id, data: { from: one.state, to } })
}
