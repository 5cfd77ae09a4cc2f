import { step } from '#src/kernel/lifecycle.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { readBalances } from './balances.sql.ts'
import { findTaken, updateDecision } from './decisions.sql.ts'
import { readProgress } from './effects.sql.ts'
import { fraudCaseLifecycle } from './fraudCase.ts'
import { lockCase, updateCase, type FraudCaseRow } from './fraudCases.sql.ts'
import { issueCertificate } from './issueCertificate.ts'
import { tellMerchant } from './tellMerchant.ts'

const isDone = async (tx: Tx, one: FraudCaseRow): Promise<boolean> => {
  const { planned, waiting, applied } = await readProgress(tx.db, one.id)
  return one.state === 'applying' ? planned + waiting === 0 : one.state === 'undoing' && applied === 0
}

/** All of it is posted, or undone: the case is closed, its certificate kept, the merchant told. False while something is left, or where that was done before. */
export const closeCase = (ctx: Ctx, caseId: string): Promise<boolean> =>
  unit(ctx, async (tx) => {
    const one = await lockCase(tx.db, caseId)
    if (!one || !(await isDone(tx, one))) return false
    const { to, event } = step(fraudCaseLifecycle, one.state, one.state === 'applying' ? 'finish' : 'finish_undo', tx.actor)
    const taken = (await findTaken(tx.db, caseId))!
    await updateDecision(tx.db, taken.id, { balances_after: JSON.stringify(await readBalances(tx.db, one)), done_at: tx.now })
    await updateCase(tx.db, caseId, { state: to, closed_at: tx.now })
    const certificateId = await issueCertificate(tx, caseId, taken.id)
    await tellMerchant(tx, one, to === 'confirmed' ? 'confirmed' : 'undone')
    await record(tx, event, { subject: caseId, merchantId: one.merchant_id, data: { from: one.state, to, decisionId: taken.id, certificateId } })
    return true
  })
