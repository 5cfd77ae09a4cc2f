import { fraudCaseLifecycle, isGuilty, seenOf, totalsIn, type FraudFinding } from '#src/fraud/fraudCase.ts'
import { countFindings, lockCase } from '#src/fraud/fraudCases.sql.ts'
import { moveCase } from '#src/fraud/moveCase.ts'
import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { insertDecision } from './decisions.sql.ts'

/**
 * `finding`: of the payments that have none of their own; null where each has one. `seen`: the figures the person had before him
 * (`seenOf`).
 */
export type RejectionProposal = { seen: string; finding: FraudFinding | null; reason: string }

/** Proposes to a second person that this is no fraud, with the reason of each payment. 409 `figures_have_changed`; 422 without a reason. */
export const proposeRejection = (ctx: Ctx, caseId: string, { seen, finding, reason }: RejectionProposal): Promise<void> =>
  unit(ctx, async (tx) => {
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const one = await lockCase(tx.db, caseId)
    if (!one) throw notFound()
    const proposed = step(fraudCaseLifecycle, one.state, 'propose', tx.actor)
    if (seenOf({ count: one.payment_count, totals: totalsIn(one.totals) }) !== seen) throw conflict('figures_have_changed')
    const { none, guilty } = await countFindings(tx.db, caseId)
    if (none > 0 && finding === null) throw invalid({ finding: 'web:field.missing' })
    if (none > 0 && isGuilty(finding!)) throw invalid({ finding: 'fraud:propose.finding_reject' })
    if (guilty > 0) throw invalid({ verdict: 'fraud:propose.has_guilty' })
    const id = newId('frdd', tx.now)
    await insertDecision(tx.db, { id, case_id: caseId, verdict: 'reject', reason, finding, proposed_by: tx.actor.id, proposed_at: tx.now })
    await moveCase(tx, one, proposed, { data: { decisionId: id, verdict: 'reject', payments: one.payment_count }, reason })
  })
