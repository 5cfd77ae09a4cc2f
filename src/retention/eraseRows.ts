import { sql } from 'kysely'
import { codeOf, log } from '#src/platform/log.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { forgetMerchantKey } from '#src/platform/merchant-keys.ts'
import { record } from '#src/platform/record.ts'
import { removeFile } from '#src/platform/storage.ts'
import { listHeldInSecret } from './closedKept.sql.ts'
import { keepApart } from './keepApart.ts'
import { copyOf } from './keptFiles.ts'
import { eraseBatch, listFilesThatGo, lockBatch, lockLetters, overOf, type Batch, type Erasing, type FileOf, type Reach,
  type WaitingLetter } from './purges.sql.ts'

/** Answers whose files the store would not let go. */
const removeFiles = async (files: readonly FileOf[]): Promise<string[]> => {
  const refused = new Set<string>()
  for (const { id, key } of files) {
    try {
      await removeFile(key)
      await removeFile(copyOf(key)) // of a run that was killed while an order held it
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

/** The same reach, of one thing. */
const alone = ({ only = () => sql`true`, ...reach }: Reach, one: string): Reach => ({
  ...reach,
  only: (id) => sql`${only(id)} and ${id} = ${one}`,
})

/**
 * One batch under its locks: files first, then their rows. A row whose file is gone already goes at the next run; a file whose row is gone
 * would never be found again. What an order of the compartment alone holds goes after the others, with a copy there. `refused`: how many
 * stay because of a file. A merchant to whom a letter is being handed over stays until the next run as well, with all that is his.
 */
export const eraseRows = async (
  tx: Tx,
  reach: Reach,
  { purgeId, ...behind }: Pick<Erasing, 'purgeId' | 'after' | 'limit'>,
): Promise<Batch & { refused: number }> => {
  await lockBatch(tx.db, reach, behind)
  const letters = await lockLetters(tx.db, reach, behind)
  const waits = new Set(letters.filter(({ isLeaving }) => isLeaving).map(({ merchantId }) => merchantId))
  const held = (await listHeldInSecret(tx.db, overOf(reach, behind))).filter(({ id }) => !waits.has(id))
  const refused = await removeFiles((await listFilesThatGo(tx.db, reach, behind)).filter(({ id }) => !waits.has(id)))
  const erasing = { ...behind, purgeId, now: tx.now }
  const batch = await eraseBatch(tx.db, reach, { ...erasing, refused: [...refused, ...waits], apart: [] })
  const apart = await keepApart(tx, reach.purger.category, held, {
    files: async (id) => (await listFilesThatGo(tx.db, alone(reach, id), behind, [id])).map(({ key }) => key),
    rows: async (id) => (await eraseBatch(tx.db, alone(reach, id), { ...erasing, refused: [], apart: [id] })).ids,
  })
  const ids = [...batch.ids, ...apart.ids].sort()
  const gone = new Set(ids)
  await noteCancelled(tx, letters.filter(({ merchantId }) => gone.has(merchantId)))
  if (reach.purger.kind === 'mrch') { for (const merchantId of ids) forgetMerchantKey(merchantId) }
  return { ...batch, ids, refused: refused.length + apart.refused }
}
