import type { Day } from '#src/kernel/calendar.ts'
import { step } from '#src/kernel/lifecycle.ts'
import type { InHand } from '#src/owners/owner.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record, type EventFacts } from '#src/platform/record.ts'
import { disputeLifecycle, endingOf, type DisputeAction, type Settlement } from './dispute.ts'
import { changeDispute, type DisputeRow } from './disputes.sql.ts'

/**
 * `dueOn`: the last day that the network names for this stage; the merchant's is never later. `owner`: in whose hands it is from now on.
 */
type Said = { data?: EventFacts['data']; reason?: string; dueOn?: Day | null; owner?: InHand }

/**
 * A step that ends nothing and moves no money. The caller holds the dispute's lock. 409 where the table has none, 403 where it is not this
 * actor's.
 */
export const moveDispute = async (
  tx: Tx,
  dispute: DisputeRow,
  action: Exclude<DisputeAction, 'accept' | 'expire' | 'withdraw' | 'confirm_fraud' | 'win' | 'lose' | 'split'>,
  { data = {}, reason, dueOn = null, owner }: Said = {},
): Promise<DisputeRow> => {
  const { to, event } = step(disputeLifecycle, dispute.state, action, tx.actor)
  const dates = dueOn === null
    ? {}
    : { due_on: dueOn, merchant_due_on: dueOn < dispute.merchant_due_on ? dueOn : dispute.merchant_due_on, is_due_told: true }
  const moved = await changeDispute(tx.db, dispute.id, { state: to, ...dates, ...owner })
  await record(tx, event, {
    subject: dispute.id,
    merchantId: dispute.merchant_id,
    data: { from: dispute.state, to, ...data, ...(dueOn ? { dueOn } : {}) },
    ...(reason ? { personal: { reason } } : {}),
  })
  return moved
}

/**
 * Its end, as the row and the history say it; the books, its payment and its resolution are the caller's (`settleDispute`), who holds both
 * locks.
 */
export const endDispute = async (tx: Tx, dispute: DisputeRow, { wonCents, cause }: Settlement): Promise<DisputeRow> => {
  const { to, event } = step(disputeLifecycle, dispute.state, endingOf(dispute.amount_cents, { wonCents, cause }), tx.actor)
  const ended = await changeDispute(tx.db, dispute.id, { state: to, won_cents: wonCents, cause, closed_at: tx.now })
  await record(tx, event, {
    subject: dispute.id,
    merchantId: dispute.merchant_id,
    data: { from: dispute.state, to, paymentId: dispute.payment_id, mode: dispute.mode, wonCents, cause },
  })
  return ended
}
