import { lockDispute } from '#src/disputes/disputes.sql.ts'
import { moveDispute } from '#src/disputes/moveDispute.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { changeResolution, unmarkSubmitted } from './resolutions.sql.ts'

type Refused = { disputeId: string; resolutionId: string; merchantId: string; fileId: string; response: string }

/**
 * The acquirer did not take the file: nothing is with the network, it is to be corrected and sent anew, and the network's date runs against
 * us again. Of a dispute that went on meanwhile it is only noted.
 */
export const takeBackFile = async (tx: Tx, { disputeId, resolutionId, merchantId, fileId, response }: Refused): Promise<void> => {
  const dispute = await lockDispute(tx.db, disputeId)
  if (dispute.state !== 'represented')
    return record(tx, 'resolution.file_refused', { subject: resolutionId, merchantId, data: { fileId, response } })
  await moveDispute(tx, dispute, 'take_back', { data: { fileId, response } })
  await unmarkSubmitted(tx.db, fileId)
  await changeResolution(tx.db, resolutionId, { represented_at: null, represented_by: null })
}
