import { fraudCaseLifecycle } from '#src/fraud/fraudCase.ts'
import { lockCase, type FraudCaseRow } from '#src/fraud/fraudCases.sql.ts'
import { moveCase } from '#src/fraud/moveCase.ts'
import { issueCertificate } from '#src/fraudCertificates/issueCertificate.ts'
import { readBalances } from '#src/fraudEffects/balances.sql.ts'
import { readProgress } from '#src/fraudEffects/effects.sql.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { findTaken, listDecisions, updateDecision } from './decisions.sql.ts'
import { tellMerchant } from './tellMerchant.ts'

const isDone = async (tx: Tx, one: FraudCaseRow): Promise<boolean> => {
  const { planned, waiting, applied } = await readProgress(tx.db, one.id)
  return one.state === 'applying' ? planned + waiting === 0 : one.state === 'undoing' && applied === 0
}

/**
 * All of it is posted, or undone: the case is closed, its certificate kept, the merchant told. False while something is left, or where that
 * was done before.
 */
export const closeCase = (ctx: Ctx, caseId: string): Promise<boolean> =>
  unit(ctx, async (tx) => {
    const one = await lockCase(tx.db, caseId)
    if (!one || !(await isDone(tx, one))) return false
    const closed = step(fraudCaseLifecycle, one.state, one.state === 'applying' ? 'finish' : 'finish_undo', tx.actor)
    const taken = (await findTaken(tx.db, caseId))!
    await updateDecision(tx.db, taken.id, { balances_after: JSON.stringify(await readBalances(tx.db, one)), done_at: tx.now })
    const certificateId = await issueCertificate(tx, caseId, (await listDecisions(tx.db, caseId)).find(({ id }) => id === taken.id)!)
    await tellMerchant(tx, one, closed.to === 'confirmed' ? 'confirmed' : 'undone')
    await moveCase(tx, one, closed, { closedAt: tx.now, data: { decisionId: taken.id, certificateId } })
    return true
  })
