import { settleDispute } from '#src/disputeOutcomes/settleDispute.ts'
import { lockCase } from '#src/fraud/fraudCases.sql.ts'
import { lockBalances } from '#src/ledger/balances.ts'
import { post } from '#src/ledger/post.ts'
import { feeRefunded } from '#src/ledger/postings.ts'
import { recoverDebt } from '#src/ledger/settleDebt.ts'
import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import { addLateFee, findLateDispute, listLateDisputes, lockPayments, type LateDispute } from './effects.sql.ts'

const giveFeeBack = async (tx: Tx, { caseId, paymentId, disputeId, merchantId, mode, currency, feeCents }: LateDispute): Promise<void> => {
  const purse = { merchantId, book: mode, currency } as const
  const eventKey = `fraud_late_fee:${caseId}:${disputeId}`
  await lockBalances(tx, purse)
  await post(tx, { ...feeRefunded({ merchantId, feeCents }), eventKey, book: mode, currency, subjectId: paymentId, at: tx.now })
  await recoverDebt(tx, purse, { eventKey: `debt_recovered:${caseId}:${disputeId}`, subjectId: paymentId })
  await addLateFee(tx.db, { caseId, paymentId, feeCents, eventKey })
}

/** Under the locks, as it is now: the case may have been undone meanwhile. */
const heedOne = async (tx: Tx, { disputeId, caseId, paymentId }: LateDispute): Promise<'done' | 'skipped'> => {
  await lockCase(tx.db, caseId)
  await lockPayments(tx.db, [paymentId])
  const late = await findLateDispute(tx.db, disputeId)
  if (!late) return 'skipped'
  if (late.isOpen) await settleDispute(tx, disputeId, { wonCents: 0, cause: 'fraud' })
  if (late.feeCents > 0) await giveFeeBack(tx, late)
  await record(tx, 'fraud_case.late_dispute_heeded', {
    subject: caseId,
    merchantId: late.merchantId,
    data: { paymentId, disputeId, feeCents: late.feeCents },
  })
  return 'done'
}

/**
 * Contestations that come once a fraud is confirmed: nobody defends them, and what they cost is given back like the rest (seed 000, fraud
 * procedure 3: « including chargeback-related fees »). Each once.
 */
export const heedLateDisputes = (ctx: Ctx): Promise<Report> =>
  sweep<LateDispute>(ctx, {
    find: (from, after, limit) => listLateDisputes(from.db, after?.disputeId ?? '', limit),
    subject: ({ disputeId }) => disputeId,
    each: heedOne,
  })
