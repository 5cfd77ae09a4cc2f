import { merchantOf } from '#src/kernel/actor.ts'
import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { isShut, isSwitchedOff } from '#src/merchants/merchant.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { lockPayment, type PaymentRow } from '#src/payments/payments.sql.ts'
import { findOwnPayment } from '#src/payments/searchPayments.sql.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { takeTicket } from '#src/platform/submission.ts'
import { createRefund } from './createRefund.ts'
import { leastRefundCents } from './refund.ts'

/** `amountCents` null: all that is left. `ticket`: of the form, so that two clicks are one deed. */
export type OwnRefund = { paymentId: string; amountCents: number | null; ticket?: string | undefined }

/** His own payment, in whichever of his worlds it is, locked: what is left of it stands still. */
const lockOwn = async (tx: Tx, merchantId: string | null, id: string): Promise<PaymentRow> => {
  const found = merchantId === null ? null : await findOwnPayment(tx.db, merchantId, id)
  const locked = found && (await lockPayment(tx.db, { merchantId: found.merchant_id, mode: found.mode }, id))
  if (!locked) throw notFound()
  return locked
}

/** The amount is judged in words of the form; `createRefund` judges it again. */
const mustBePossible = ({ amount_cents: amount, refunded_cents: refunded, lost_cents: lost }: PaymentRow, asked: number | null): void => {
  const left = Math.max(0, amount - refunded - lost)
  if (asked === null || left === 0) return
  if (asked > left) throw invalid({ amount: 'payments:refund.too_much' })
  if (asked < leastRefundCents && asked !== left) throw invalid({ amount: 'payments:refund.too_little' })
}

/**
 * The merchant gives a payment back from his area, whole or in part, as his key could (spec/api.md §10); one that nobody captured yet is
 * canceled. The same form a second time does nothing more. 404 for another's payment; 409 as `createRefund`, and `refunds_are_off` while
 * the account is; 422 for an amount that is not left.
 */
export const refundByMerchant = (ctx: Ctx, { paymentId, amountCents, ticket }: OwnRefund): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'merchant') throw notFound()
    const payment = await lockOwn(tx, merchantOf(tx.actor), paymentId)
    const merchant = await findMerchant(tx.db, payment.merchant_id)
    if (!merchant || isSwitchedOff(merchant.state) || isShut(merchant.state)) throw conflict('refunds_are_off')
    if (!(await takeTicket(tx, ticket))) return
    mustBePossible(payment, amountCents)
    await createRefund(tx, { merchantId: payment.merchant_id, mode: payment.mode }, {
      payment: paymentId,
      ...(amountCents === null ? {} : { amount: amountCents }),
    })
  })
