import { step } from '#src/kernel/lifecycle.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { fraudCaseLifecycle } from './fraudCase.ts'
import type { FraudCaseRow } from './fraudCases.sql.ts'
import { moveCase } from './moveCase.ts'

/** Whoever works on a case that nobody has looked at yet has begun its review. 403, 409 where payments neither come nor go any more. */
export const changeCase = async (tx: Tx, one: FraudCaseRow): Promise<void> => {
  step(fraudCaseLifecycle, one.state, 'change', tx.actor)
  if (one.state === 'open') await moveCase(tx, one, step(fraudCaseLifecycle, one.state, 'review', tx.actor))
}
