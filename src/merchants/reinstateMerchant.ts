import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { wakeRenewals } from '#src/renewals/wakeRenewals.ts'
import { moveMerchant } from './moveMerchant.ts'

/** A suspension for a breach is lifted by two people: his keys work again, and what he has is paid out. */
export const reinstateMerchant = async (tx: Tx, merchantId: string, breachId: string): Promise<void> => {
  await moveMerchant(tx, merchantId, 'unbar', { data: { breachId } })
  await wakeRenewals(tx, merchantId)
  await writeToMerchant(tx, merchantId, {
    template: 'account_unbarred',
    subjectId: breachId,
    dedupeKey: `account_unbarred:${breachId}`,
    values: {},
  })
}
