import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { changeBatch, lockBatch } from './batches.sql.ts'

/** The file has left us: noted once. A bank that is connected later is not given what went by hand. */
export const noteHanded = (ctx: Ctx | Tx, batchId: string): Promise<void> =>
  unit(ctx, async (tx) => {
    if ((await lockBatch(tx.db, batchId))?.handed_at !== null) return
    await changeBatch(tx.db, batchId, { handed_at: tx.now })
    await record(tx, 'payout_batch.handed', { subject: batchId })
  })
