import { step } from '#src/kernel/lifecycle.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { JsonValue } from '#src/platform/db.types.ts'
import { record } from '#src/platform/record.ts'
import { disputeLifecycle, type DisputeAction } from './dispute.ts'
import { changeDispute, type DisputeRow } from './disputes.sql.ts'

type Said = { data?: Record<string, JsonValue>; reason?: string }

/** A step that ends nothing and moves no money. The caller holds the dispute's lock. 409 where the table has none, 403 where it is not this actor's. */
export const moveDispute = async (tx: Tx, dispute: DisputeRow, action: Exclude<DisputeAction, 'accept' | 'expire' | 'withdraw' | 'confirm_fraud' | 'win' | 'lose' | 'split'>, { data = {}, reason }: Said = {}): Promise<DisputeRow> => {
  const { to, event } = step(disputeLifecycle, dispute.state, action, tx.actor)
  const moved = await changeDispute(tx.db, dispute.id, { state: to })
  await record(tx, event, { subject: dispute.id, merchantId: dispute.merchant_id, data: { from: dispute.state, to, ...data }, ...(reason ? { personal: { reason } } : {}) })
  return moved
}
