import type { Day } from '#src/kernel/calendar.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import type { SepaRType } from './dispute.ts'
import { changeDispute, type DisputeRow } from './disputes.sql.ts'
import { ruledBy, type Disputed } from './openDispute.ts'
import { tellNewDate } from './tellMerchant.ts'

type Told = { network: string; code: string; rType: SepaRType | null; dueOn: Day | null }

/** First told of what the settlement or the bank's answer had opened already: the network's own date and R-type count from now on. */
export const completeDispute = async (
  tx: Tx,
  payment: Disputed,
  dispute: DisputeRow,
  { network, code, rType, dueOn }: Told,
): Promise<void> => {
  const { feeCents: _, ...ruled } = await ruledBy(tx, payment, { network, code, told: { rType, dueOn } })
  // without a date of the network's own, the one he was told stays
  const dates = dueOn === null ? { due_on: dispute.due_on, merchant_due_on: dispute.merchant_due_on } : {}
  const told = await changeDispute(tx.db, dispute.id, { ...ruled, ...dates })
  await record(tx, 'dispute.told', {
    subject: dispute.id,
    merchantId: dispute.merchant_id,
    data: { dueOn: told.due_on, merchantDueOn: told.merchant_due_on, rType: told.r_type },
  })
  if (told.merchant_due_on !== dispute.merchant_due_on) await tellNewDate(tx, told)
}
