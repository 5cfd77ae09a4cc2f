import type { FraudCaseRow } from '#src/fraud/fraudCases.sql.ts'
import { readProgress } from '#src/fraudEffects/effects.sql.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import type { Tx } from '#src/platform/ctx.ts'

/**
 * What became of his report, in neutral words: how many payments, and what his invoice will show. Once for each outcome. An undoing tells
 * how many are his to see again.
 */
export const tellMerchant = async (
  tx: Tx,
  { id, merchant_id: merchantId, payment_count: all }: FraudCaseRow,
  outcome: 'rejected' | 'confirmed' | 'undone',
): Promise<void> => {
  const { applied, undone } = await readProgress(tx.db, id)
  const count = outcome === 'rejected' ? all : applied + undone
  await writeToMerchant(tx, merchantId, {
    template: `fraud_case_${outcome}`,
    subjectId: id,
    dedupeKey: `fraud_case_${outcome}:${id}`,
    values: { count },
  })
}
