import type { HoldRow } from '#src/holds/holds.sql.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import type { Tx } from '#src/platform/ctx.ts'

/** The merchant is told that so much of a reserve is his again; once for each time. */
export const tellReleased = async (
  tx: Tx,
  { id, merchant_id: merchantId, currency, left_cents: before }: HoldRow,
  amountCents: number,
): Promise<void> => {
  if (amountCents > 0)
    await writeToMerchant(tx, merchantId, {
      template: 'reserve_released',
      subjectId: id,
      dedupeKey: `reserve_released:${id}:${before}`,
      values: { sum: { cents: amountCents, currency } },
    })
}
