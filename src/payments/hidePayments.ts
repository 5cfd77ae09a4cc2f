import type { Tx } from '#src/platform/ctx.ts'
import { recordRows } from '#src/platform/record.ts'
import { hiding, showing } from './hiddenPayments.sql.ts'

/** `returnedCents`: what goes back to its payer in the same act. */
export type Hidden = { paymentId: string; returnedCents: number }

/**
 * From here on the merchant does not see them, nor what hangs on them, and what goes back to their payers counts as refunded (rules.md
 * nothing is deleted; staff and books keep everything). The caller holds their locks. One event each.
 */
export const hidePayments = async (tx: Tx, caseId: string, hidden: readonly Hidden[]): Promise<void> =>
  void (await recordRows(tx, 'payment.hidden', hiding(caseId, tx.now, hidden)))

/** The merchant sees them again. */
export const showPayments = async (tx: Tx, caseId: string, paymentIds: readonly string[]): Promise<void> =>
  void (await recordRows(tx, 'payment.shown', showing(caseId, paymentIds)))
