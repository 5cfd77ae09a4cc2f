import { conflict, invalid } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { updateDecision } from './decisions.sql.ts'
import { releaseHeld, setRemainingFindings, updateCase } from './fraudCases.sql.ts'
import { lockProposal } from './lockProposal.ts'
import { tellMerchant } from './tellMerchant.ts'

/** The second person agrees that it is no fraud: the payments may be refunded again. The database refuses the one who proposed. */
export const confirmRejection = (ctx: Ctx, caseId: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const { one, proposal, to, event } = await lockProposal(tx, caseId, 'confirm_rejection')
    if (proposal.verdict !== 'reject') throw conflict('state_has_changed')
    await updateDecision(tx.db, proposal.id, { state: 'taken', decided_by: tx.actor.id, decided_at: tx.now })
    if (proposal.finding) await setRemainingFindings(tx.db, caseId, proposal.finding, proposal.proposed_by)
    await releaseHeld(tx.db, caseId)
    await updateCase(tx.db, caseId, { state: to, closed_at: tx.now })
    await tellMerchant(tx, one, 'rejected')
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
