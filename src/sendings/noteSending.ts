import { newId } from '#src/kernel/ids.ts'
import { ring } from '#src/platform/bell.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { EvidenceFileRow } from '#src/resolutions/resolutions.sql.ts'
import { insertSending } from './sendings.sql.ts'

/**
 * Written with the decision, before anything leaves: a process that dies in between leaves it to be sent. The caller records the decision.
 */
export const noteSending = async (
  tx: Tx,
  disputeId: string,
  { id: fileId, resolution_id: resolutionId, merchant_id: merchantId }: EvidenceFileRow,
): Promise<void> => {
  await insertSending(tx.db, {
    id: newId('evds', tx.now),
    dispute_id: disputeId,
    resolution_id: resolutionId,
    merchant_id: merchantId,
    file_id: fileId,
    noted_by: tx.actor.id,
    noted_at: tx.now,
    ask_at: tx.now,
  })
  tx.afterCommit(() => ring('send-evidence'))
}
