import type { Day } from '#src/kernel/calendar.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { moveRefund } from './moveRefund.ts'
import { lockRefund } from './refunds.sql.ts'

/** The report says that the payer has it. False where it was not on its way. Lock its payment first. */
export const finishRefund = async (tx: Tx, id: string, bankOn: Day): Promise<boolean> => {
  const refund = await lockRefund(tx.db, id)
  if (refund.state !== 'refund_sent') return false
  await moveRefund(tx, refund, 'finish', { refunded_at: tx.now, bank_on: bankOn })
  return true
}
