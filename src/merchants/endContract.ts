import { parisDay, type Day } from '#src/kernel/calendar.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { endMerchantSessions } from '#src/platform/sessions.ts'
import { setEndedOn } from './merchants.sql.ts'
import { moveMerchant } from './moveMerchant.ts'

/**
 * The relationship is over, by us or by him: keys and payouts stop by the state, sessions end, and what is kept for so long after it counts
 * from its last day (AML-13), which is today where nobody says another.
 */
export const endContract = async (
  tx: Tx,
  merchantId: string,
  how: 'terminate' | 'close',
  data: Record<string, string>,
  endedOn: Day = parisDay(tx.now),
): Promise<void> => {
  const endedSessions = await endMerchantSessions(tx, merchantId, how === 'close' ? 'closed' : 'terminated')
  await moveMerchant(tx, merchantId, how, { data: { ...data, endedSessions } })
  await setEndedOn(tx.db, merchantId, endedOn)
}
