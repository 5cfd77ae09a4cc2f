import { destroyKeysBack } from '#src/personKeys/destroyKeysBack.ts'
import { eraseUnusedPayers } from '#src/erasure/eraseUnusedPayers.ts'
import { listPurgers } from '#src/purgers/purgers.sql.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { eraseRows } from '#src/retention/eraseRows.ts'
import { lockHolds } from '#src/retention/personErasure.sql.ts'
import type { Reach } from '#src/retention/purges.sql.ts'
import { isBuriedSql, listPayersBack } from './tombstones.sql.ts'

const batchSize = 1_000

/** `refused`: rows that stay because the store keeps a file of theirs. */
export type Swept = { category: string; erased: number; refused: number }

/** What is back and was erased before, whatever its age; a hold that stands keeps it, as it keeps anything. */
const reachOfBuried = (ctx: Ctx, purger: Reach['purger']): Reach => ({
  purger,
  before: new Date(ctx.now.getTime() + 1),
  at: ctx.now,
  listOf: null,
  only: isBuriedSql(purger.category),
})

const sweepCategory = async (ctx: Ctx, purger: Reach['purger']): Promise<Swept> => {
  const swept = { category: purger.category, erased: 0, refused: 0 }
  const limit = Math.min(batchSize, purger.most ?? batchSize)
  for (let after = '';;) {
    const batch = await unit(ctx, async (tx) => {
      const done = await eraseRows(tx, reachOfBuried(tx, purger), { purgeId: null, after, limit })
      if (done.found > 0)
        await record(tx, 'retention.reswept', { subject: 'tombstones', data: { category: purger.category, erased: done.ids.length } })
      else tx.watch.noteEvent() // nothing was met
      return done
    })
    swept.erased += batch.ids.length
    swept.refused += batch.refused
    if (batch.found < limit || batch.last === null) return swept
    after = batch.last
  }
}

/**
 * After a restore: erases once more whatever a tombstone names and the backup brought back. Each category by the statement that erased it,
 * in bounded batches; stopped in the middle it is begun again, and does the rest. It needs no signature: each of these was signed, or asked
 * for by the person.
 */
export const resweep = async (ctx: Ctx): Promise<Swept[]> => {
  const swept: Swept[] = []
  for (const purger of listPurgers()) swept.push(await sweepCategory(ctx, purger))
  const payers = await listPayersBack(ctx.db)
  const gone = payers.length > 0 ?
    await unit(ctx, async (tx) => {
      await lockHolds(tx.db)
      return erasePayersBack(tx, payers)
    }) :
    0
  const keys = await destroyKeysBack(ctx)
  return [...swept, { category: 'payer', erased: gone, refused: 0 }, { category: 'person_key', erased: keys, refused: 0 }].filter((
    { erased, refused },
  ) => erased + refused > 0)
}

const erasePayersBack = async (tx: Tx, payers: readonly string[]): Promise<number> => {
  const { ids: gone } = await eraseUnusedPayers(tx, payers)
  if (gone.length === 0) tx.watch.noteEvent()
  return gone.length
}
