import { conflict, forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { findProposal, updateDecision, type FraudDecisionRow } from './decisions.sql.ts'
import { fraudCaseLifecycle, type FraudCaseAction } from './fraudCase.ts'
import { lockCase, releaseHeld, setRemainingFindings, updateCase, type FraudCaseRow } from './fraudCases.sql.ts'

type Before = { one: FraudCaseRow; proposal: FraudDecisionRow; to: FraudCaseRow['state']; event: string }

/** The proposal before us, and somebody else's: 409 where it is no longer there, 403 `four_eyes` to the one who made it (rules.md X-07). */
const lockProposal = async (tx: Tx, caseId: string, action: FraudCaseAction): Promise<Before> => {
  const one = await lockCase(tx.db, caseId)
  if (!one) throw notFound()
  const { to, event } = step(fraudCaseLifecycle, one.state, action, tx.actor)
  const proposal = await findProposal(tx.db, caseId)
  if (!proposal) throw conflict('state_has_changed')
  if (proposal.proposed_by === tx.actor.id) throw forbidden('four_eyes')
  return { one, proposal, to, event }
}

/** The second person agrees that it is no fraud: the payments may be refunded again. The database refuses the one who proposed. */
export const confirmRejection = (ctx: Ctx, caseId: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const { one, proposal, to, event } = await lockProposal(tx, caseId, 'confirm_rejection')
    await updateDecision(tx.db, proposal.id, { state: 'taken', decided_by: tx.actor.id, decided_at: tx.now })
    if (proposal.finding) await setRemainingFindings(tx.db, caseId, proposal.finding, proposal.proposed_by)
    await releaseHeld(tx.db, caseId)
    await updateCase(tx.db, caseId, { state: to, closed_at: tx.now })
    await record(tx, event, { subject: caseId, merchantId: one.merchant_id, data: { from: one.state, to, decisionId: proposal.id, payments: one.payment_count } })
  })

/** The second person does not agree, and says why: the review goes on, with both reasons in the history. */
export const declineProposal = (ctx: Ctx, caseId: string, { reason }: { reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const { one, proposal, to, event } = await lockProposal(tx, caseId, 'decline')
    await updateDecision(tx.db, proposal.id, { state: 'declined', decided_by: tx.actor.id, decided_at: tx.now, decline_reason: reason })
    await updateCase(tx.db, caseId, { state: to })
    await record(tx, event, { subject: caseId, merchantId: one.merchant_id, data: { from: one.state, to, decisionId: proposal.id }, personal: { reason } })
  })
