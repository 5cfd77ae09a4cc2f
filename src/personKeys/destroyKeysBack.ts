import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { destroyAgain, listKeysBack } from './personKeys.sql.ts'

const batchSize = 1_000

/**
 * After a restore: destroys once more every key that a tombstone names, whatever became of the rows it opened. Stopped in the middle it is
 * begun again. Answers how many.
 */
export const destroyKeysBack = async (ctx: Ctx): Promise<number> => {
  let [destroyed, after] = [0, '']
  for (;;) {
    const ids = await listKeysBack(ctx.db, after, batchSize)
    if (ids.length === 0) return destroyed
    destroyed += await unit(ctx, async (tx) => {
      const count = await destroyAgain(tx.db, ids, tx.now)
      await record(tx, 'retention.keys_destroyed_again', { subject: 'tombstones', data: { count } })
      return count
    })
    after = ids.at(-1)!
  }
}
