import type { Tx } from '#src/platform/ctx.ts'
import { hideDisputes, showDisputes } from './hiddenDisputes.sql.ts'

/** With their payments, in the same act (rules.md X-03): the caller leaves the events. */
export const hideDisputesOf = (tx: Tx, paymentIds: readonly string[]): Promise<void> => hideDisputes(tx.db, paymentIds, tx.now)
export const showDisputesOf = (tx: Tx, paymentIds: readonly string[]): Promise<void> => showDisputes(tx.db, paymentIds)
