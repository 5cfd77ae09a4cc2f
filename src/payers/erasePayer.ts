import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { eraseUnusedPayers } from './payers.sql.ts'

/** Payers whom a merchant noted and who never paid, nor were asked to: nothing obliges to keep them. Answers the ids of those who went; held ones stay. */
export const erasePayers = async (tx: Tx, ids: readonly string[]): Promise<string[]> => {
  const gone = await eraseUnusedPayers(tx.db, ids, tx.now)
  for (const { id, merchantId, mode } of gone) await record(tx, 'payer.erased', { subject: id, merchantId, data: { mode } })
  return gone.map(({ id }) => id)
}
