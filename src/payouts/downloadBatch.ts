import { forbidden, notFound } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { batchFile, type BatchFile } from './batchFile.ts'
import { findBatch } from './batches.sql.ts'

/**
 * The file of a closed batch, with the accounts of everybody in it: who took it is recorded. 404; 403; 409 `payout_batch_open`,
 * `payout_batch_empty`.
 */
export const downloadBatch = (ctx: Ctx, batchId: string): Promise<BatchFile> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'system' && !(tx.actor.kind === 'staff' && isAllowed(tx.actor.roles, 'payouts.send'))) throw forbidden()
    const batch = await findBatch(tx.db, batchId)
    if (!batch) throw notFound()
    const made = await batchFile(tx.db, batch)
    await record(tx, 'payout_batch.downloaded', { subject: batchId, data: { payouts: made.count, totalCents: made.totalCents } })
    return made
  })
