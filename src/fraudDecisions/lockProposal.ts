import { fraudCaseLifecycle, type FraudCaseAction } from '#src/fraud/fraudCase.ts'
import { lockCase, type FraudCaseRow } from '#src/fraud/fraudCases.sql.ts'
import { conflict, forbidden, notFound } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { findProposal, type FraudDecisionRow } from './decisions.sql.ts'

export type Before = { one: FraudCaseRow; proposal: FraudDecisionRow; decided: { to: FraudCaseRow['state']; event: string } }

/** Which proposal was read, by its id: another may stand in its place. */
export type Read = { proposal?: string }

/**
 * The proposal before us, and somebody else's: 409 where it is no longer there, or is another than the one that was read, 403 `four_eyes` to
 * the one who made it (rules.md X-07).
 */
export const lockProposal = async (tx: Tx, caseId: string, action: FraudCaseAction, read: string | undefined): Promise<Before> => {
  const one = await lockCase(tx.db, caseId)
  if (!one) throw notFound()
  const decided = step(fraudCaseLifecycle, one.state, action, tx.actor)
  const proposal = await findProposal(tx.db, caseId)
  if (!proposal) throw conflict('state_has_changed')
  if (read !== undefined && read !== proposal.id) throw conflict('proposal_has_changed')
  if (proposal.proposed_by === tx.actor.id) throw forbidden('four_eyes')
  return { one, proposal, decided }
}
