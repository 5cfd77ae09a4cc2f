import type { Tx } from '#src/platform/ctx.ts'
import { recordRows } from '#src/platform/record.ts'
import { hideRefunds, returning, showRefunds } from './fraudReturns.sql.ts'
import { rejectRefund } from './moveRefund.ts'
import { lockRefund } from './refunds.sql.ts'

/** What the institution gives back of a fraudulent payment. `amountCents`: above 0, and no more than is left. */
export type Return = { id: string; paymentId: string; amountCents: number; currency: string }

/**
 * Refunds of their own kind, asked for by nobody but the decision, that leave with the day's refunds and that the merchant does not see.
 * The caller holds the payments' locks, books them under `refund:<id>`, and counts them as refunded (`hidePayments`).
 */
export const returnFrauds = async (
  tx: Tx,
  world: { merchantId: string; mode: 'test' | 'live' },
  returns: readonly Return[],
): Promise<void> => {
  if (returns.length > 0) await recordRows(tx, 'refund.created', returning(world, { by: 'post-fraud-credits', at: tx.now }, returns))
}

export const hideRefundsOf = (tx: Tx, paymentIds: readonly string[]): Promise<void> => hideRefunds(tx.db, paymentIds, tx.now)
export const showRefundsOf = (tx: Tx, paymentIds: readonly string[]): Promise<void> => showRefunds(tx.db, paymentIds)

/** It has not left yet and shall not: what it took is put back. False where it is gone. The caller holds the payment's lock. */
export const recallReturn = async (tx: Tx, refundId: string): Promise<boolean> => {
  const refund = await lockRefund(tx.db, refundId)
  if (refund.state !== 'to_refund') return false
  await rejectRefund(tx, refund)
  return true
}
