import { destroyKeys } from '#src/personKeys/destroyKeys.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { eraseUnusedPayers } from './payers.sql.ts'

/**
 * Payers whom a merchant noted and who never paid, nor were asked to: nothing obliges to keep them. With them go their keys. Answers the
 * ids of those who went, and of the keys; held ones stay.
 */
export const erasePayers = async (
  tx: Tx,
  ids: readonly string[],
  apart: readonly string[] = [],
): Promise<{ ids: string[]; keys: string[] }> => {
  const gone = await eraseUnusedPayers(tx.db, ids, { at: tx.now, apart })
  const keys = await destroyKeys(tx, gone.map(({ id }) => id))
  for (const { id, merchantId, mode } of gone) await record(tx, 'payer.erased', { subject: id, merchantId, data: { mode } })
  return { ids: gone.map(({ id }) => id), keys }
}
