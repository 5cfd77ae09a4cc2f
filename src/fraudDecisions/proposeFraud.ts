import { fraudCaseLifecycle, isGuilty, type FraudFinding } from '#src/fraud/fraudCase.ts'
import { countFindings, lockCase } from '#src/fraud/fraudCases.sql.ts'
import { moveCase } from '#src/fraud/moveCase.ts'
import { planSeen, type FraudBearer } from '#src/fraudEffects/effects.ts'
import { readPlan } from '#src/fraudEffects/plans.sql.ts'
import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { insertDecision } from './decisions.sql.ts'

/**
 * `confirm`: every payment is fraud. `partly`: those that were found so, and no other. `finding`: of the payments that have none of their
 * own, null where each has one. `bearer`: who bears what was paid out, and what the merchant lacks. `seen`: the decision's figures as the
 * person had them (`planSeen`).
 */
export type FraudProposal = {
  verdict: 'confirm' | 'partly'
  bearer: FraudBearer
  seen: string
  finding: FraudFinding | null
  reason: string
}

/** Each payment has its own finding or gets this one, and none contradicts the verdict. 422 on `finding` or `verdict`. */
const mustAgree = async (tx: Tx, caseId: string, { verdict, finding }: FraudProposal): Promise<void> => {
  const { none, guilty, innocent } = await countFindings(tx.db, caseId)
  if (none > 0 && finding === null) throw invalid({ finding: 'web:field.missing' })
  if (none > 0 && isGuilty(finding!) !== (verdict === 'confirm')) throw invalid({ finding: `fraud:propose.finding_${verdict}` })
  if (verdict === 'confirm' && innocent > 0) throw invalid({ verdict: 'fraud:propose.has_innocent' })
  if (verdict === 'partly' && (guilty === 0 || none + innocent === 0)) throw invalid({ verdict: 'fraud:propose.not_partly' })
}

/** Proposes to a second person that this is fraud, whole or in part, with every figure of what follows. 409 `figures_have_changed`, 422. */
export const proposeFraud = (ctx: Ctx, caseId: string, said: FraudProposal): Promise<void> =>
  unit(ctx, async (tx) => {
    const { verdict, bearer, seen, finding, reason } = said
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const one = await lockCase(tx.db, caseId)
    if (!one) throw notFound()
    const proposed = step(fraudCaseLifecycle, one.state, 'propose', tx.actor)
    await mustAgree(tx, caseId, said)
    const plan = await readPlan(tx.db, caseId, verdict, bearer)
    if (planSeen(plan) !== seen) throw conflict('figures_have_changed')
    const id = newId('frdd', tx.now)
    await insertDecision(tx.db, {
      id,
      case_id: caseId,
      verdict,
      bearer,
      reason,
      finding,
      proposed_by: tx.actor.id,
      proposed_at: tx.now,
      proposed_figures: JSON.stringify(plan.figures),
    })
    await moveCase(tx, one, proposed, {
      data: { decisionId: id, verdict, bearer, payments: plan.figures.count, released: plan.released },
      reason,
    })
  })
