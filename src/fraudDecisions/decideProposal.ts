import { letAllGo, noteRemaining } from '#src/fraud/markPayments.ts'
import { moveCase } from '#src/fraud/moveCase.ts'
import { conflict, invalid } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { updateDecision } from './decisions.sql.ts'
import { lockProposal, type Read } from './lockProposal.ts'
import { tellMerchant } from './tellMerchant.ts'

/** The second person agrees that it is no fraud: the payments may be refunded again. The database refuses the one who proposed. */
export const confirmRejection = (ctx: Ctx, caseId: string, { proposal: read }: Read = {}): Promise<void> =>
  unit(ctx, async (tx) => {
    const { one, proposal, decided } = await lockProposal(tx, caseId, 'confirm_rejection', read)
    if (proposal.verdict !== 'reject') throw conflict('state_has_changed')
    await updateDecision(tx.db, proposal.id, { state: 'taken', decided_by: tx.actor.id, decided_at: tx.now })
    await noteRemaining(tx, caseId, { finding: proposal.finding, by: proposal.proposed_by })
    await letAllGo(tx, caseId)
    await tellMerchant(tx, one, 'rejected')
    await moveCase(tx, one, decided, { closedAt: tx.now, data: { decisionId: proposal.id, payments: one.payment_count } })
  })

/** The second person does not agree, and says why: the review goes on, with both reasons in the history. */
export const declineProposal = (ctx: Ctx, caseId: string, { reason, proposal: read }: Read & { reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const { one, proposal, decided } = await lockProposal(tx, caseId, 'decline', read)
    await updateDecision(tx.db, proposal.id, { state: 'declined', decided_by: tx.actor.id, decided_at: tx.now, decline_reason: reason })
    await moveCase(tx, one, decided, { data: { decisionId: proposal.id }, reason })
  })
