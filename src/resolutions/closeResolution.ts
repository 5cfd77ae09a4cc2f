import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { endResolutionOf } from './resolutions.sql.ts'

/**
 * The dispute is over: so is its resolution, where one was engaged. `isDecided`: somebody of the staff, or a report, says what the network
 * decided; the database refuses the person who sent the file. The caller holds the dispute's lock.
 */
export const closeResolution = async (tx: Tx, disputeId: string, isDecided: boolean): Promise<void> => {
  const row = await endResolutionOf(tx.db, disputeId, tx.now, isDecided && tx.actor.kind === 'staff' ? tx.actor.id : null)
  if (row) await record(tx, 'resolution.closed', { subject: row.id, merchantId: row.merchant_id, data: { disputeId } })
}
