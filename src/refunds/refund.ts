import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import type { RefundState } from '#src/platform/db.types.ts'

export type { RefundState } from '#src/platform/db.types.ts'
export type RefundAction = 'send' | 'finish' | 'reject'

/** Half a euro, as the API has it; what is left of a payment may be less. */
export const leastRefundCents = 50

/**
 * - to_refund: leaves with the day's refunds. refund_sent: the bank has it. refunded: the payer has it.
 * - not_honored: the payment was disputed before the refund left: the payer gets his money one way, not two.
 * - payment_canceled: nothing had been captured, so nothing is sent back: the payment itself was canceled.
 */
export const refundLifecycle: Lifecycle<RefundState, RefundAction> = {
  to_refund: {
    send: { to: 'refund_sent', event: 'refund.sent', by: ['system'] },
    // an officer keeps back what a fraud decision gave, where he undoes it
    reject: { to: 'not_honored', event: 'refund.not_honored', by: ['system', 'officer'] },
  },
  refund_sent: {
    finish: { to: 'refunded', event: 'refund.refunded', by: ['system'] },
    reject: { to: 'not_honored', event: 'refund.not_honored', by: ['system'] },
  },
  refunded: {},
  not_honored: {},
  payment_canceled: {},
}
