import { step } from '#src/kernel/lifecycle.ts'
import { newId } from '#src/kernel/ids.ts'
import { isDryRun, unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { fillBatch, hasPending, insertBatch, lockOpening } from './batches.sql.ts'
import { payoutLifecycle } from './payout.ts'

/** Banks take files of a few thousand transfers without a word. */
const mostTransfers = 5_000

const openOne = async (tx: Tx, most: number): Promise<string | null> => {
  await lockOpening(tx.db)
  if (!(await hasPending(tx.db))) return null
  const id = newId('btch', tx.now)
  await insertBatch(tx.db, { id, opened_at: tx.now })
  const count = await fillBatch(tx, id, step(payoutLifecycle, 'pending', 'clear', tx.actor), most)
  await record(tx, 'payout_batch.opened', { subject: id, data: { payouts: count } })
  return id
}

/** Everything that waits goes into files: `pending` → `to_pay`, one unit a file. Answers their ids, the oldest first. */
export const openBatches = async (ctx: Ctx, most = mostTransfers): Promise<string[]> => {
  const ids: string[] = []
  for (;;) {
    const id = await unit(ctx, (tx) => openOne(tx, most))
    if (id === null) return ids
    ids.push(id)
    if (isDryRun(ctx)) return ids // what was rolled back waits still
  }
}
