import type { Tx } from '#src/platform/ctx.ts'
import { endMerchantSessions } from '#src/platform/sessions.ts'
import { moveMerchant } from './moveMerchant.ts'

/**
 * The 30-day clock ran out (rules.md §1.9): before validation the account is deactivated, after it suspended. Sessions end here; keys
 * stop because the state is asked at every call. Nothing is lost: he may sign in to answer.
 */
export const switchOffMerchant = async (tx: Tx, merchantId: string, how: 'deactivate' | 'suspend'): Promise<void> => {
  const endedSessions = await endMerchantSessions(tx, merchantId, how === 'deactivate' ? 'deactivated' : 'suspended')
  await moveMerchant(tx, merchantId, how, { data: { endedSessions } })
}
