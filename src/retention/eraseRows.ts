import { codeOf, log } from '#src/platform/log.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { forgetMerchantKey } from '#src/platform/merchant-keys.ts'
import { removeFile } from '#src/platform/storage.ts'
import { eraseBatch, listFilesThatGo, lockBatch, type Batch, type Erasing, type FileOf, type Reach } from './purges.sql.ts'

/** Answers whose files the store would not let go. */
const removeFiles = async (files: readonly FileOf[]): Promise<string[]> => {
  const refused = new Set<string>()
  for (const { id, key } of files) {
    try {
      await removeFile(key)
    } catch (error) {
      refused.add(id)
      log.error({ subject: id, code: codeOf(error) }, 'the store does not let a file go; its row stays')
    }
  }
  return [...refused]
}

/**
 * One batch under its locks: files first, then their rows. A row whose file is gone already goes at the next run; a file whose row is gone would never be found
 * again. `refused`: how many stay because of a file.
 */
export const eraseRows = async (tx: Tx, reach: Reach, { purgeId, ...behind }: Pick<Erasing, 'purgeId' | 'after' | 'limit'>): Promise<Batch & { refused: number }> => {
  await lockBatch(tx.db, reach, behind)
  const refused = await removeFiles(await listFilesThatGo(tx.db, reach, behind))
  const batch = await eraseBatch(tx.db, reach, { ...behind, purgeId, refused, now: tx.now })
  if (reach.purger.kind === 'mrch') for (const merchantId of batch.ids) forgetMerchantKey(merchantId)
  return { ...batch, refused: refused.length }
}
