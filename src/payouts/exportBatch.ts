import { unit, type Ctx } from '#src/platform/ctx.ts'
import type { BatchRow } from './batches.sql.ts'
import { closeBatch } from './closeBatch.ts'
import { noteHanded } from './noteHanded.ts'

/** Somebody takes the file to the bank by hand: closed, and noted as given. Asked again, it is the same file. Refusals of `closeBatch`. */
export const exportBatch = (ctx: Ctx, batchId: string): Promise<BatchRow> =>
  unit(ctx, async (tx) => {
    const batch = await closeBatch(tx, batchId)
    await noteHanded(tx, batchId)
    return batch
  })
