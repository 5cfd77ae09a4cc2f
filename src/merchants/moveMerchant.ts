import { step } from '#src/kernel/lifecycle.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record, type EventFacts } from '#src/platform/record.ts'
import { merchantLifecycle, type MerchantAction, type MerchantState } from './merchant.ts'
import { lockMerchant, setMerchantState } from './merchants.sql.ts'

/** One step of the merchant's lifecycle: the row and its event. 409 when the state has changed meanwhile. */
export const moveMerchant = async (
  tx: Tx,
  merchantId: string,
  action: MerchantAction,
  said: Pick<EventFacts, 'data' | 'personal'> = {},
): Promise<MerchantState> => {
  const merchant = await lockMerchant(tx.db, merchantId)
  const { to, event } = step(merchantLifecycle, merchant.state, action, tx.actor)
  await setMerchantState(tx.db, merchantId, to, tx.now)
  await record(tx, event, { subject: merchantId, merchantId, data: { from: merchant.state, to, ...said.data }, personal: said.personal })
  return to
}
