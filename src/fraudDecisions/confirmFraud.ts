import { letInnocentGo, noteRemaining } from '#src/fraud/markPayments.ts'
import { moveCase } from '#src/fraud/moveCase.ts'
import { readBalances } from '#src/fraudEffects/balances.sql.ts'
import { lockCasePayments } from '#src/fraudEffects/effects.sql.ts'
import { planSeen } from '#src/fraudEffects/effects.ts'
import { keepPlan } from '#src/fraudEffects/keepPlan.ts'
import { readPlan, type ReadPlan } from '#src/fraudEffects/plans.sql.ts'
import { conflict } from '#src/kernel/errors.ts'
import { ring } from '#src/platform/bell.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { updateDecision } from './decisions.sql.ts'
import { lockProposal, type Before, type Read } from './lockProposal.ts'

/** With every payment locked: what is compared is what is written. */
const planSeenBy = async (tx: Tx, { one, proposal }: Before, seen: string): Promise<ReadPlan> => {
  await lockCasePayments(tx.db, one.id)
  await noteRemaining(tx, one.id, { finding: proposal.finding, by: proposal.proposed_by })
  const plan = await readPlan(tx.db, one.id, proposal.verdict, proposal.bearer!)
  if (planSeen(plan) !== seen) throw conflict('figures_have_changed')
  return plan
}

const write = async (tx: Tx, { one, proposal, decided }: Before, plan: ReadPlan): Promise<void> => {
  await letInnocentGo(tx, one.id)
  await keepPlan(tx, one, plan)
  const balances = JSON.stringify(await readBalances(tx.db, one))
  await updateDecision(tx.db, proposal.id, {
    state: 'taken',
    decided_by: tx.actor.id,
    decided_at: tx.now,
    decided_figures: JSON.stringify(plan.figures),
    balances_before: balances,
  })
  await moveCase(tx, one, decided, {
    data: { decisionId: proposal.id, verdict: proposal.verdict, payments: plan.figures.count, released: plan.released },
  })
}

/**
 * The second person agrees that it is fraud: the decision and each effect are written, at the figures he saw (`planSeen`); they are posted
 * by `applyCase`, and by the job where that is cut off. Payments that are no fraud are let go. 409 `figures_have_changed`; 403 `four_eyes`;
 * the database refuses the one who proposed. Of two at once one is first, and the other is told.
 */
export const confirmFraud = (ctx: Ctx, caseId: string, { seen, proposal }: Read & { seen: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    const before = await lockProposal(tx, caseId, 'confirm', proposal)
    if (before.proposal.verdict !== 'confirm' && before.proposal.verdict !== 'partly') throw conflict('state_has_changed')
    await write(tx, before, await planSeenBy(tx, before, seen))
    tx.afterCommit(() => ring('post-fraud-credits'))
  })
