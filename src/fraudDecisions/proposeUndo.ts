import { fraudCaseLifecycle } from '#src/fraud/fraudCase.ts'
import { lockCase } from '#src/fraud/fraudCases.sql.ts'
import { moveCase } from '#src/fraud/moveCase.ts'
import { readUndoPlan } from '#src/fraudEffects/plans.sql.ts'
import { undoSeen } from '#src/fraudEffects/undo.ts'
import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { insertDecision } from './decisions.sql.ts'

/**
 * Proposes to a second person to undo a confirmed case, as far as it can be. `seen`: `undoSeen`. 409 `figures_have_changed`; 422 without a
 * reason.
 */
export const proposeUndo = (ctx: Ctx, caseId: string, { seen, reason }: { seen: string; reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const one = await lockCase(tx.db, caseId)
    if (!one) throw notFound()
    const proposed = step(fraudCaseLifecycle, one.state, 'propose_undo', tx.actor)
    const figures = await readUndoPlan(tx.db, caseId)
    if (undoSeen(figures) !== seen) throw conflict('figures_have_changed')
    const id = newId('frdd', tx.now)
    await insertDecision(tx.db, {
      id,
      case_id: caseId,
      verdict: 'undo',
      reason,
      proposed_by: tx.actor.id,
      proposed_at: tx.now,
      proposed_figures: JSON.stringify(figures),
    })
    await moveCase(tx, one, proposed, { closedAt: null, data: { decisionId: id, payments: figures.count }, reason })
  })
