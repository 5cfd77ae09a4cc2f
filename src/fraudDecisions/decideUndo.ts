import { moveCase } from '#src/fraud/moveCase.ts'
import { readBalances } from '#src/fraudEffects/balances.sql.ts'
import { readUndoPlan } from '#src/fraudEffects/plans.sql.ts'
import { undoSeen } from '#src/fraudEffects/undo.ts'
import { conflict, invalid } from '#src/kernel/errors.ts'
import { ring } from '#src/platform/bell.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { updateDecision } from './decisions.sql.ts'
import { lockProposal, type Read } from './lockProposal.ts'

/**
 * The second person agrees to undo it, at the figures he saw. 409 `figures_have_changed`: what was on its way to a payer may have left
 * meanwhile.
 */
export const confirmUndo = (ctx: Ctx, caseId: string, { seen, proposal: read }: Read & { seen: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    const { one, proposal, decided } = await lockProposal(tx, caseId, 'confirm_undo', read)
    const figures = await readUndoPlan(tx.db, caseId)
    if (undoSeen(figures) !== seen) throw conflict('figures_have_changed')
    const balances = JSON.stringify(await readBalances(tx.db, one))
    await updateDecision(tx.db, proposal.id, {
      state: 'taken',
      decided_by: tx.actor.id,
      decided_at: tx.now,
      decided_figures: JSON.stringify(figures),
      balances_before: balances,
    })
    await moveCase(tx, one, decided, { data: { decisionId: proposal.id, payments: figures.count } })
    tx.afterCommit(() => ring('post-fraud-credits'))
  })

/** He does not agree, and says why: the case stays confirmed. */
export const declineUndo = (ctx: Ctx, caseId: string, { reason, proposal: read }: Read & { reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const { one, proposal, decided } = await lockProposal(tx, caseId, 'decline_undo', read)
    await updateDecision(tx.db, proposal.id, { state: 'declined', decided_by: tx.actor.id, decided_at: tx.now, decline_reason: reason })
    await moveCase(tx, one, decided, { closedAt: tx.now, data: { decisionId: proposal.id }, reason })
  })
