import { heldOrLost } from '#src/disputes/dispute.ts'
import { listDisputesOfPayment } from '#src/disputes/disputes.sql.ts'
import { heedRefusedReturn } from '#src/fraudEffects/heedRefusedReturn.ts'
import { system } from '#src/kernel/actor.ts'
import { lockAnyPayment, type PaymentRow } from '#src/payments/payments.sql.ts'
import { actingAs, type Tx } from '#src/platform/ctx.ts'
import { rejectRefund } from './moveRefund.ts'
import { listUnsent, lockRefund, type RefundRow } from './refunds.sql.ts'

/** Refunds and disputes want more of it than there is: the payer would have his money twice. */
export const isTooMuch = async (tx: Tx, { id, amount_cents: amount, refunded_cents: refunded }: PaymentRow): Promise<boolean> =>
  refunded + heldOrLost(await listDisputesOfPayment(tx.db, id)) > amount

/** It has not left and shall not: the payer gets it from his bank. The caller holds the payment's lock. */
export const stopRefund = async (tx: Tx, refund: RefundRow): Promise<void> => {
  await rejectRefund(tx, refund)
  await heedRefusedReturn(tx, refund.id)
}

/**
 * A dispute was opened: of the refunds that have not left, the newest first, those that it leaves no room for are not honoured. Whoever
 * tells of it, the program does so.
 */
export const giveWay = async (tx: Tx, paymentId: string): Promise<void> => {
  const own = actingAs(tx, system('send-refunds'))
  for (const { id } of await listUnsent(tx.db, paymentId)) {
    if (!(await isTooMuch(own, await lockAnyPayment(tx.db, paymentId)))) return
    await stopRefund(own, await lockRefund(tx.db, id))
  }
}
