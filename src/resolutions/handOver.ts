import type { DisputeRow } from '#src/disputes/disputes.sql.ts'
import { moveDispute } from '#src/disputes/moveDispute.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { changeResolution, findResolutionOf, listPieces } from './resolutions.sql.ts'

/**
 * The merchant's date has come: what he had gathered comes to us as it is. False where there was nothing. The caller holds the dispute's
 * lock.
 */
export const handOver = async (tx: Tx, dispute: DisputeRow): Promise<boolean> => {
  const resolution = await findResolutionOf(tx.db, dispute.id)
  if (!resolution || (resolution.statement.trim() === '' && (await listPieces(tx.db, resolution.id)).length === 0)) return false
  await moveDispute(tx, dispute, 'submit')
  await changeResolution(tx.db, resolution.id, { submitted_at: tx.now })
  await record(tx, 'resolution.submitted', {
    subject: resolution.id,
    merchantId: resolution.merchant_id,
    data: { disputeId: dispute.id, byDate: true },
  })
  return true
}
