import { codeOf, log } from '#src/platform/log.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { forgetMerchantKey } from '#src/platform/merchant-keys.ts'
import { record } from '#src/platform/record.ts'
import { removeFile } from '#src/platform/storage.ts'
import { isAnyHeldInSecret, listHeldInSecret } from './closedKept.sql.ts'
import { keepApart } from './keepApart.ts'
import { eraseBatch, listFilesThatGo, lockBatch, lockLetters, overOf, type Batch, type Erasing, type FileOf, type Reach,
  type WaitingLetter } from './purges.sql.ts'

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

/** The history says of each letter that it will not be sent any more. */
const noteCancelled = async (tx: Tx, letters: readonly WaitingLetter[]): Promise<void> => {
  for (const { id, merchantId, template, about } of letters)
    await record(tx, 'mail.cancelled', { subject: id, merchantId, data: { template, about } })
}

/** What an order of the compartment alone holds of the batch, where it goes with a copy. */
const copyHeld = async (tx: Tx, reach: Reach, behind: Pick<Erasing, 'after' | 'limit'>): Promise<string[]> =>
  reach.purger.copy && (await isAnyHeldInSecret(tx.db))
    ? keepApart(tx, reach.purger.category, await listHeldInSecret(tx.db, reach.purger, overOf(reach, behind)))
    : []

/**
 * One batch under its locks: files first, then their rows. A row whose file is gone already goes at the next run; a file whose row is gone
 * would never be found again. `refused`: how many stay because of a file. A merchant to whom a letter is being handed over stays until the
 * next run as well, with all that is his.
 */
export const eraseRows = async (
  tx: Tx,
  reach: Reach,
  { purgeId, ...behind }: Pick<Erasing, 'purgeId' | 'after' | 'limit'>,
): Promise<Batch & { refused: number }> => {
  await lockBatch(tx.db, reach, behind)
  const letters = await lockLetters(tx.db, reach, behind)
  const waits = new Set(letters.filter(({ isLeaving }) => isLeaving).map(({ merchantId }) => merchantId))
  const refused = await removeFiles((await listFilesThatGo(tx.db, reach, behind)).filter(({ id }) => !waits.has(id)))
  const apart = await copyHeld(tx, reach, behind)
  const batch = await eraseBatch(tx.db, reach, { ...behind, purgeId, refused: [...refused, ...waits], apart, now: tx.now })
  const gone = new Set(batch.ids)
  await noteCancelled(tx, letters.filter(({ merchantId }) => gone.has(merchantId)))
  if (reach.purger.kind === 'mrch') { for (const merchantId of batch.ids) forgetMerchantKey(merchantId) }
  return { ...batch, refused: refused.length }
}
